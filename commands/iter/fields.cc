// iter fields: what is in the objects that an iterator goes through.
#include "commands/iter/source.h"
#include "commands/iter/targets.h"
#include "src/btf/declare.h"
#include "src/cli/command.h"
#include "src/iter/field_path.h"
#include "src/output/table.h"
#include "src/sys/error.h"

namespace skep::commands {
namespace {

struct Options {
  TargetName target;
  std::optional<std::string> path;
};

// Return what a struct or union holds, or what a pointer or an array leads to.
std::vector<btf::NamedTarget> members_at(btf::BtfView kernel,
                                         btf::TypeId type) {
  for (unsigned depth = 0; depth < btf::max_depth; ++depth) {
    const btf_type* resolved = kernel.resolve(type);
    if (resolved == nullptr) break;
    if (btf_is_ptr(resolved))
      type = resolved->type;
    else if (btf_is_array(resolved))
      type = btf_array(resolved)->type;
    else
      return btf::named_members(kernel, {.type = type});
  }
  return {};
}

std::vector<btf::NamedTarget> start_of(btf::BtfView kernel,
                                       const iter::Target& target) {
  std::vector<btf::NamedTarget> all = target.arguments;
  for (auto& member : members_at(kernel, target.object.target.type))
    all.push_back(std::move(member));
  return all;
}

std::vector<btf::NamedTarget> members_behind(btf::BtfView kernel,
                                             const iter::Target& target,
                                             const std::string& path) {
  const auto found = iter::find_field(kernel, target, path);
  if (const auto* error = std::get_if<Error>(&found)) throw *error;
  const btf::TypeId type = std::get<iter::Location>(found).value.type;
  auto members = members_at(kernel, type);
  if (members.empty())
    throw failure("'{}' is a '{}', which has no fields", path,
                  btf::declare(kernel, type));
  return members;
}

std::string type_text(btf::BtfView kernel, const btf::Target& value) {
  const std::string text = btf::declare(kernel, value.type);
  return value.bitfield_size == 0
             ? text
             : fmt::format("{} : {}", text, value.bitfield_size);
}

void print(Writer& out, btf::BtfView kernel,
           const std::vector<btf::NamedTarget>& members) {
  const auto list = out.list();
  out.in_json([&](Json&) {
    for (const auto& [name, value] : members) {
      const auto entry = out.object();
      out.field("name", name);
      out.field("type", btf::declare(kernel, value.type));
      if (value.bitfield_size != 0) out.field("bits", value.bitfield_size);
    }
  });
  out.in_text([&](Sink& sink) {
    TextTable table{sink, {"FIELD", "TYPE"}};
    for (const auto& [name, value] : members)
      table.add({{name}, {type_text(kernel, value)}});
    table.finish();
  });
}

void run(const Options& options, cli::Context& context) {
  const btf::Btf kernel = load_kernel_for(options.target.name);
  const iter::Target target = find_target_of(kernel, options.target.name);
  print(context.out, kernel,
        options.path ? members_behind(kernel, target, *options.path)
                     : start_of(kernel, target));
}

}  // namespace

cli::Command iter_fields() {
  return cli::command<Options>(
      "iter fields", "Show the fields of what an iterator goes through",
      {cli::arg("TARGET", &Options::target,
                "a target, or a table, of iter list"),
       cli::arg("PATH", &Options::path,
                "the field whose own fields are to be shown")},
      run,
      {.details =
           "These are the words that `iter dump TARGET -F` takes, with their "
           "types: first the arguments of the target, then the fields of its "
           "object. PATH goes on from there: real_parent, mm.pgd, "
           "cpus_mask.bits[0].",
       .examples = {{"iter fields task", "Show what there is of a thread"},
                    {"iter fields task mm",
                     "Show what there is of its memory"}},
       .aliases = {}});
}

}  // namespace skep::commands
