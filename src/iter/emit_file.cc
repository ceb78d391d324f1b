#include "src/iter/emit_file.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <string>
#include <string_view>

#include "src/btf/find_member.h"
#include "src/iter/emit_read.h"
#include "src/iter/field_path.h"
#include "src/iter/file_context.h"
#include "src/sys/error.h"
#include "src/sys/kernel_object.h"

namespace skep::iter {
namespace {

using bpf_asm::Condition;
using bpf_asm::Width;

// The context and the BpfFile behind it; others use what is above.
constexpr std::int32_t first_on_stack = -512;

// r7 is how a file is closed, then the object in it; r9 are the kinds.
class FileProgram {
 public:
  FileProgram(Assembler& out, btf::BtfView kernel, const Projection& projection,
              Reg context)
      : out_(out),
        kernel_(kernel),
        projection_(projection),
        context_(context) {}

  void copy_context(Assembler::Label end) {
    out_.move(context_, Reg::frame);
    out_.add(context_, first_on_stack);
    copy_argument(offsetof(FileContext, file), Width::bytes_8);
    out_.jump_if(Condition::equal, Reg::r2, 0, end);
    copy_argument(offsetof(FileContext, meta), Width::bytes_8);
    copy_argument(offsetof(FileContext, task), Width::bytes_8);
    copy_argument(offsetof(FileContext, fd), Width::bytes_4);
    out_.store(in_context(offsetof(FileContext, bpf)), 0, Width::bytes_8);
  }

  // Tell of the object in the file, if there is one. Our own files are left
  // out: they are there to learn from.
  void look_into_file(const Fd& buffer) {
    const auto none = out_.label();
    const auto found = out_.label();
    const auto is_ours = out_.label();
    load_release(none);
    out_.load_value_of(Reg::r9, buffer);
    out_.add(Reg::r9, static_cast<std::int32_t>(projection_.row_size));
    out_.call(BPF_FUNC_get_current_task);
    out_.load(Reg::r1, in_context(offsetof(FileContext, task)), Width::bytes_8);
    out_.jump_if(Condition::equal, Reg::r0, Reg::r1, is_ours);
    for (std::size_t kind = 0; kind < kinds; ++kind) {
      const auto next = out_.label();
      out_.load(Reg::r1, release_of(kind), Width::bytes_8);
      out_.jump_if(Condition::not_equal, Reg::r7, Reg::r1, next);
      describe(static_cast<ObjectKind>(kind), none);
      out_.jump(found);
      out_.place(next);
    }
    out_.jump(none);
    out_.place(found);
    if (asks_for(offsetof(BpfFile, pid))) find_process(none);
    out_.move(Reg::r1, context_);
    out_.add(Reg::r1, sizeof(FileContext));
    out_.store(in_context(offsetof(FileContext, bpf)), Reg::r1, Width::bytes_8);
    out_.jump(none);
    out_.place(is_ours);
    learn();
    out_.place(none);
  }

 private:
  static constexpr std::size_t kinds = 4;

  [[nodiscard]] Memory in_context(std::size_t byte) const {
    return {context_, narrow(byte)};
  }
  [[nodiscard]] Memory in_bpf_file(std::size_t byte) const {
    return {context_, narrow(sizeof(FileContext) + byte)};
  }
  static Memory release_of(std::size_t kind) {
    return {Reg::r9, narrow(offsetof(FileKinds, release) +
                            kind * sizeof(std::uint64_t))};
  }
  static Memory sample_of(std::size_t kind) {
    return {Reg::r9, narrow(offsetof(FileKinds, samples) +
                            kind * sizeof(std::uint32_t))};
  }

  // Is the member at this place of a BpfFile wanted?
  [[nodiscard]] bool asks_for(std::size_t byte) const {
    return std::any_of(projection_.columns.begin(), projection_.columns.end(),
                       [&](const Column& column) {
                         return column.field && is_at(*column.field, byte);
                       });
  }
  static bool is_at(const Location& field, std::size_t byte) {
    if (field.hops.empty() || field.hops[0] != offsetof(FileContext, bpf))
      return false;
    return (field.hops.size() > 1 ? field.hops[1] : field.value.byte) == byte;
  }

  [[nodiscard]] Location find(std::string_view path) const {
    auto found = find_field(kernel_, projection_.target, path);
    if (const auto* error = std::get_if<Error>(&found)) throw *error;
    return std::move(std::get<Location>(found));
  }

  // Copy an argument by way of r2.
  void copy_argument(std::size_t byte, Width width) {
    out_.load(Reg::r2, {Reg::r1, narrow(byte)}, width);
    out_.store(in_context(byte), Reg::r2, width);
  }

  // Put the address of a field into r3, where the pointer is from which it is
  // reached by the hops behind the first ones.
  void go_to(const Location& field, std::size_t first,
             Assembler::Label failed) {
    for (std::size_t i = first; i < field.hops.size(); ++i)
      follow(out_, field.hops[i], failed);
    out_.add(Reg::r3, static_cast<std::int32_t>(field.value.byte));
  }

