#include "src/iter/emit_row.h"

#include "src/iter/emit_file.h"
#include "src/iter/emit_read.h"
#include "src/iter/emit_test.h"
#include "src/iter/file_context.h"
#include "src/sys/error.h"

namespace skep::iter {
namespace {

using bpf_asm::Condition;
using bpf_asm::Memory;
using bpf_asm::Width;
using bpf_asm::width_of;

constexpr Reg row = row_register;
constexpr Reg context = context_register;

// Copy an argument of the context itself.
void copy_argument(Assembler& out, const Column& column) {
  const Width width = width_of(column.size);
  out.load(Reg::r1, {context, narrow(column.field->value.byte)}, width);
  out.store({row, narrow(column.offset)}, Reg::r1, width);
}

// Copy the path of a file. The kernel takes it from a pointer alone that the
// verifier knows, not from an address.
void copy_path(Assembler& out, const Column& column, Assembler::Label missing) {
  const Location& field = *column.field;
  Reg from = context;
  for (const std::uint32_t hop : field.hops) {
    out.load(Reg::r1, {from, narrow(hop)}, Width::bytes_8);
    out.jump_if(Condition::equal, Reg::r1, 0, missing);
    from = Reg::r1;
  }
  out.add(Reg::r1, static_cast<std::int32_t>(field.value.byte));
  out.move(Reg::r2, row);
  out.add(Reg::r2, static_cast<std::int32_t>(column.offset));
  out.move(Reg::r3, static_cast<std::int32_t>(column.size));
  out.call(BPF_FUNC_d_path);
  out.jump_if(Condition::signed_less, Reg::r0, 0, missing);
}

// Put the pointer at the end of some hops into r3.
void follow_all(Assembler& out, const std::vector<std::uint32_t>& hops,
                Assembler::Label missing) {
  out.load(Reg::r3, {context, narrow(hops.front())}, Width::bytes_8);
  out.jump_if(Condition::equal, Reg::r3, 0, missing);
  for (std::size_t i = 1; i < hops.size(); ++i) follow(out, hops[i], missing);
}

// Say of columns whether the object has them.
void mark(Assembler& out, const std::vector<std::size_t>& columns,
          std::int32_t is_there) {
  for (const std::size_t column : columns)
    out.store({row, narrow(column)}, is_there, Width::bytes_1);
}

void copy_field(Assembler& out, const Column& column,
                Assembler::Label missing) {
  if (column.form == Form::path) return copy_path(out, column, missing);
  const Location& field = *column.field;
  follow_all(out, field.hops, missing);
  const auto byte = static_cast<std::uint32_t>(field.value.byte);
  const Memory to{row, narrow(column.offset)};
  if (column.form == Form::far_text) {
    follow(out, byte, missing);
    return read_text(out, to, column.size, missing);
  }
  out.add(Reg::r3, static_cast<std::int32_t>(byte));
  if (column.form == Form::open_text)
    return read_text(out, to, column.size, missing);
  read(out, to, column.size, missing);
}

void emit_logic(Assembler& out, btf::BtfView kernel,
                const Projection& projection, const Tests& logic,
                Assembler::Label failed);

// Go on here if any of the parts holds.
void emit_any(Assembler& out, btf::BtfView kernel, const Projection& projection,
              const std::vector<Tests>& parts, Assembler::Label failed) {
  const auto holds = out.label();
  for (const Tests& part : parts) {
    const auto next = out.label();
    emit_logic(out, kernel, projection, part, next);
    out.jump(holds);
    out.place(next);
  }
  out.jump(failed);
  out.place(holds);
}

// Go on here if what is tested holds, else to `failed`.
void emit_logic(Assembler& out, btf::BtfView kernel,
                const Projection& projection, const Tests& logic,
                Assembler::Label failed) {
  switch (logic.kind) {
    case Tests::Kind::leaf: {
      const Test& test = logic.leaf;
      emit_copy(out, projection.columns[test.column], test.column);
      return emit_test(out, kernel, projection, test,
                       {.row = row, .failed = failed});
    }
    case Tests::Kind::all:
      for (const Tests& part : logic.parts)
        emit_logic(out, kernel, projection, part, failed);
      return;
    case Tests::Kind::any:
      return emit_any(out, kernel, projection, logic.parts, failed);
    case Tests::Kind::none: {
      const auto fails = out.label();
      emit_logic(out, kernel, projection, logic.parts.front(), fails);
      out.jump(failed);
      return out.place(fails);
    }
  }
}

// Where something lies in what every iterator is given.
std::int16_t offset_in_meta(btf::BtfView kernel, std::string_view member) {
  constexpr const char* type = "bpf_iter_meta";
  const auto id = kernel.find(type, BTF_KIND_STRUCT);
  const auto found =
      id ? btf::find_member(kernel, {.type = *id}, member) : std::nullopt;
  if (!found)
    throw failure("this kernel has no member '{}' in {}", member, type);
  return narrow(found->byte);
}

}  // namespace

void emit_start(Assembler& out, btf::BtfView kernel,
                const Projection& projection, const Fd& buffer,
                Assembler::Label end) {
  if (asks_for_bpf_files(projection))
    emit_file_context(out, kernel, projection, buffer, {context, end});
  else
    out.move(context, Reg::r1);
  // There is a call after the last object, without any.
  out.load(Reg::r1, {context, narrow(projection.target.object.target.byte)},
           Width::bytes_8);
  out.jump_if(Condition::equal, Reg::r1, 0, end);
}

void emit_copy(Assembler& out, const Column& column, std::size_t index) {
  const auto next = out.label();
  mark(out, {index}, 0);
  if (column.field) {
    if (column.field->hops.empty())
      copy_argument(out, column);
    else
      copy_field(out, column, next);
    mark(out, {index}, 1);
  }
  out.place(next);
}

void emit_copy(Assembler& out, const Block& block) {
  const auto next = out.label();
  mark(out, block.columns, 0);
  follow_all(out, block.hops, next);
  out.add(Reg::r3, static_cast<std::int32_t>(block.byte));
  read(out, {row, narrow(block.offset)}, block.size, next);
  mark(out, block.columns, 1);
  out.place(next);
}

void emit_tests(Assembler& out, btf::BtfView kernel,
                const Projection& projection, Assembler::Label failed) {
  emit_logic(out, kernel, projection, projection.where, failed);
}

void emit_load_meta(Assembler& out, btf::BtfView kernel,
                    std::string_view member) {
  out.load(Reg::r1, {context, 0}, Width::bytes_8);
  out.load(Reg::r1, {Reg::r1, offset_in_meta(kernel, member)}, Width::bytes_8);
}

std::vector<bpf_insn> emit_end(Assembler& out, Assembler::Label end) {
  out.place(end);
  out.move(Reg::r0, 0);
  out.leave();
  return out.finish();
}

}  // namespace skep::iter
