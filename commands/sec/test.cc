// sec test: tell what becomes of the programs of an object, by their sections.
#include <algorithm>

#include "commands/sec/outlook.h"
#include "src/output/table.h"
#include "src/sys/log.h"
#include "src/sys/utf8.h"

namespace skep::commands {
namespace {

struct Options : SecWords {
  cli::FilePath object;
};

std::string number_or_name(const char* name, unsigned number) {
  return name != nullptr ? name : std::to_string(number);
}

std::string type_name(const Outlook& outlook) {
  if (outlook.type.type == BPF_PROG_TYPE_UNSPEC) return {};
  return number_or_name(libbpf_bpf_prog_type_str(outlook.type.type),
                        outlook.type.type);
}

std::string attach_type_name(const Outlook& outlook) {
  if (!outlook.has_attach_type) return {};
  return number_or_name(libbpf_bpf_attach_type_str(outlook.type.attach_type),
                        outlook.type.attach_type);
}

std::string plan(const Outlook& outlook) {
  if (!outlook.error.empty()) return "error: " + outlook.error;
  if (!outlook.hook.empty()) return outlook.hook;
  if (outlook.stands_for.empty()) return "no";
  if (outlook.stands_for == outlook.section) return "yes";
  return fmt::format("as SEC(\"{}\")", outlook.stands_for);
}

std::string load_text(const Outlook& outlook) {
  if (!outlook.is_loaded) return "no";
  return outlook.type.type == BPF_PROG_TYPE_UNSPEC ? "fails" : "yes";
}

void say_if_any(Writer& out, std::string_view key, const std::string& text) {
  if (!text.empty()) out.field(key, text);
}

void say(Writer& out, const Outlook& outlook) {
  const auto entry = out.object();
  out.field("name", outlook.program);
  out.field("section", outlook.section);
  out.field("handler", outlook.handler);
  say_if_any(out, "pattern", outlook.pattern);
  if (outlook.rule != nullptr) out.field("rule", outlook.rule->text);
  out.field("eaten", outlook.eaten);
  out.field("rest", outlook.rest);
  say_if_any(out, "type", type_name(outlook));
  say_if_any(out, "attach_type", attach_type_name(outlook));
  out.items("flags", sec_flag_names(outlook.flags), "");
  out.field("autoload", outlook.is_loaded);
  say_if_any(out, "target", outlook.target);
  say_if_any(out, "hook", outlook.hook);
  say_if_any(out, "attached_as", outlook.stands_for);
  say_if_any(out, "error", outlook.error);
}

void show(Writer& out, const std::vector<Outlook>& outlooks) {
  const auto document = out.object();
  const auto list = out.list("programs");
  out.in_json([&](Json&) {
    for (const Outlook& outlook : outlooks) say(out, outlook);
  });
  out.in_text([&](Sink& sink) {
    TextTable table{sink,
                    {"PROGRAM", "SECTION", "HANDLER", "PATTERN", "EATEN",
                     "TYPE", "ATTACH TYPE", "LOAD", "ATTACH"}};
    for (const Outlook& outlook : outlooks)
      table.add({{outlook.program},
                 {outlook.section},
                 {std::string{outlook.handler}},
                 {outlook.pattern},
                 {outlook.eaten},
                 {type_name(outlook)},
                 {attach_type_name(outlook)},
                 {load_text(outlook)},
                 {plan(outlook)}});
    table.finish();
  });
}

void warn_of_idle_rules(const std::vector<SecRule>& rules,
                        const std::vector<Outlook>& outlooks) {
  for (const SecRule& rule : rules)
    if (std::ranges::find(outlooks, &rule, &Outlook::rule) == outlooks.end())
      log::warn("the rule '{}' gets no program", printable(rule.text));
}

void run(const Options& options, cli::Context& context) {
  const auto rules = read_sec_rules(options);
  const auto builtins = builtin_sections();
  SecRegistry registry = make_registry(rules, SecUse::inspect);
  const auto object = BpfObject::open_file(
      options.object.path, {.relaxed_maps = context.options.relaxes_maps,
                            .any_byte_order = true,
                            .sections = &registry});
  std::vector<Outlook> outlooks;
  for (const bpf_program* prog : object.programs())
    outlooks.push_back(outlook_for(object, prog, rules, builtins));
  show(context.out, outlooks);
  warn_of_idle_rules(rules, outlooks);
  if (std::ranges::any_of(outlooks, [](const Outlook& outlook) {
        return !outlook.error.empty();
      }))
    throw Error{ErrorKind::reported, 0, "rules do not fit the object"};
}

}  // namespace

cli::Command sec_test() {
  std::vector<cli::Arg<Options>> arguments{
      cli::arg("OBJ", &Options::object, "BPF object file")};
  for (auto& argument : sec_arguments<Options>())
    arguments.push_back(std::move(argument));
  return cli::command<Options>(
      "sec test", "Show what becomes of programs by their sections", arguments,
      run,
      {.details = fmt::format(
           "For each program of the object: its section, who handles it (a "
           "rule of yours, libbpf, your fallback, nobody), the pattern that "
           "took it and what of the name that has eaten, the types, whether it "
           "is loaded, and where `prog loadall autoattach` attaches it. "
           "Nothing is loaded, and no privileges are needed. The exit code is "
           "1 if a rule can't be carried out for a program.\n\n{}",
           sec_details()),
       .examples = {{"sec test app.bpf.o",
                     "Show what libbpf makes of the sections"},
                    {"sec test app.bpf.o --sec-handler 'mine+=sec:fentry'",
                     "Show what a rule changes"}},
       .aliases = {}});
}

}  // namespace skep::commands
