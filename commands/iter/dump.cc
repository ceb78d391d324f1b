// iter dump: objects of the kernel, or what an iterator writes.
#include "commands/iter/print_rows.h"
#include "commands/iter/source.h"
#include "commands/types/iter_words.h"
#include "src/iter/from_object.h"
#include "src/iter/session.h"

namespace skep::commands {
namespace {

struct Options : cli::IterWords, iter::Query {
  Source source;
  std::optional<std::string> program;
};

std::vector<cli::Arg<Options>> arguments() {
  std::vector<cli::Arg<Options>> list{
      cli::arg("ITERATOR", &Options::source,
               "what to go through, an object file, or an iterator that is "
               "there already"),
      cli::keyword("program", "NAME", &Options::program,
                   "of an object file: the iterator's function; without it, "
                   "the first one")};
  for (auto& argument : cli::iter_arguments<Options>())
    list.push_back(std::move(argument));
  for (auto& argument : row_arguments<Options>())
    list.push_back(std::move(argument));
  return list;
}

Fd open_iterator(const Options& options, const cli::GlobalOptions& global) {
  if (const auto* object = std::get_if<cli::FilePath>(&options.source))
    return iter::attach_from_object(
        object->path, options.program,
        {.relaxed_maps = global.relaxes_maps, .logs_verifier = global.is_debug},
        cli::open_iter_hook(options));
  if (options.program || !options.IterWords::is_empty())
    throw usage_error("an iterator that is attached has its parameters")
        .with_hint("they can be given with an object file");
  return open_link(std::get<LinkRef>(options.source));
}

std::string name_of(const Source& source) {
  if (const auto* object = std::get_if<cli::FilePath>(&source))
    return "of " + object->path;
  const auto& link = std::get<LinkRef>(source);
  if (const auto* pin = std::get_if<ByPin>(&link)) return pin->path;
  return fmt::format("link {}", std::get<ById>(link).id);
}

// Cuts text that comes in pieces into the lines of a JSON list.
class Lines {
 public:
  explicit Lines(Writer& out) : out_(out) {}
  void add(std::string_view piece) {
    for (auto end = piece.find('\n'); end != std::string_view::npos;
         end = piece.find('\n')) {
      pending_ += piece.substr(0, end);
      finish_line();
      piece.remove_prefix(end + 1);
    }
    pending_ += piece;
  }
  // Say the last line, if no line feed ends it.
  void finish() {
    if (!pending_.empty()) finish_line();
  }

 private:
  void finish_line() {
    out_.item(pending_);
    pending_.clear();
  }

  Writer& out_;
  std::string pending_;
};

void dump_target(const std::string& name, const Options& options,
                 const cli::Context& context) {
  if (options.program)
    throw usage_error("'{}' is no object file, whose programs have names", name)
        .with_hint("the name of a file has a slash or ends in .o");
  print_rows(name, options, cli::open_iter_hook(options), context);
}

// Show what an iterator writes as it is.
void dump_output(const Options& options, const cli::Context& context) {
  if (!options.Query::is_empty())
    throw usage_error(
        "fields and rows are for targets, such as `iter dump ps`");
  const Fd link = open_iterator(options, context.options);
  iter::Session session{link, name_of(options.source)};
  // Read before anything is said: most errors come now.
  std::string_view piece = session.read();
  Writer& out = context.out;
  const auto list = out.list();
  Lines lines{out};
  for (; !piece.empty(); piece = session.read()) {
    out.in_text([&](Sink& sink) { sink.write(piece); });
    out.in_json([&](Json&) { lines.add(piece); });
  }
  lines.finish();
}

void run(const Options& options, cli::Context& context) {
  if (const auto* target = std::get_if<TargetName>(&options.source))
    dump_target(target->name, options, context);
  else
    dump_output(options, context);
}

}  // namespace

cli::Command iter_dump() {
  return cli::command<Options>(
      "iter dump", "Show objects of the kernel, or what an iterator writes",
      arguments(), run,
      {.details = fmt::format(
           "{}\n\nOf an object file or a link, the output is what the "
           "iterator writes, byte for byte; it may be binary. With -j it is a "
           "list of strings, one for each line, "
           "without the line feeds; bytes that are not UTF-8 are replaced by "
           "U+FFFD. The iterator of an object file is gone afterwards; only "
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
            {"iter dump tasks.bpf.o", "Run the iterator of an object file"},
            {"iter dump tasks.bpf.o program threads pid 1",
             "Run one of its iterators for one process"},
            {"iter dump pinned /sys/fs/bpf/tasks", "Run a pinned iterator"},
            {"iter dump elements.bpf.o map id 7",
             "Show the elements of a map"}},
       .aliases = {}});
}

}  // namespace skep::commands
