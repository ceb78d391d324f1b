#include "src/iter/whole_objects.h"

#include <cerrno>
#include <utility>
#include <vector>

#include "src/btf/declare.h"
#include "src/btf/parts.h"
#include "src/iter/emit_row.h"
#include "src/iter/file_context.h"
#include "src/iter/load_program.h"
#include "src/iter/projection.h"
#include "src/iter/rows.h"
#include "src/sys/error.h"

namespace skep::iter {
namespace {

using bpf_asm::Memory;
using bpf_asm::Width;

// Does the kernel know the helper? Its enumerators tell.
bool can_write_objects(btf::BtfView kernel) {
  const auto id = kernel.find("bpf_func_id", BTF_KIND_ENUM);
  if (!id) return false;
  const btf_type& type = *kernel.type(*id);
  for (std::uint32_t i = 0; i < btf_vlen(&type); ++i)
    if (kernel.name(btf::enumerator_of(type, i).name_off) ==
        "BPF_FUNC_seq_printf_btf")
      return true;
  return false;
}

// Return the type of a target's objects.
btf::TypeId type_of_objects(btf::BtfView kernel, const Target& target) {
  const btf_type* pointer = kernel.resolve(target.object.target.type);
  const btf::TypeId type = kernel.skip_modifiers(pointer->type);
  if (kernel.resolve_size(type)) return type;
  throw failure("'{}' is a '{}', which can't be written out",
                target.object.name,
                btf::declare(kernel, target.object.target.type));
}

void write_object(Assembler& out, btf::BtfView kernel, const Target& target,
                  ObjectForm form) {
  const auto type = static_cast<std::int32_t>(type_of_objects(kernel, target));
  constexpr int size = sizeof(btf_ptr);
  const auto place = static_cast<std::int16_t>(free_stack - size);
  const auto member = [&](std::size_t offset) {
    return Memory{Reg::frame,
                  static_cast<std::int16_t>(place + static_cast<int>(offset))};
  };
  out.load(
      Reg::r1,
      {context_register, static_cast<std::int16_t>(target.object.target.byte)},
      Width::bytes_8);
  out.store(member(offsetof(btf_ptr, ptr)), Reg::r1, Width::bytes_8);
  out.store(member(offsetof(btf_ptr, type_id)), type, Width::bytes_4);
  out.store(member(offsetof(btf_ptr, flags)), 0, Width::bytes_4);
  emit_load_meta(out, kernel, "seq");
  out.move(Reg::r2, Reg::frame);
  out.add(Reg::r2, place);
  out.move(Reg::r3, sizeof(btf_ptr));
  out.move(Reg::r4, form == ObjectForm::compact ? BTF_F_COMPACT : 0);
  out.call(BPF_FUNC_seq_printf_btf);
}

// The byte that ends an object: none that is in its text.
void write_end(Assembler& out, btf::BtfView kernel) {
  const Memory end{Reg::frame, free_stack - 1};
  out.store(end, 0, Width::bytes_1);
  emit_load_meta(out, kernel, "seq");
  out.move(Reg::r2, end.base);
  out.add(Reg::r2, end.offset);
  out.move(Reg::r3, 1);
  out.call(BPF_FUNC_seq_write);
}

std::vector<bpf_insn> assemble_objects(btf::BtfView kernel,
                                       const Projection& projection,
                                       ObjectForm form, const Fd& buffer) {
  Assembler out;
  const auto end = out.label();
  emit_start(out, kernel, projection, buffer, end);
  if (buffer.is_open()) out.load_value_of(row_register, buffer);
  emit_tests(out, kernel, projection, end);
  write_object(out, kernel, projection.target, form);
  write_end(out, kernel);
  return emit_end(out, end);
}

Fd attach_objects(btf::BtfView kernel, const Target& target, ObjectForm form,
                  const btf::Expression& where, IterHook hook) {
  if (!can_write_objects(kernel))
    throw failure("this kernel can't write whole objects out")
        .with_hint("Linux can since 5.10; name fields by -F");
  const Projection projection = project(kernel, target, {}, where);
  if (projection.rest)
    throw usage_error(
        "=~ and the order of text are decided by fields, which '-F @' has "
        "none of");
  Fd buffer;
  if (!projection.where.is_always())
    buffer = make_row_buffer(buffer_size(projection));
  return attach_program(projection,
                        assemble_objects(kernel, projection, form, buffer),
                        buffer, std::move(hook));
}

}  // namespace

std::optional<ObjectForm> object_form(std::string_view field) {
  if (field == "@") return ObjectForm::indented;
  if (field == "@:compact") return ObjectForm::compact;
  if (!field.starts_with('@')) return std::nullopt;
  throw usage_error("'{}' is neither '@' nor '@:compact'", field);
}

WholeObjects::WholeObjects(btf::BtfView kernel, const Target& target,
                           ObjectForm form, const btf::Expression& where,
                           IterHook hook, const Fd& netns)
    : WholeObjects(target,
                   attach_objects(kernel, target, form, where, std::move(hook)),
                   netns) {}

WholeObjects::WholeObjects(const Target& target, const Fd& link,
                           const Fd& netns)
    : session_(link, "over '" + target.name + "'", netns) {}

std::optional<std::string_view> WholeObjects::next() {
  auto text = next_written();
  // The kernel ends only the indented form so.
  if (text && text->ends_with('\n')) text->remove_suffix(1);
  return text;
}

std::optional<std::string_view> WholeObjects::next_written() {
  partial_.clear();
  while (true) {
    const auto end = piece_.find('\0');
    const std::string_view text = piece_.substr(0, end);
    if (end == std::string_view::npos) {
      partial_ += text;
      piece_ = session_.read();
      if (piece_.empty()) return std::nullopt;
      continue;
    }
    piece_.remove_prefix(end + 1);
    if (partial_.empty()) return text;
    return partial_ += text;
  }
}

}  // namespace skep::iter
