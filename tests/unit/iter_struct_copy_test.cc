// Members of a kernel's struct, copied by a program.
#include <cstring>
#include <numeric>

#include "src/iter/struct_copy.h"
#include "tests/unit/iter_fixture.h"

namespace skep::iter {
namespace {

// Do what a program of loads and stores does, all by way of r1; r9 points to
// `memory`.
void run(const Assembler& out, MutableBytes memory) {
  std::uint64_t number = 0;
  for (const bpf_insn& step : out.finish()) {
    const unsigned width = BPF_SIZE(step.code);
    const std::size_t size = width == BPF_DW  ? 8
                             : width == BPF_W ? 4
                             : width == BPF_H ? 2
                                              : 1;
    const bool is_load = BPF_CLASS(step.code) == BPF_LDX;
    REQUIRE((is_load ? step.src_reg : step.dst_reg) == 9);
    Byte* place = &memory[static_cast<std::size_t>(step.off)];
    if (is_load) std::memcpy(&number, place, size);
    if (BPF_CLASS(step.code) == BPF_ST) number = 0;
    if (!is_load) std::memcpy(place, &number, size);
  }
}

// Return what copying a member on leaves in 16 bytes behind the copy.
Bytes copied(const StructCopy& copy, std::string_view member,
             std::uint32_t size) {
  Bytes memory(copy.size() + 16, 0xff);
  std::iota(memory.begin(), memory.end() - 16, Byte{1});
  Assembler out;
  copy.copy(out, member, {Reg::r9, static_cast<std::int16_t>(copy.size())},
            size);
  run(out, memory);
  return {memory.end() - 16, memory.end()};
}

}  // namespace

TEST_CASE("members of a struct are copied with all that is between them") {
  Kernel kernel;
  StructCopy copy{kernel.types,
                  kernel.types.pointer(kernel.duck),
                  {"age", "eggs[2]", "name"}};
  copy.put({Reg::r9, 0});
  CHECK(copy.size() == 64);
  Assembler out;
  copy.emit(out);
  const auto program = out.finish();
  CHECK(program[0].imm == 0);
  CHECK(program[3].imm == 60);
}

TEST_CASE("what is copied begins at a multiple of eight bytes") {
  Kernel kernel;
  StructCopy copy{kernel.types, kernel.duck, {"mood", "host"}};
  CHECK(copy.size() == 32);
  Assembler out;
  copy.emit(out);
  CHECK(out.finish()[0].imm == 56);
}

TEST_CASE("a copied member is copied on, whole or in part") {
  Kernel kernel;
  StructCopy copy{kernel.types, kernel.duck, {"age", "name", "port"}};
  copy.put({Reg::r9, 0});
  const Bytes rest(12, 0xff);
  Bytes age = copied(copy, "age", 4);
  CHECK(load_as<std::uint32_t>(age) == 0x08070605);
  CHECK(Bytes{age.begin() + 4, age.end()} == rest);
  Bytes name(16);
  std::iota(name.begin(), name.end(), Byte{25});
  CHECK(copied(copy, "name", 16) == name);
  CHECK(copied(copy, "name", 3)[2] == 27);
  CHECK(copied(copy, "name", 3)[3] == 0xff);
  CHECK(load_as<std::uint16_t>(copied(copy, "port", 2)) == 0x4241);
  CHECK(error_of([&] { (void)copied(copy, "age", 8); }) ==
        "'age' of duck has fewer than 8 bytes|");
}

TEST_CASE("members that need not be there are zero where they are not") {
  Kernel kernel;
  StructCopy copy{kernel.types, kernel.duck, {"id", "wings?", "age?"}};
  copy.put({Reg::r9, 0});
  CHECK(copy.has("age"));
  CHECK_FALSE(copy.has("wings"));
  CHECK(load_as<std::uint64_t>(copied(copy, "wings", 8)) == 0);
  CHECK(error_of([&] {
          StructCopy{kernel.types, kernel.duck, {"id", "wings"}};
        }) == "this kernel has no member 'wings' in duck|");
}

TEST_CASE("a bit of a copied member is told from its neighbours") {
  Kernel kernel;
  StructCopy copy{kernel.types, kernel.duck, {"wet"}};
  copy.put({Reg::r9, 0});
  Assembler out;
  copy.load_bit(out, Reg::r1, "wet");
  const auto program = out.finish();
  CHECK(program[0].code == (BPF_LDX | BPF_MEM | BPF_B));
  CHECK(program[0].off == 0);
  CHECK(program[1].code == (BPF_ALU64 | BPF_AND | BPF_K));
  CHECK(program[1].imm == 1);
}

}  // namespace skep::iter
