// prog dump: show the instructions of programs.
#include "commands/prog/dump_code.h"
#include "src/cli/command.h"

namespace skep::commands {
namespace {

void run(const DumpWords& words, cli::Context& context) {
  dump_code(context.out, words);
}

// Shortened as in bpftool: `prog dump x`.
CodeImage read_image(cli::Words& words, std::string_view name) {
  if (words.accept("xlated", "BPF instructions")) return CodeImage::xlated;
  if (words.accept("jited", "native code")) return CodeImage::jited;
  words.reject(name);
}

cli::Arg<DumpWords> image_word() {
  auto word = cli::arg("IMAGE", &DumpWords::image,
                       "the instructions that the verifier left, or the "
                       "native code made of them",
                       read_image);
  word.shown.definition = "{ xlated | jited }";
  return word;
}

}  // namespace

cli::Command prog_dump() {
  return cli::command<DumpWords>(
      "prog dump", "Show the instructions of programs",
      {image_word(), cli::arg("PROG", &DumpWords::prog, "programs to show"),
       cli::keyword("file", "FILE", &DumpWords::file,
                    "write the bytes of the instructions to a file"),
       cli::flag("opcodes", &DumpWords::shows_opcodes,
                 "show the bytes of each instruction"),
       cli::flag("visual", &DumpWords::is_graph,
                 "show the control-flow graph, of xlated alone"),
       cli::flag("linum", &DumpWords::shows_lines,
                 "show file, line and column of source lines"),
       cli::option("--decoded", &DumpWords::is_decoded,
                   "show the parts of each instruction, of xlated alone"),
       cli::option("--svg", "FILE", &DumpWords::svg,
                   "draw the graph to a file, by Graphviz")},
      run,
      {.details =
           "xlated are the instructions of BPF as the kernel has changed them "
           "at loading; jited is what the processor runs. Where the program "
           "has BTF, functions and source lines stand before the instructions "
           "that they begin with. Functions that are called have their names "
           "from /proc/kallsyms, which hides them from users without rights "
           "(sysctl kernel.kptr_restrict).\n"
           "\n"
           "visual prints the control-flow graph for Graphviz: the blocks of "
           "each function, and the ways between them, also those by tables of "
           "jumps and by exceptions; with -j, as lists. --svg FILE draws it, "
           "where the program dot is installed.\n"
           "\n"
           "--decoded shows the parts of each instruction: class, operation, "
           "registers, offset and number as the kernel's headers call them, "
           "the "
           "instruction to which it leads, and the name of what it calls.\n"
           "\n"
           "Native code is shown if skep was built with Capstone: x86-64 in "
           "the syntax of AT&T, and aarch64. Jumps in a function show the "
           "place "
           "to which they lead, others the address and its name.\n"
           "\n"
           "JSON is a list with an object for each instruction or, of native "
           "code, for each function; with several programs, of objects with "
           "the instructions of one.",
       .examples =
           {{"prog dump xlated name on_packet",
             "Show the instructions of a program"},
            {"-j prog dump xlated id 7 opcodes linum",
             "The same for a script, with all there is"},
            {"-j prog dump xlated id 7 --decoded",
             "Show the parts of instructions, for a script"},
            {"prog dump xlated id 7 visual linum",
             "Describe the control flow of a program for Graphviz"},
            {"prog dump xlated id 7 --svg graph.svg", "Let Graphviz draw it"},
            {"prog dump jited id 7 linum",
             "Show native code, and the source lines that it comes from"},
            {"prog dump xlated pinned /sys/fs/bpf/xdp file xdp.bin",
             "Write the instructions to a file"}},
       .aliases = {}});
}

}  // namespace skep::commands
