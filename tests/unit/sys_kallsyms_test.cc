// Functions of the kernel by their addresses.
#include <doctest/doctest.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

#include "src/sys/bytes.h"
#include "src/sys/fd.h"
#include "src/sys/file.h"
#include "src/sys/kallsyms.h"

namespace skep {
namespace {

KernelFunctions functions_in(std::string_view text) {
  std::string path = "/tmp/skep-unit-XXXXXX";
  const Fd fd{::mkstemp(path.data())};
  write_all(fd.get(), bytes_of(text), path);
  KernelFunctions functions{path};
  ::unlink(path.c_str());
  return functions;
}

}  // namespace

TEST_CASE("an address belongs to the function that begins before it") {
  const auto functions = functions_in(
      "ffffffffc0000000 t of_module\t[module]\n"
      "ffffffff81000010 T second\n"
      "ffffffff81000000 T first\n"
      "ffffffff81000000 t also_first\n"
      "ffffffff81000018 d data\n"
      "0000000000000008 A offset\n");
  REQUIRE_FALSE(functions.is_empty());
  CHECK_FALSE(functions.find(0xffffffff80ffffff));
  CHECK(functions.find(0xffffffff81000000)->name == "first");
  CHECK(functions.find(0xffffffff8100000f)->name == "first");
  const auto second = functions.find(0xffffffff8100001f);
  REQUIRE(second);
  CHECK(second->name == "second");
  CHECK(second->address == 0xffffffff81000010);
  CHECK(second->module.empty());
  CHECK(functions.find(0xffffffffc0000004)->name == "of_module");
  CHECK(functions.find(0xffffffffc0000004)->module == "module");
}

TEST_CASE("a kernel that hides its addresses has no functions") {
  const auto functions = functions_in("0000000000000000 T start\n");
  CHECK(functions.is_empty());
  CHECK_FALSE(functions.find(0));
  CHECK_FALSE(functions.find(~std::uint64_t{0}));
}

}  // namespace skep
