// map pin.
#include <doctest/doctest.h>

#include "tests/e2e/harness.h"
#include "tests/e2e/map_fixture.h"

namespace skep::test {

TEST_CASE("a pinned map stays, and a bad pin is refused") {
  const Bpffs bpffs;
  const TempDir plain;
  const TestMap map;
  CHECK(
      skep_ok("-j map pin " + map.ref() + " " + bpffs / "m").json().is_null());
  CHECK("id " + std::to_string(id_of_pinned("map", bpffs / "m")) == map.ref());
  check_fails("map pin " + map.ref() + " " + bpffs / "m", 1, {"File exists"});
  check_fails("map pin " + map.ref() + " " + bpffs / "a.b", 1, {"dot"});
  check_fails("map pin " + map.ref() + " " + plain / "m", 1,
              {"not on a BPF file system"});
  check_fails("map pin " + map.ref(), 2, {"FILE is missing"});
}

}  // namespace skep::test
