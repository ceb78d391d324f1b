// iter dump: objects of the kernel, or what an iterator writes.
#include "commands/iter/iterators.h"
#include "commands/iter/print_output.h"
#include "commands/iter/print_rows.h"
#include "commands/types/netns_place.h"
#include "src/iter/answer.h"
#include "src/iter/struct_table.h"
#include "src/sys/netns.h"

namespace skep::commands {
namespace {

struct Options : cli::IterWords, iter::Query {
  Source source;
  std::optional<std::string> program;
  std::optional<std::string> type;
  std::optional<cli::NetnsPlace> netns;
};

std::vector<cli::Arg<Options>> arguments() {
  std::vector<cli::Arg<Options>> list{
      cli::arg("ITERATOR", &Options::source,
               "what to go through, an object file, or an iterator that is "
               "there already"),
      cli::keyword("program", "NAME", &Options::program,
                   "of an object file: the iterator's function, as in "
                   "OBJ:PROG; without it, the first one")};
  for (auto& argument : cli::iter_arguments<Options>())
    list.push_back(std::move(argument));
  list.push_back(cli::option("--as", "TYPE", &Options::type,
                             "what the program writes are values of a type"));
  list.push_back(cli::option("--netns", "NETNS", &Options::netns,
                             "what there is in a network namespace: its file, "
                             "or a process in it"));
  for (auto& argument : row_arguments<Options>())
    list.push_back(std::move(argument));
  return list;
}

Fd open_netns(const Options& options) {
  return options.netns ? skep::open_netns(options.netns->path) : Fd{};
}

void dump_target(const std::string& name, const Options& options,
                 const cli::Context& context) {
  if (options.program)
    throw usage_error("'{}' is no object file, whose programs have names", name)
        .with_hint("the name of a file has a slash or ends in .o");
  if (options.type)
    throw usage_error("'{}' has fields of its own: --as is for programs", name);
  print_rows(name, options, cli::open_iter_hook(options), open_netns(options),
             context);
}

void dump_iterator(const Source& source, const Options& options,
                   const cli::Context& context) {
  if (!options.type && !options.Query::is_empty())
    throw usage_error(
        "fields and rows are for targets, such as `iter dump ps`, and for what "
        "--as says the type of");
  check_words(options, context);
  Fd netns = open_netns(options);
  Fd link = attach_iterator(source, options, context.options);
  if (!options.type)
    return print_output(link, title_of(source), netns, context.out);
  btf::Btf types = types_of(source, link);
  iter::StructTable table{std::move(link), title_of(source), std::move(types),
                          *options.type,   options,          std::move(netns)};
  iter::answer(context.out, table, options);
}

void run(const Options& options, cli::Context& context) {
  if (const auto* target = std::get_if<TargetName>(&options.source))
    return dump_target(target->name, options, context);
  if (const auto* object = std::get_if<ObjectProgram>(&options.source))
    return dump_iterator(with_program(*object, options.program), options,
                         context);
  if (options.program) throw usage_error("'program' is for object files");
  dump_iterator(options.source, options, context);
}

}  // namespace

cli::Command iter_dump() {
  return cli::command<Options>(
      "iter dump", "Show objects of the kernel, or what an iterator writes",
      arguments(), run,
      {.details = fmt::format(
           "{}\n\nOf an object file, a loaded program or a link, the output is "
           "what the iterator writes, byte for byte; it may be binary. With -j "
           "it is a list of strings, one for each line, "
           "without the line feeds; bytes that are not UTF-8 are replaced by "
           "U+FFFD. With --as it is rows of a type of the object's (or the "
           "program's) BTF, as programs write them by bpf_seq_write(): all "
           "that is said of fields and rows holds for its members. The "
           "iterator of an object file or a program is gone afterwards; only "
           "the chosen program of the object is loaded.\n\n{}\n\nThe kernel "
           "keeps 32 KiB of output at a time: a program that writes more for "
           "one object fails, and so does an iterator over cgroups that "
           "writes more in all. An interrupted dump ends with exit code 130.",
           row_details(), cli::iter_details()),
       .examples =
           {{"iter dump ps", "Show the processes"},
            {"iter dump task -F pid,comm,mm.total_vm --where comm==bash "
             "--sort mm.total_vm",
             "Show fields of some threads"},
            {"iter dump ps --group uid --sum pages --sort pages --reverse",
             "Show how much memory the processes of each user have mapped"},
            {"iter dump sockets --where 'state == LISTEN'",
             "Show where connections are accepted"},
            {"iter dump task -F @ --limit 1", "Show all that a thread is"},
            {"iter dump tasks.bpf.o", "Run the iterator of an object file"},
            {"iter dump tasks.bpf.o program threads pid 1",
             "Run one of its iterators for one process"},
            {"iter dump flows.bpf.o:each_flow --as 'struct flow' --top 3 "
             "--sort bytes",
             "Show what another one writes as a table"},
            {"iter dump pinned /sys/fs/bpf/tasks", "Run a pinned iterator"},
            {"iter dump pinned /sys/fs/bpf/flows --as flow --key saddr --watch "
             "1",
             "Show what changes in what it writes"},
            {"iter dump prog name each_task", "Run a program that is loaded"},
            {"iter dump elements.bpf.o map id 7",
             "Show the elements of a map"}},
       .aliases = {}});
}

}  // namespace skep::commands
