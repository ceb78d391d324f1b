#include "src/iter/file_context.h"

#include <bpf/bpf.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include "src/btf/added_types.h"
#include "src/btf/find_member.h"
#include "src/btf/find_types.h"
#include "src/iter/session.h"
#include "src/link/attach/hook.h"
#include "src/sys/error.h"
#include "src/sys/kernel_object.h"

namespace skep::iter {
namespace {

constexpr const char* context_name = "skep_iter__task_file";

// What a BpfFile has pointers to: the first ones in the order of ObjectKind.
constexpr std::array<std::string_view, 5> object_names{
    "bpf_prog", "bpf_map", "bpf_link", "btf", "perf_event"};

// Makes the types that skep adds.
class FileTypes {
 public:
  explicit FileTypes(btf::BtfView kernel) : kernel_(kernel), types_(kernel) {}

  // Return false, and add nothing, if this kernel lacks a type.
  bool add() {
    const auto given = kernel_.find("bpf_iter__task_file", BTF_KIND_STRUCT);
    const auto objects = btf::find_structs(kernel_, object_names);
    if (!given || std::count(objects.begin(), objects.end(), std::nullopt) != 0)
      return false;
    context_ = *given;
    if (!is_as_expected()) return false;
    add_context(add_bpf_file(objects));
    return true;
  }

  [[nodiscard]] Bytes finish() const { return types_.finish(); }

 private:
  using Fields = std::vector<btf::AddedTypes::Field>;

  // Return the type of a member.
  [[nodiscard]] btf::TypeId type_of(btf::TypeId whole,
                                    std::string_view member) const {
    const auto found = btf::find_member(kernel_, {.type = whole}, member);
    return found ? found->type : btf::void_id;
  }

  // Programs are given 8 bytes for each argument.
  [[nodiscard]] bool is_as_expected() const {
    const auto is_at = [&](std::string_view member, std::size_t byte) {
      const auto found = btf::find_member(kernel_, {.type = context_}, member);
      return found && found->byte == byte;
    };
    return kernel_.resolve_size(context_) == offsetof(FileContext, bpf) &&
           is_at("meta", offsetof(FileContext, meta)) &&
           is_at("task", offsetof(FileContext, task)) &&
           is_at("fd", offsetof(FileContext, fd)) &&
           is_at("file", offsetof(FileContext, file));
  }

  btf::TypeId add_bpf_file(
      const std::vector<std::optional<btf::TypeId>>& objects) {
    const btf::TypeId u32 = type_of(context_, "fd");
    const btf::TypeId kind = types_.add_enum(
        "skep_bpf_kind", {{"prog", 1}, {"map", 2}, {"link", 3}, {"btf", 4}});
    // Of the name of a map.
    const btf::TypeId letter = type_of(*objects[1], "name[0]");
    Fields fields{
        {"kind", kind, offsetof(BpfFile, kind)},
        {"id", u32, offsetof(BpfFile, id)},
        {"pid", u32, offsetof(BpfFile, pid)},
        {"name", types_.add_pointer(letter), offsetof(BpfFile, name)},
        {"event", types_.add_pointer(*objects[4]), offsetof(BpfFile, event)}};
    for (std::size_t i = 0; i < 4; ++i)
      fields.push_back({kind_name(static_cast<ObjectKind>(i)),
                        types_.add_pointer(*objects[i]), object_at(i)});
    return types_.add_struct("skep_bpf_file", sizeof(BpfFile), fields);
  }

  // The file stays the last argument, from which paths start.
  void add_context(btf::TypeId bpf_file) {
    const btf::TypeId bpf = types_.add_pointer(bpf_file);
    types_.add_struct(
        context_name, sizeof(FileContext),
        {{"meta", type_of(context_, "meta"), offsetof(FileContext, meta)},
         {"task", type_of(context_, "task"), offsetof(FileContext, task)},
         {"fd", type_of(context_, "fd"), offsetof(FileContext, fd)},
         {"bpf", bpf, offsetof(FileContext, bpf)},
         {"file", type_of(context_, "file"), offsetof(FileContext, file)}});
  }

