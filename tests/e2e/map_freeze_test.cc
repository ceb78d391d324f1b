// map freeze.
#include <doctest/doctest.h>

#include "tests/e2e/beside_bpftool.h"
#include "tests/e2e/harness.h"
#include "tests/e2e/map_fixture.h"

namespace skep::test {

TEST_CASE("a frozen map says why it can't be written") {
  const TestMap map;
  map.set(1, 2);
  CHECK(skep_ok("-j map freeze " + map.ref()).json().is_null());
  CHECK(skep_ok("-j map show " + map.ref()).json()["frozen"] == 1);
  check_fails("map update " + map.ref() + " key 1 0 0 0 value 1 0 0 0", 1,
              {map.name(), "frozen"});
  check_fails("map delete " + map.ref() + " key 1 0 0 0", 1, {"frozen"});
  check_fails("map freeze " + map.ref(), 1, {"the map is frozen"});
  check_same_as_bpftool("map lookup " + map.ref() + " key 1 0 0 0");
}

}  // namespace skep::test
