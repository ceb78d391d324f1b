// gen subskeleton: write the header by which a library finds its part of an
// object.
#include <optional>
#include <string>

#include "commands/types/generated_file.h"
#include "commands/types/skeleton_words.h"
#include "src/cli/command.h"
#include "src/gen/c_subskeleton.h"
#include "src/gen/describe.h"
#include "src/gen/object_file.h"

namespace skep::commands {
namespace {

struct Options : Destination {
  cli::FilePath file;
  std::optional<std::string> name{};
  std::optional<gen::CLayout::Types> types{};
};

void run(const Options& options, cli::Context& context) {
  check_destination(options);
  if (context.options.uses_loader)
    throw usage_error("-L is for whole skeletons, which load their object");
  const auto object = gen::ObjectFile::open(
      options.file.path,
      {.name = options.name, .relaxed_maps = context.options.relaxes_maps});
  const auto types = options.types.value_or(gen::CLayout::Types::outside);
  deliver(options, gen::emit_c_subskeleton(object.model(), types),
          options.file.path, context);
  if (context.options.format != Format::text)
    gen::describe(object.model(), context.out);
}

}  // namespace

cli::Command gen_subskeleton() {
  return cli::command<Options>(
      "gen subskeleton", "Generate the code to use a part of an object with",
      with_destination<Options>(
          {cli::arg("FILE", &Options::file, "object file of the part"),
           cli::keyword("name", "OBJECT_NAME", &Options::name,
                        "name for all that is generated; else that of the "
                        "file"),
           cli::option("--types", "WHERE", &Options::types,
                       "whether the types of variables are defined in the "
                       "header, or by its user")}),
      run,
      {.details =
           "A library of BPF code, linked into programs with `gen object`, "
           "comes with code for user space. This code finds the library's "
           "programs, maps and variables by the header that this command "
           "writes: NAME__open() looks them up in an open object, which stays "
           "its owner's, and NAME__destroy() forgets them. The members of "
           "sections are pointers, since the linker decides where a variable "
           "is.\n\n"
           "The object needs BTF. Types are taken from where the skeleton of "
           "a whole object takes them; see `gen skeleton`.",
       .examples = {{"gen subskeleton lib.bpf.o name lib",
                     "Print the header, with struct lib"}},
       .aliases = {}});
}

}  // namespace skep::commands
