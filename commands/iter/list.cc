// iter list: what iterators of this kernel go through.
#include "src/btf/declare.h"
#include "src/cli/command.h"
#include "src/iter/builtin.h"
#include "src/iter/socket_row.h"
#include "src/iter/target.h"
#include "src/link/iter_target.h"
#include "src/output/table.h"
#include "src/sys/text.h"

namespace skep::commands {
namespace {

struct Options {};

// Return the words that narrow an iterator over a target.
std::vector<std::string> parameters_of(const std::string& target) {
  switch (iter_parameters_of(target).value_or(IterParameters::none)) {
    case IterParameters::map:
      return {"map"};
    case IterParameters::task:
      return {"tid", "pid", "pidfd"};
    case IterParameters::cgroup:
      return {"cgroup", "order"};
    case IterParameters::none:
      break;
  }
  return {};
}

std::vector<std::string> tables_of(const std::string& target) {
  std::vector<std::string> names;
  for (const iter::Builtin& builtin : iter::builtins())
    if (builtin.target == target) names.emplace_back(builtin.name);
  for (const iter::SocketKind& kind : iter::socket_kinds())
    if (kind.target == target) names.emplace_back("sockets");
  return names;
}

std::string arguments_text(btf::BtfView kernel, const iter::Target& target) {
  std::vector<std::string> texts;
  for (const auto& argument : target.arguments)
    texts.push_back(btf::declare(kernel, argument.target.type, argument.name));
  return join(texts, ", ");
}

// Say what is known of targets by their names.
void say_facts(Writer& out, const std::string& name) {
  const IterTarget* target = find_iter_target(name);
  if (target == nullptr) return;
  out.field("sleepable", target->may_sleep);
  out.field("netns", target->is_of_netns);
  out.field("since", target->since);
}

std::string sleep_text(const IterTarget* target) {
  return target == nullptr ? "-" : target->may_sleep ? "yes" : "no";
}

std::string since_text(const IterTarget* target) {
  return target == nullptr ? "-" : std::string{target->since};
}

void say(Writer& out, btf::BtfView kernel, const iter::Target& target) {
  const auto document = out.object();
  out.field("target", target.name);
  out.field("object", target.object.name);
  {
    const auto list = out.list("arguments");
    for (const auto& argument : target.arguments) {
      const auto entry = out.object();
      out.field("name", argument.name);
      out.field("type", btf::declare(kernel, argument.target.type));
    }
  }
  out.items("parameters", parameters_of(target.name), "");
  out.items("tables", tables_of(target.name), "");
  say_facts(out, target.name);
}

void run(const Options& /*options*/, cli::Context& context) {
  const btf::Btf kernel = iter::load_kernel();
  const auto targets = iter::find_targets(kernel);
  const auto list = context.out.list();
  context.out.in_json([&](Json&) {
    for (const iter::Target& target : targets) say(context.out, kernel, target);
  });
  context.out.in_text([&](Sink& sink) {
    TextTable table{
        sink,
        {"TARGET", "SINCE", "SLEEPS", "TABLES", "PARAMETERS", "ARGUMENTS"}};
    for (const iter::Target& target : targets) {
      const IterTarget* facts = find_iter_target(target.name);
      table.add({{target.name},
                 {since_text(facts)},
                 {sleep_text(facts)},
                 {join(tables_of(target.name), ", ")},
                 {join(parameters_of(target.name), ", ")},
                 {arguments_text(kernel, target)}});
    }
    table.finish();
  });
}

}  // namespace

cli::Command iter_list() {
  return cli::command<Options>(
      "iter list", "List what iterators of this kernel go through", {}, run,
      {.details =
           "The targets are those of the running kernel, found in its BTF. "
           "For each of its objects a target hands some arguments to a "
           "program; the last pointer among them is the object itself. Tables "
           "are what `iter dump` shows of a target by itself. SINCE is the "
           "first "
           "Linux that has the target, and SLEEPS whether programs that may "
           "sleep (SEC(\"iter.s/...\"), since Linux 5.18) attach to it; `-` "
           "where skep does not know.",
       .examples = {{"iter list", "Show the targets and what is in them"}},
       .aliases = {}});
}

}  // namespace skep::commands
