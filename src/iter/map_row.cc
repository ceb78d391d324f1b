#include "src/iter/map_row.h"

#include <bpf/btf.h>

#include <cstddef>
#include <string_view>

#include "src/btf/parts.h"
#include "src/iter/row_program.h"
#include "src/sys/bytes.h"

namespace skep::iter {
namespace {

using bpf_asm::Condition;
using bpf_asm::Operation;
using bpf_asm::Width;
using prog::DataKind;

// A section of more variables is looked through otherwise.
constexpr std::int32_t most_variables = 32;

// As much of a name as tells whether it is that of metadata.
constexpr std::string_view prefix = prog::metadata_prefix;
static_assert(prefix.size() == 8 + 4 + 1);
constexpr std::uint32_t name_size = 16;

class MapRowProgram {
 public:
  MapRowProgram(btf::BtfView kernel, const Target& target)
      : rows_(kernel, target, sizeof(MapRow)) {}

  std::vector<bpf_insn> assemble(const Fd& buffer) {
    rows_.start(buffer, map_);
    map_.copy(out_, "id", in_row(offsetof(MapRow, id)), 4);
    map_.copy(out_, "name", in_row(offsetof(MapRow, name)), BPF_OBJ_NAME_LEN);
    say(DataKind::none);
    demand("map_type", BPF_MAP_TYPE_ARRAY);
    demand("key_size", sizeof(int));
    demand("max_entries", 1);
    map_.load(out_, Reg::r8, "btf_value_type_id");
    out_.jump_if(Condition::equal, Reg::r8, 0, written_);
    say(DataKind::may_be_metadata);
    look_for_metadata();
    rows_.jump_if_failed(written_);
    say(DataKind::plain);
    out_.place(written_);
    return rows_.finish();
  }

 private:
  static Memory in_row(std::size_t byte) { return RowProgram::in_row(byte); }

  void say(DataKind kind) {
    out_.store(in_row(offsetof(MapRow, kind)), static_cast<std::int32_t>(kind),
               Width::bytes_4);
  }

  void demand(std::string_view member, std::int32_t number) {
    map_.load(out_, Reg::r1, member);
    out_.jump_if(Condition::not_equal, Reg::r1, number, written_);
  }

  // Go on here if no variable is named so of the section whose type is in r8.
  void look_for_metadata() {
    rows_.go_to(map_, "btf", names_.all, written_);
    rows_.go_to_element(names_.all, "types", Reg::r8, names_.type);
    out_.load(Reg::r1, scratch, Width::bytes_8);
    out_.add(Reg::r1, sizeof(btf_type));
    out_.store(next_, Reg::r1, Width::bytes_8);
    names_.type.load(out_, Reg::r7, "info");
    out_.move(Reg::r1, Reg::r7);
    out_.shift_right(Reg::r1, 24, false);
    out_.compute(Operation::bit_and, Reg::r1, 0x1f);
    out_.jump_if(Condition::not_equal, Reg::r1, BTF_KIND_DATASEC, written_);
    out_.compute(Operation::bit_and, Reg::r7, 0xffff);
    out_.jump_if(Condition::greater, Reg::r7, most_variables, written_);
    const auto loop = rows_.begin_loop(most_variables);
    look_at_variable();
    rows_.end_loop(loop);
  }

  // Go to the end if the next variable is metadata.
  void look_at_variable() {
    out_.load(Reg::r3, next_, Width::bytes_8);
    out_.move(Reg::r1, Reg::r3);
    out_.add(Reg::r1, sizeof(btf::SectionVariable));
    out_.store(next_, Reg::r1, Width::bytes_8);
    rows_.read(scratch, sizeof(std::uint32_t));
    out_.load(Reg::r1, scratch, Width::bytes_4);
    rows_.go_to_element(names_.all, "types", Reg::r1, names_.type);
    names_.all.load(out_, Reg::r3, "strings");
    names_.type.load(out_, Reg::r1, "name_off");
    out_.add(Reg::r3, Reg::r1);
    // What is behind a shorter name does not matter.
    rows_.read(name_, name_size);
    out_.move(Reg::r3, 0);
    compare<std::uint64_t>(0);
    compare<std::uint32_t>(8);
    compare<Byte>(12);
    out_.jump_if(Condition::equal, Reg::r3, 0, written_);
  }

  // Let r3 be other than 0 if a part of the name is not as in the prefix.
  template <typename T>
  void compare(std::int16_t byte) {
    const auto first = static_cast<std::size_t>(byte);
    const ByteView part = bytes_of(prefix.substr(first, sizeof(T)));
    const Memory place{name_.base,
                       static_cast<std::int16_t>(name_.offset + byte)};
    out_.load(Reg::r1, place, bpf_asm::width_of(sizeof(T)));
    out_.move_wide(Reg::r2, load_as<T>(part));
    out_.compute(Operation::bit_xor, Reg::r1, Reg::r2);
    out_.compute(Operation::bit_or, Reg::r3, Reg::r1);
  }

  RowProgram rows_;
  Assembler& out_ = rows_.out();
  Assembler::Label written_ = out_.label();
  StructCopy map_ =
      rows_.copy_of_object({"id", "map_type", "key_size", "max_entries",
                            "btf_value_type_id", "btf", "name"});
  TypeNames names_{rows_, map_.type_of("btf")};
  Memory next_ = rows_.room(sizeof(std::uint64_t));  // a variable's address
  Memory name_ = rows_.room(name_size);
};

}  // namespace

std::vector<bpf_insn> assemble_map_row(btf::BtfView kernel,
                                       const Target& target, const Fd& buffer) {
  return MapRowProgram{kernel, target}.assemble(buffer);
}

}  // namespace skep::iter
