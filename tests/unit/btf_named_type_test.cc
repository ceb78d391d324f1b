// Types by their names.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "src/btf/named_type.h"
#include "tests/unit/btf_fixture.h"

namespace skep::btf {

TEST_CASE("a type is found by its name, with or without a keyword") {
  TestBtf btf;
  const TypeId number = btf.integer("unsigned int", 4);
  const TypeId alias = btf.alias("u32", number);
  const TypeId choice = btf.combination("both", 4, {{"a", number, 0}});
  const TypeId event = btf.structure("event", 4, {{"pid", alias, 0}});
  const TypeId color = btf.enumeration("color", 4, {{"red", 0}});
  CHECK(find_named(btf, "event") == event);
  CHECK(find_named(btf, "struct event") == event);
  CHECK(find_named(btf, "union both") == choice);
  CHECK(find_named(btf, "enum color") == color);
  CHECK(find_named(btf, "u32") == alias);
  CHECK(find_named(btf, "unsigned int") == number);
  CHECK_FALSE(find_named(btf, "union event"));
  CHECK_FALSE(find_named(btf, "struct "));
  CHECK_FALSE(find_named(btf, ""));
}

TEST_CASE("a struct comes before a typedef of its name") {
  TestBtf btf;
  const TypeId other = btf.structure("other", 4, {});
  const TypeId alias = btf.alias("event", other);
  const TypeId event = btf.structure("event", 4, {});
  CHECK(find_named(btf, "event") == event);
  CHECK(find_named(btf, "other") == other);
  CHECK(alias != event);
}

TEST_CASE("a type without values is not found") {
  TestBtf btf;
  btf.forward("event");
  btf.alias("nothing", void_id);
  CHECK_FALSE(find_named(btf, "event"));
  CHECK_FALSE(find_named(btf, "nothing"));
}

TEST_CASE("the names of types are those of structs, unions and typedefs") {
  TestBtf btf;
  const TypeId number = btf.integer("int", 4);
  btf.structure("event", 4, {});
  btf.structure("", 4, {});
  btf.alias("s32", number);
  auto names = names_of_types(btf);
  std::sort(names.begin(), names.end());
  CHECK(names == std::vector<std::string>{"event", "s32"});
}

}  // namespace skep::btf
