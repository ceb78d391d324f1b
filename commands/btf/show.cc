// btf show: show the BTF objects of the system, or one of them.
#include "commands/types/btf_source.h"
#include "commands/types/pids_words.h"
#include "src/cli/command.h"
#include "src/object/btf_info.h"
#include "src/object/references.h"

namespace skep::commands {
namespace {

struct Options {
  std::optional<BtfId> btf;
  cli::PidsWord pids;
};

void print_name(Writer& out, const BtfInfo& info) {
  if (info.is_kernel)
    out.text("name [{}]", info.name);
  else if (info.name.empty())
    out.layout("name <anon>");
  else
    out.text("name {}", info.name);
}

void print_ids(Writer& out, std::string_view key,
               const std::map<std::uint32_t, std::vector<std::uint32_t>>& users,
               std::uint32_t btf) {
  const auto found = users.find(btf);
  if (found == users.end())
    out.list(key).close();
  else
    out.items(key, found->second, "  " + std::string{key} + " ");
}

void show(Writer& out, const Fd& btf, const BtfUsers& users,
          const References& references) {
  const BtfInfo info = read_btf_info(btf);
  const auto object = out.object();
  out.field("id", info.id, "{}: ");
  print_name(out, info);
  out.field("size", info.size, "  size {}B");
  print_ids(out, "prog_ids", users.progs, info.id);
  print_ids(out, "map_ids", users.maps, info.id);
  references.print_owners(out, info.id);
  out.field("kernel", info.is_kernel);
  if (!info.name.empty()) out.field("name", info.name);
  out.layout("\n");
}

void run(const Options& options, cli::Context& context) {
  const References references{
      ObjectKind::btf, false,
      cli::find_holders(ObjectKind::btf, options.pids).owners};
  const BtfUsers users = find_btf_users();
  Writer& out = context.out;
  if (options.btf) return show(out, open_btf(*options.btf), users, references);
  const auto list = out.list();
  for_each_object(ObjectKind::btf, [&](std::uint32_t, const Fd& btf) {
    show(out, btf, users, references);
  });
}

}  // namespace

cli::Command btf_show() {
  return cli::command<Options>(
      "btf show", "Show all BTF objects, or one",
      {cli::arg("BTF", &Options::btf, "the BTF object to show"),
       cli::pids_option<Options>()},
      run,
      {.details = fmt::format(
           "Shown are the id of each BTF object that the kernel holds, its "
           "name, its size in bytes, the programs and maps that use it, and "
           "the processes that hold it. Those of the kernel itself and of its "
           "modules have names, in square brackets; those of programs have "
           "none.\n\n{}",
           cli::pids_details()),
       .examples = {{"btf show", "Show all BTF objects"},
                    {"-j btf show id 1", "Show one for a script"}},
       .aliases = {"list"}});
}

}  // namespace skep::commands
