// Parts of programs that tell of objects in rows of a fixed form.
#pragma once

#include <linux/bpf.h>

#include <cstddef>
#include <string_view>
#include <vector>

#include "src/bpf_asm/assembler.h"
#include "src/btf/btf.h"
#include "src/iter/emit_read.h"
#include "src/iter/emit_row.h"
#include "src/iter/struct_copy.h"
#include "src/iter/target.h"
#include "src/sys/fd.h"

namespace skep::iter {

// A program that makes a row in the value of a map. Its copies of structs lie
// behind the row; it is free to use r7 and r8. It goes on when something can't
// be read, and asks in the end whether there was any: to the verifier, every
// condition is one more way to follow.
class RowProgram {
 public:
  // How large that value is.
  static constexpr std::uint32_t space = 4096;

  struct Loop {
    Assembler::Label next;
    Assembler::Label done;
  };

  // `row_size` is a multiple of 8 bytes; `target` must outlive the program.
  RowProgram(btf::BtfView kernel, const Target& target, std::size_t row_size)
      : kernel_(kernel),
        target_(target),
        row_size_(row_size),
        used_(row_size) {}

  [[nodiscard]] Assembler& out() { return out_; }

  [[nodiscard]] static Memory in_row(std::size_t byte) {
    return {row_register, narrow(byte)};
  }

  // Return a copy of members of a struct: see there.
  [[nodiscard]] StructCopy copy_of(
      btf::TypeId type, const std::vector<std::string_view>& members);
  [[nodiscard]] StructCopy copy_of_object(
      const std::vector<std::string_view>& members) {
    return copy_of(target_.object.target.type, members);
  }

  // Return some bytes behind the row, a multiple of 8.
  [[nodiscard]] Memory room(std::size_t size);

  // Begin: copy the members of the object.
  void start(const Fd& buffer, const StructCopy& object);

  // Read `size` bytes at the address in r3; text up to its NUL.
  void read(Memory to, std::uint32_t size);
  void read_text(Memory to, std::uint32_t size);

  // Copy the members of what a copied pointer leads to; where it may be null,
  // go to `null` then.
  void go_to(const StructCopy& from, std::string_view pointer,
             const StructCopy& copy);
  void go_to(const StructCopy& from, std::string_view pointer,
             const StructCopy& copy, Assembler::Label null);

  // The same of an element of an array of pointers, by its number. The pointer
  // stays in `scratch`.
  void go_to_element(const StructCopy& from, std::string_view array, Reg number,
                     const StructCopy& copy);

  // Copy the members of the struct at the address in r3.
  void copy(const StructCopy& copy);

  // Go to a label if anything could not be read, or a text was longer than its
  // room.
  void jump_if_failed(Assembler::Label to);

  // Let the next instructions be done for r8 from 0 on, as long as it is less
  // than the number in r7, which is at most `most`, until end_loop().
  [[nodiscard]] Loop begin_loop(std::int32_t most);
  void end_loop(const Loop& loop);

  // End: write the row. Returns the program.
  [[nodiscard]] std::vector<bpf_insn> finish();

 private:
  // Note that reading has failed unless r0 is 0.
  void note();

  btf::BtfView kernel_;
  const Target& target_;
  std::size_t row_size_;
  std::size_t used_;  // of the value
  Memory failures_ = room(sizeof(std::uint64_t));
  Assembler out_{};
  Assembler::Label end_ = out_.label();
};

// How the kernel keeps the BTF of a program or a map.
struct TypeNames {
  // `btf` is the type of a pointer to it.
  TypeNames(RowProgram& program, btf::TypeId btf)
      : all(program.copy_of(btf, {"types", "strings"})),
        type(program.copy_of(all.type_of("types"), {"name_off", "info"})) {}

  StructCopy all;
  StructCopy type;
};

}  // namespace skep::iter
