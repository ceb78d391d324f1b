// sec list: the sections that libbpf knows by itself.
#include "src/cli/command.h"
#include "src/object/builtin_section.h"
#include "src/object/sec_rule.h"
#include "src/object/stock_section.h"
#include "src/output/table.h"
#include "src/sys/text.h"

namespace skep::commands {
namespace {

struct Options {};

std::vector<std::string> flags_of(const std::string& stem) {
  std::vector<std::string> flags = sec_flag_names(flags_of_section(stem));
  if (needs_target(stem)) flags.emplace_back("btf");
  return flags;
}

std::string type_name(const BuiltinSection& section) {
  return libbpf_bpf_prog_type_str(section.type.type);
}

std::string attach_type_name(const BuiltinSection& section) {
  if (!section.has_attach_type) return {};
  return libbpf_bpf_attach_type_str(section.type.attach_type);
}

bool attaches(const BuiltinSection& section) {
  return is_attached_by_name(section.stem() + "/x");
}

void say(Writer& out, const BuiltinSection& section) {
  const auto entry = out.object();
  const std::string stem = section.stem();
  out.field("section", stem);
  out.field("pattern", section.pattern.text());
  if (const auto form = target_form(stem); !form.empty())
    out.field("target", form);
  out.field("prog_type", type_name(section));
  if (section.has_attach_type)
    out.field("attach_type", attach_type_name(section));
  out.items("flags", flags_of(stem), "");
  out.field("autoattach", attaches(section));
}

void run(const Options& /*options*/, cli::Context& context) {
  const auto sections = builtin_sections();
  const auto list = context.out.list();
  context.out.in_json([&](Json&) {
    for (const BuiltinSection& section : sections) say(context.out, section);
  });
  context.out.in_text([&](Sink& sink) {
    TextTable table{
        sink,
        {"SECTION", "TARGET", "TYPE", "ATTACH TYPE", "FLAGS", "AUTOATTACH"}};
    for (const BuiltinSection& section : sections) {
      const std::string stem = section.stem();
      table.add({{stem},
                 {std::string{target_form(stem)}},
                 {type_name(section)},
                 {attach_type_name(section)},
                 {join(flags_of(stem), ",")},
                 {attaches(section) ? "yes" : "no"}});
    }
    table.finish();
  });
}

}  // namespace

cli::Command sec_list() {
  return cli::command<Options>(
      "sec list", "List the sections that libbpf knows by itself", {}, run,
      {.details =
           "Shown in the order in which libbpf looks through them; rules by "
           "--sec-handler come before. A section with a TARGET may be followed "
           "by a slash and that: SEC(\"kprobe/do_exit\"). AUTOATTACH tells "
           "whether libbpf then attaches the program (`prog loadall "
           "autoattach`). FLAGS are those with which programs are loaded, and "
           "btf: they are loaded for their target, which the kernel's BTF has "
           "to have.",
       .examples = {{"sec list", "Show the sections and what they mean"},
                    {"-j sec list", "The same for a script"}},
       .aliases = {"show"}});
}

}  // namespace skep::commands
