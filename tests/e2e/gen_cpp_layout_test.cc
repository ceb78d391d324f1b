// The types of C++ skeletons against compilers: what BTF says of sizes and
// offsets stands beside each type as an assertion. The types are all those of
// the running kernel.
#include <doctest/doctest.h>

#include "src/btf/btf.h"
#include "src/gen/cpp_types.h"
#include "tests/e2e/gen_fixture.h"

namespace skep::test {
namespace {

// All that the types need, for machines whose headers are not there.
constexpr const char* bare_support = R"(
namespace std {
using int8_t = signed char;
using int16_t = short;
using int32_t = int;
using int64_t = long long;
using uint8_t = unsigned char;
using uint16_t = unsigned short;
using uint32_t = unsigned int;
using uint64_t = unsigned long long;
enum class byte : uint8_t {};
}
#define offsetof(type, member) __builtin_offsetof(type, member)
namespace skep { namespace v0 {
struct bool8 { std::uint8_t byte; };
template <typename T> struct pointer { std::uint64_t address; };
template <typename T> struct wide { std::uint64_t low; T high; };
using int128 = wide<std::int64_t>;
using uint128 = wide<std::uint64_t>;
} }
)";

std::string types_of_kernel() {
  const btf::Btf kernel = btf::Btf::vmlinux();
  gen::CppTypes types{kernel, "::all", "::skep::v0"};
  for (btf::TypeId id = 1; id < kernel.type_count(); ++id)
    if (btf_is_composite(kernel.type(id)) || btf_is_any_enum(kernel.type(id)))
      types.define(id);
  return "#pragma GCC diagnostic ignored \"-Wpedantic\"\nnamespace all {\n" +
         types.definitions() + "}\n";
}

void check_compiles(const std::string& compiler, const std::string& source) {
  const Result result = compile_cpp(compiler, "-fsyntax-only", source);
  CAPTURE(compiler);
  CAPTURE(result.err.substr(0, 2000));
  CHECK(result.exit == 0);
}

}  // namespace

TEST_SUITE_BEGIN("compilers");

TEST_CASE(
    "the kernel's types have their layout in C++, on machines of all kinds") {
  const TempDir dir;
  const std::string types = types_of_kernel();
  CHECK(types.find("\nstruct task_struct {\n") != types.npos);
  write_file(dir / "kernel.cc",
             "#include \"src/gen/runtime/types.h\"\n" + types);
  write_file(dir / "bare.cc", bare_support + types);
  const std::string source = " -I" SKEP_SOURCE_DIR " ";
  check_compiles("g++ -std=c++17" + source, dir / "kernel.cc");
  check_compiles("clang++-19 -std=c++23" + source, dir / "kernel.cc");
  for (const char* machine :
       {"i386-linux-gnu", "arm-linux-gnueabihf", "aarch64-linux-gnu",
        "powerpc64-linux-gnu", "riscv64-linux-gnu"})
    check_compiles(
        std::string{"clang++-19 -std=c++17 -nostdinc --target="} + machine,
        dir / "bare.cc");
}

TEST_SUITE_END();

}  // namespace skep::test
