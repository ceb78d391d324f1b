#include "src/map/map_type.h"

#include <doctest/doctest.h>
#include <linux/bpf.h>

using namespace skep;

TEST_CASE("map types are found by their exact names") {
  CHECK(map::find_type("hash") == BPF_MAP_TYPE_HASH);
  CHECK(map::find_type("bloom_filter") == BPF_MAP_TYPE_BLOOM_FILTER);
  CHECK_FALSE(map::find_type("has"));
  CHECK_FALSE(map::find_type("unspec"));
  CHECK_FALSE(map::find_type(""));
}

TEST_CASE("every map type has a name that leads back to it") {
  for (const std::string& name : map::type_names()) {
    const auto type = map::find_type(name);
    REQUIRE(type);
    CHECK(map::type_name(*type) == name);
  }
}

TEST_CASE("a map type from the future has a number and no traits") {
  CHECK_FALSE(map::type_name(4000));
  CHECK(map::type_label(4000) == "type 4000");
  CHECK_FALSE(map::is_per_cpu(4000));
  CHECK(map::instead_of_listing(4000).empty());
}