  btf::BtfView kernel_;
  btf::AddedTypes types_;
  btf::TypeId context_ = btf::void_id;  // the kernel's own
};

// Load a BTF, for the sake of its descriptor.
btf::Btf load_small_btf() {
  btf::Btf types{check(btf__new_empty(), "can't make a BTF")};
  check(btf__add_int(types.get_mutable(), "int", sizeof(int), BTF_INT_SIGNED),
        "can't make a BTF");
  check(btf__load_into_kernel(types.get_mutable()), "can't load a BTF");
  return types;
}

// Return the value of the map in which rows are made: a row, and the kinds.
Bytes value_with(const FileKinds& kinds, std::size_t row_size) {
  Bytes value(row_size + sizeof kinds);
  std::copy_n(bytes_of(kinds).data(), sizeof kinds, value.data() + row_size);
  return value;
}

// Let the program go through our own descriptors. What it writes is nothing to
// anybody. Before Linux 6.1, which ignores the parameter, it goes through all.
void run_over_ourselves(const Fd& program) {
  IterHook ourselves;
  ourselves.target = file_target;
  ourselves.pid = static_cast<std::uint32_t>(::getpid());
  Session session{attach(program, "skep_iter", std::move(ourselves)).front(),
                  "over our files"};
  while (!session.read().empty()) continue;
}

// Is it the argument `bpf`, or behind it?
bool is_of_bpf_file(const Column& column) {
  if (!column.field) return false;
  const Location& field = *column.field;
  return (field.hops.empty() ? field.value.byte : field.hops.front()) ==
         offsetof(FileContext, bpf);
}

}  // namespace

btf::Btf add_file_context(btf::Btf kernel) {
  FileTypes types{kernel};
  if (!types.add()) return kernel;
  return btf::Btf::on_top_of(
      std::make_shared<const btf::Btf>(std::move(kernel)), types.finish());
}

std::optional<btf::TypeId> find_added_context(btf::BtfView kernel,
                                              std::string_view target) {
  // It is the last one.
  const btf::TypeId last = kernel.type_count() - 1;
  if (target != file_target || kernel.name(*kernel.type(last)) != context_name)
    return std::nullopt;
  return last;
}

bool asks_for_bpf_files(const Projection& projection) {
  return projection.target.name == file_target &&
         std::any_of(projection.columns.begin(), projection.columns.end(),
                     is_of_bpf_file);
}

std::uint32_t buffer_size(const Projection& projection) {
  constexpr std::uint32_t kinds = sizeof(FileKinds);
  return projection.row_size + (asks_for_bpf_files(projection) ? kinds : 0);
}

void teach_file_kinds(const Projection& projection, const Fd& program,
                      const Fd& link, const Fd& buffer) {
  const btf::Btf types = load_small_btf();
  FileKinds kinds{};
  const std::array<int, 4> samples{program.get(), buffer.get(), link.get(),
                                   btf__fd(types.get())};
  for (std::size_t i = 0; i < samples.size(); ++i)
    kinds.samples[i] = static_cast<std::uint32_t>(samples[i]);
  const std::uint32_t key = 0;
  Bytes value = value_with(kinds, projection.row_size);
  check(bpf_map_update_elem(buffer.get(), &key, value.data(), BPF_ANY),
        "can't prepare a map for rows");
  run_over_ourselves(program);
  check(bpf_map_lookup_elem(buffer.get(), &key, value.data()),
        "can't read a map for rows");
  kinds = load_as<FileKinds>(ByteView{value}.subspan(projection.row_size));
  if (std::count(kinds.release.begin(), kinds.release.end(), 0) != 0)
    throw failure("iterators do not show this process its own files");
}

}  // namespace skep::iter
