// prog dump: show the instructions of programs.
#include <optional>

#include "commands/types/handles.h"
#include "src/cli/command.h"
#include "src/prog/dump_xlated.h"
#include "src/prog/print.h"
#include "src/sys/error.h"
#include "src/sys/file.h"

namespace skep::commands {
namespace {

enum class Image { xlated };

struct Options {
  Image image = Image::xlated;
  ProgRef prog;
  std::optional<cli::FilePath> file;
  bool shows_opcodes = false;
  bool shows_lines = false;
};

void write_image(const std::vector<Fd>& progs, const Options& options) {
  if (options.shows_opcodes || options.shows_lines)
    throw usage_error("a file holds the bytes of instructions alone")
        .with_hint("leave out the word file, or opcodes and linum");
  if (progs.size() != 1)
    throw failure("several programs match, and a file can hold one")
        .with_hint("give the id of one");
  const prog::Code code = prog::read_code(progs.front());
  replace_file(options.file->path,
               {reinterpret_cast<const Byte*>(code.insns.data()),
                code.insns.size() * sizeof(bpf_insn)});
}

// As in bpftool: several programs come each behind a header.
void dump_with_header(Writer& out, const Fd& fd,
                      const prog::DumpOptions& options) {
  const prog::Code code = prog::read_code(fd);
  const auto object = out.object();
  prog::print_header(out, prog::read(fd));
  out.key("insns");
  prog::dump_xlated(out, code, options);
}

void dump_all(Writer& out, const std::vector<Fd>& progs,
              const prog::DumpOptions& options) {
  const auto list = out.list();
  for (const Fd& fd : progs) {
    if (&fd != &progs.front()) out.layout("\n");
    dump_with_header(out, fd, options);
  }
}

void run(const Options& options, cli::Context& context) {
  const std::vector<Fd> progs = open_progs(options.prog);
  if (options.file) return write_image(progs, options);
  const prog::DumpOptions shown{.shows_opcodes = options.shows_opcodes,
                                .shows_lines = options.shows_lines};
  if (progs.size() == 1)
    return prog::dump_xlated(context.out, prog::read_code(progs.front()),
                             shown);
  dump_all(context.out, progs, shown);
}

// Shortened as in bpftool: `prog dump x`.
Image read_image(cli::Words& words, std::string_view name) {
  if (!words.accept("xlated")) words.reject(name);
  return Image::xlated;
}

cli::Arg<Options> image_word() {
  auto word =
      cli::arg("IMAGE", &Options::image,
               "which instructions: those that the verifier left", read_image);
  word.shown.definition = "{ xlated }";
  return word;
}

}  // namespace

cli::Command prog_dump() {
  return cli::command<Options>(
      "prog dump", "Show the instructions of programs",
      {image_word(), cli::arg("PROG", &Options::prog, "programs to show"),
       cli::keyword("file", "FILE", &Options::file,
                    "write the bytes of the instructions to a file"),
       cli::flag("opcodes", &Options::shows_opcodes,
                 "show the bytes of each instruction"),
       cli::flag("linum", &Options::shows_lines,
                 "show file, line and column of source lines")},
      run,
      {.details =
           "The instructions are those of BPF as the kernel has changed them "
           "at loading. Where the program has BTF, functions and source lines "
           "stand before the instructions that they begin with. Functions "
           "that are called have their names from /proc/kallsyms, which hides "
           "them from users without rights (sysctl kernel.kptr_restrict).\n"
           "\n"
           "JSON is a list with an object for each instruction; with several "
           "programs, of objects with the instructions of one.",
       .examples = {{"prog dump xlated name on_packet",
                     "Show the instructions of a program"},
                    {"-j prog dump xlated id 7 opcodes linum",
                     "The same for a script, with all there is"},
                    {"prog dump xlated pinned /sys/fs/bpf/xdp file xdp.bin",
                     "Write the instructions to a file"}},
       .aliases = {}});
}

}  // namespace skep::commands
