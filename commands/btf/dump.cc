// btf dump: print the types of a BTF, as a list or as a header of C.
#include <numeric>
#include <set>

#include "commands/types/btf_source.h"
#include "src/btf/dump_raw.h"
#include "src/cli/command.h"
#include "src/gen/btf_header.h"
#include "src/gen/c_order.h"
#include "src/gen/finite_types.h"

namespace skep::commands {
namespace {

enum class DumpFormat { raw, c };

struct Options {
  BtfSource source;
  std::optional<DumpFormat> format{};  // usually raw
  bool is_unsorted = false;
  std::vector<btf::TypeId> roots{};
};

// Of a split BTF, only what it adds to its base is its own.
btf::TypeId first_own_type(btf::BtfView types) {
  const ::btf* base = btf__base_btf(types.get());
  return base == nullptr ? 1 : btf__type_cnt(base);
}

std::vector<btf::TypeId> in_file_order(btf::BtfView types) {
  const btf::TypeId first = first_own_type(types);
  std::vector<btf::TypeId> ids(types.type_count() - first);
  std::iota(ids.begin(), ids.end(), first);
  return ids;
}

void select_roots(const Options& options, BtfSelection& selection) {
  if (options.roots.empty()) return;
  if (selection.is_some)
    throw usage_error("root_id can't be used with some types of a map")
        .with_hint("ask for all of them: map MAP all root_id ID");
  std::set<btf::TypeId> seen;
  for (const btf::TypeId id : options.roots) {
    if (selection.types.type(id) == nullptr)
      throw failure("there is no type {}: the highest id is {}", id,
                    selection.types.type_count() - 1);
    if (!seen.insert(id).second)
      throw usage_error("root_id {} is given twice", id);
  }
  selection.roots = options.roots;
  selection.is_some = true;
}

void dump_list(const BtfSelection& selection, Writer& out) {
  const auto document = out.object();
  const auto list = out.list("types");
  btf::dump_raw(
      out, selection.types,
      selection.is_some ? selection.roots : in_file_order(selection.types));
}

void dump_header(const BtfSelection& selection, bool is_unsorted, Writer& out) {
  const btf::BtfView types = selection.types;
  gen::check_types_are_finite(types);
  std::vector<btf::TypeId> ids = selection.roots;
  if (!selection.is_some)
    ids = is_unsorted ? in_file_order(types)
                      : gen::order_for_c(types, first_own_type(types));
  out.in_text([&](Sink& sink) {
    gen::write_btf_header(sink, types,
                          {.ids = ids, .has_kfuncs = !selection.is_some});
  });
}

void run(const Options& options, cli::Context& context) {
  const bool is_header = options.format == DumpFormat::c;
  if (is_header && context.options.format != Format::text)
    throw usage_error("types can't be written as C in JSON")
        .with_hint("leave out -j, or format c");
  BtfSelection selection = load_btf(options.source, context.options.base_btf);
  select_roots(options, selection);
  if (is_header)
    dump_header(selection, options.is_unsorted, context.out);
  else
    dump_list(selection, context.out);
}

}  // namespace
}  // namespace skep::commands

namespace skep::cli {

template <>
struct ArgType<commands::DumpFormat> {
  static commands::DumpFormat parse(Words& words, std::string_view name) {
    if (words.accept_exactly("raw", "a line for each type and member"))
      return commands::DumpFormat::raw;
    if (words.accept_exactly("c", "a header for BPF programs"))
      return commands::DumpFormat::c;
    words.reject(name);
  }
  static std::string_view syntax() { return "{ raw | c }"; }
};

}  // namespace skep::cli

namespace skep::commands {

cli::Command btf_dump() {
  return cli::command<Options>(
      "btf dump", "Print the types of a BTF, as a list or as C",
      {cli::arg("BTF_SRC", &Options::source, "where the BTF comes from"),
       cli::keyword("format", "FORMAT", &Options::format,
                    "a list, which is usual, or a header of C"),
       cli::flag("unsorted", &Options::is_unsorted,
                 "keep the order of the BTF in a header"),
       cli::keyword("root_id", "ID", &Options::roots,
                    "only this type, and what it needs to be C")},
      run,
      {.details =
           "The BTF is that of the kernel or of one of its modules, of a "
           "program or map, or of files: raw BTF, as in /sys/kernel/btf, or "
           "ELF, as compilers write. Of a map, the types of keys and values "
           "are printed, unless all is given.\n\n"
           "Format c makes the header that BPF programs include to know the "
           "kernel's types: vmlinux.h. Types come in an order that changes "
           "little from kernel to kernel, and behind them the functions that "
           "BPF programs may call. What can't be written in C is left out, "
           "with a warning.\n\n"
           "BTF that is split rests on a base, given by -B; that of a module "
           "rests on the kernel's. Only its own types are printed. Several "
           "files, which need the same base, are printed as one.",
       .examples = {{"btf dump file /sys/kernel/btf/vmlinux format c",
                     "Print vmlinux.h"},
                    {"btf dump map name counts key",
                     "Print the type of a map's keys"},
                    {"-p btf dump file trace.bpf.o",
                     "Print the types of an object for a script"}},
       .aliases = {}});
}

}  // namespace skep::commands
