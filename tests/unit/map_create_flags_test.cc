#include <doctest/doctest.h>
#include <linux/bpf.h>

#include <string>
#include <vector>

#include "src/map/create_flags.h"
#include "src/sys/error.h"

using namespace skep;

TEST_CASE("map flags are names, numbers, or both joined") {
  CHECK(map::parse_create_flags("0") == 0);
  CHECK(map::parse_create_flags("0x401") == 0x401);
  CHECK(map::parse_create_flags("BPF_F_NO_PREALLOC") == BPF_F_NO_PREALLOC);
  CHECK(map::parse_create_flags("BPF_F_RDONLY_PROG|BPF_F_MMAPABLE") ==
        (BPF_F_RDONLY_PROG | BPF_F_MMAPABLE));
  CHECK(map::parse_create_flags("BPF_F_ZERO_SEED,1") ==
        (BPF_F_ZERO_SEED | BPF_F_NO_PREALLOC));
}

TEST_CASE("the names of map flags stand for the kernel's bits") {
  CHECK(map::parse_create_flags("BPF_F_STACK_BUILD_ID") ==
        BPF_F_STACK_BUILD_ID);
  CHECK(map::parse_create_flags("BPF_F_CLONE") == BPF_F_CLONE);
  CHECK(map::parse_create_flags("BPF_F_PRESERVE_ELEMS") ==
        BPF_F_PRESERVE_ELEMS);
  CHECK(map::parse_create_flags("BPF_F_VTYPE_BTF_OBJ_FD") ==
        BPF_F_VTYPE_BTF_OBJ_FD);
  CHECK(map::parse_create_flags("BPF_F_RB_OVERWRITE") == BPF_F_RB_OVERWRITE);
}

TEST_CASE("a word that is no map flag is wrong use") {
  for (const char* text : {"BPF_F_NO_PREALOC", "-1", "0x100000000", "1|", "x"})
    CHECK_THROWS_AS(static_cast<void>(map::parse_create_flags(text)), Error);
  try {
    static_cast<void>(map::parse_create_flags("BPF_F_NO_PREALOC"));
  } catch (const Error& error) {
    CHECK(error.hint() == "did you mean BPF_F_NO_PREALLOC?");
  }
}

TEST_CASE("flags that are set are told by their names") {
  using Names = std::vector<std::string>;
  CHECK(map::create_flags_in(0).empty());
  CHECK(map::create_flags_in(BPF_F_NO_PREALLOC | BPF_F_RDONLY_PROG) ==
        Names{"BPF_F_NO_PREALLOC", "BPF_F_RDONLY_PROG"});
  CHECK(map::create_flags_in(0xc0000000U) == Names{"0xc0000000"});
}