  // Do the same from an argument of the context.
  void go_to(const Location& field, Assembler::Label failed) {
    out_.load(Reg::r3, in_context(field.hops.front()), Width::bytes_8);
    out_.jump_if(Condition::equal, Reg::r3, 0, failed);
    go_to(field, 1, failed);
  }

  void load_release(Assembler::Label none) {
    go_to(find("file.f_op.release"), none);
    follow(out_, 0, none);
    out_.move(Reg::r7, Reg::r3);
  }

  // Remember how a file of ours is closed; what is known stays, for the numbers
  // of the samples may be those of other files later.
  void learn() {
    out_.load(Reg::r1, in_context(offsetof(FileContext, fd)), Width::bytes_4);
    for (std::size_t kind = 0; kind < kinds; ++kind) {
      const auto next = out_.label();
      out_.load(Reg::r2, sample_of(kind), Width::bytes_4);
      out_.jump_if(Condition::not_equal, Reg::r1, Reg::r2, next);
      out_.load(Reg::r2, release_of(kind), Width::bytes_8);
      out_.jump_if(Condition::not_equal, Reg::r2, 0, next);
      out_.store(release_of(kind), Reg::r7, Width::bytes_8);
      out_.place(next);
    }
  }

  void describe(ObjectKind kind, Assembler::Label none) {
    const auto number = static_cast<std::size_t>(kind);
    for (std::size_t byte = 0; byte < sizeof(BpfFile); byte += 8)
      out_.store(in_bpf_file(byte), 0, Width::bytes_8);
    out_.store(in_bpf_file(offsetof(BpfFile, kind)),
               static_cast<std::int32_t>(number) + 1, Width::bytes_4);
    go_to(find("file.private_data"), none);
    follow(out_, 0, none);
    out_.move(Reg::r7, Reg::r3);
    out_.store(in_bpf_file(object_at(number)), Reg::r7, Width::bytes_8);
    const std::string object = fmt::format("bpf.{}.", kind_name(kind));
    const std::string facts =
        kind == ObjectKind::prog ? object + "aux." : object;
    go_to(find(facts + "id"), 2, none);
    read(out_, in_bpf_file(offsetof(BpfFile, id)), sizeof(std::uint32_t), none);
    if (kind == ObjectKind::link) return describe_link();
    if (!asks_for(offsetof(BpfFile, name))) return;
    out_.move(Reg::r3, Reg::r7);
    go_to(find(facts + "name"), 2, none);
    out_.store(in_bpf_file(offsetof(BpfFile, name)), Reg::r3, Width::bytes_8);
  }

  // Find the event of a link to one.
  void describe_link() {
    const auto perf = kernel_.find("bpf_perf_link", BTF_KIND_STRUCT);
    if (!asks_for(offsetof(BpfFile, event)) || !perf) return;
    const auto base = btf::find_member(kernel_, {.type = *perf}, "link");
    const auto file = btf::find_member(kernel_, {.type = *perf}, "perf_file");
    if (!base || !file) return;
    const auto other = out_.label();
    out_.move(Reg::r3, Reg::r7);
    go_to(find("bpf.link.type"), 2, other);
    read(out_, scratch, sizeof(std::uint32_t), other);
    out_.load(Reg::r1, scratch, Width::bytes_4);
    out_.jump_if(Condition::not_equal, Reg::r1, BPF_LINK_TYPE_PERF_EVENT,
                 other);
    out_.move(Reg::r3, Reg::r7);
    out_.add(Reg::r3, -static_cast<std::int32_t>(base->byte));
    follow(out_, static_cast<std::uint32_t>(file->byte), other);
    go_to(find("file.private_data"), 1, other);
    follow(out_, 0, other);
    out_.store(in_bpf_file(offsetof(BpfFile, event)), Reg::r3, Width::bytes_8);
    out_.place(other);
  }

  // A process has a number in each namespace that sees it: find ours.
  void find_process(Assembler::Label none) {
    const Location level = find("task.thread_pid.level");
    const Location number = find("task.group_leader.thread_pid.numbers[0].nr");
    const Location numbers = find("task.thread_pid.numbers[0]");
    const auto step = kernel_.resolve_size(numbers.value.type).value_or(0);
    if (!std::has_single_bit(step))
      throw failure(
          "this kernel numbers processes in a way that skep does not "
          "know");
    out_.call(BPF_FUNC_get_current_task);
    out_.move(Reg::r3, Reg::r0);
    go_to(level, 1, none);
    read(out_, scratch, sizeof(std::uint32_t), none);
    out_.load(Reg::r8, scratch, Width::bytes_4);
    out_.shift_left(Reg::r8, static_cast<unsigned>(std::countr_zero(step)));
    go_to(number, none);
    out_.add(Reg::r3, Reg::r8);
    read(out_, in_bpf_file(offsetof(BpfFile, pid)), sizeof(std::uint32_t),
         none);
  }

  Assembler& out_;
  btf::BtfView kernel_;
  const Projection& projection_;
  Reg context_;
};

}  // namespace

void emit_file_context(Assembler& out, btf::BtfView kernel,
                       const Projection& projection, const Fd& buffer,
                       const FilePlace& place) {
  FileProgram program{out, kernel, projection, place.context};
  program.copy_context(place.end);
  program.look_into_file(buffer);
}

}  // namespace skep::iter
