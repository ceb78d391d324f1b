// map getnext, beside bpftool's.
#include <doctest/doctest.h>

#include "tests/e2e/beside_bpftool.h"
#include "tests/e2e/harness.h"
#include "tests/e2e/map_fixture.h"

namespace skep::test {

TEST_CASE("the keys are walked as bpftool walks them") {
  const TestMap map;
  for (int key = 0; key < 3; ++key) map.set(key, key);
  std::string line = "map getnext " + map.ref();
  for (int i = 0; i < 3; ++i) {
    check_same_as_bpftool(line);
    const auto next = skep_ok("-j " + line).json()["next_key"];
    line = "map getnext " + map.ref() + " key";
    for (const std::string byte : next) line += " " + byte;
  }
  check_fails(line, 1, {map.name(), "no next key"});
  CHECK(skep("-j " + line).json()["code"] == "ENOENT");
  // After a key that is not there comes the first.
  check_same_as_bpftool("map getnext " + map.ref() + " key 99 0 0 0");
  const TestMap empty;
  check_fails("map getnext " + empty.ref(), 1, {"no next key"});
}

}  // namespace skep::test
