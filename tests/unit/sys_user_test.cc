#include <doctest/doctest.h>

#include "src/sys/user.h"
#include "tests/unit/memory_file.h"

namespace skep {

TEST_CASE("users have the names that /etc/passwd gives them") {
  const MemoryFile file{
      "root:x:0:0:root:/root:/bin/sh\n"
      "broken\n"
      "alice:x:1000:1000::/home/alice:/bin/sh\n"
      "also_alice:x:1000:1000::/home/alice:/bin/sh\n"};
  CHECK(user_name(0, file.path()) == "root");
  CHECK(user_name(1000, file.path()) == "alice");
  CHECK_FALSE(user_name(7, file.path()));
  CHECK_FALSE(user_name(0, "/nonexistent"));
}

}  // namespace skep
