// gen skeleton: print the skeleton of an object as a header of C and C++.
#include <optional>
#include <string>
#include <utility>

#include "src/cli/command.h"
#include "src/gen/c_skeleton.h"
#include "src/gen/describe.h"
#include "src/gen/names.h"
#include "src/gen/object_model.h"
#include "src/object/bpf_object.h"
#include "src/sys/file.h"

namespace skep::commands {
namespace {

struct Options {
  cli::FilePath file;
  std::optional<std::string> name;
};

void run(const Options& options, cli::Context& context) {
  const std::string& path = options.file.path;
  const std::string name = options.name ? gen::object_identifier(*options.name)
                                        : gen::object_name(path);
  const Bytes elf = read_file(path);
  const BpfObject object =
      BpfObject::open(elf, path,
                      {.name = name,
                       .relaxed_maps = context.options.relaxes_maps,
                       .any_byte_order = true});
  const gen::ObjectModel model = gen::read_object_model(object, name, elf);
  const std::string header = gen::emit_c_skeleton(model);
  context.out.layout(header);
  gen::describe(model, context.out);
}

}  // namespace

cli::Command gen_skeleton() {
  return cli::command<Options>(
      "gen skeleton", "Print a C and C++ header for an object",
      {cli::arg("FILE", &Options::file, "BPF object file"),
       cli::keyword("name", "OBJECT_NAME", &Options::name,
                    "name for all that is generated; else that of the file")},
      run,
      {.details =
           "The header holds the object file itself, a struct with its "
           "programs, maps and links, one struct for each section of global "
           "variables, and functions to open, load, attach, detach and "
           "destroy it all. It is for libbpf's users and takes the place of "
           "the header that bpftool writes.\n\n"
           "Names that C++ reserves end in an underscore there: a map called "
           "class is maps.class_ in C++ and maps.class in C. Names that "
           "become the same, or clash with a section, get _2.\n\n"
           "Named types of global variables have to be defined before the "
           "header is included, as by the header that is shared with the BPF "
           "program; or define NAME_SKEL_TYPES, NAME being the object's in "
           "capitals, to have them from the skeleton.\n\n"
           "With -j, the object's programs, maps and variables are described "
           "in JSON instead.",
       .examples = {{"gen skeleton trace.bpf.o",
                     "Print the header, with struct trace_bpf"},
                    {"gen skeleton trace.bpf.o name trace",
                     "The same with struct trace"}},
       .aliases = {}});
}

}  // namespace skep::commands
