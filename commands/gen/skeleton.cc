// gen skeleton: write the skeleton of an object: in C, in C++, or a
// description.
#include <optional>
#include <string>
#include <utility>

#include "commands/types/generated_file.h"
#include "commands/types/signing.h"
#include "commands/types/skeleton_notes.h"
#include "commands/types/skeleton_words.h"
#include "src/cli/command.h"
#include "src/gen/c_skeleton.h"
#include "src/gen/cpp_skeleton.h"
#include "src/gen/describe.h"
#include "src/gen/light_skeleton.h"
#include "src/gen/object_file.h"
#include "src/sys/error.h"

namespace skep::commands {
namespace {

struct Options : Destination {
  cli::FilePath file;
  std::optional<std::string> name{};
  std::optional<SkeletonLanguage> language{};  // usually C
  std::optional<CppNamespace> name_space{};
  std::optional<gen::CLayout::Types> types{};
  std::optional<gen::Embedding::Kind> embed{};
};

SkeletonLanguage language_of(const Options& options) {
  return options.language.value_or(SkeletonLanguage::c);
}

void check_options(const Options& options, const cli::GlobalOptions& global) {
  const SkeletonLanguage language = language_of(options);
  if (global.uses_loader && options.embed)
    throw usage_error("-L leaves no object file to --embed");
  if (global.uses_loader && language == SkeletonLanguage::cpp)
    throw usage_error("-L is for --lang c");
  if (options.types && language != SkeletonLanguage::c)
    throw usage_error("--types is for --lang c");
  if (options.name_space && language != SkeletonLanguage::cpp)
    throw usage_error("--namespace is for --lang c++");
}

gen::Embedding embedding_of(const Options& options) {
  return {.kind = options.embed.value_or(gen::Embedding::Kind::literal),
          .path = options.file.path};
}

gen::CSkeletonOptions c_options(const Options& options) {
  return {.types = options.types.value_or(gen::CLayout::Types::outside),
          .embedding = embedding_of(options)};
}

gen::CppSkeletonOptions cpp_options(const Options& options) {
  return {.name_space = options.name_space.value_or(CppNamespace{}).name,
          .embedding = embedding_of(options)};
}

std::string emit_light(const gen::ObjectFile& file, const Options& options,
                       const cli::GlobalOptions& global) {
  const auto light = gen::read_light_model(
      file.model(), file.object(), options.file.path, signing_files(global));
  return gen::emit_light_skeleton(file.model(), light,
                                  c_options(options).types);
}

std::string emit(const gen::ObjectFile& file, const Options& options,
                 const cli::GlobalOptions& global) {
  const gen::ObjectModel& model = file.model();
  switch (language_of(options)) {
    case SkeletonLanguage::c:
      return global.uses_loader
                 ? emit_light(file, options, global)
                 : gen::emit_c_skeleton(model, c_options(options));
    case SkeletonLanguage::cpp:
      return gen::emit_cpp_skeleton(model, cpp_options(options));
    case SkeletonLanguage::json:
      break;
  }
  Sink text;
  Writer description{text, Format::pretty};
  gen::describe(model, description);
  description.finish();
  return text.take();
}

// Of an object that the header holds, debuggers' data are left out; a file that
// is taken as it is has all of its bytes.
bool is_in_header(const Options& options) {
  return !options.embed || *options.embed == gen::Embedding::Kind::literal;
}

void run(const Options& options, cli::Context& context) {
  check_destination(options);
  check_options(options, context.options);
  const auto object = gen::ObjectFile::open(
      options.file.path, {.name = options.name,
                          .relaxed_maps = context.options.relaxes_maps,
                          .strips_debug = is_in_header(options)});
  deliver(options, emit(object, options, context.options), options.file.path,
          context);
  if (context.options.format != Format::text)
    gen::describe(object.model(), context.out);
}

}  // namespace

cli::Command gen_skeleton() {
  return cli::command<Options>(
      "gen skeleton", "Generate the code to use an object with",
      with_destination<Options>(
          {cli::arg("FILE", &Options::file, "BPF object file"),
           cli::keyword("name", "OBJECT_NAME", &Options::name,
                        "name for all that is generated; else that of the "
                        "file"),
           cli::option("--lang", "LANGUAGE", &Options::language,
                       "a header for C and C++, one for C++ alone, or a "
                       "description in JSON"),
           cli::option("--namespace", "NAMESPACE", &Options::name_space,
                       "where all of a C++ header stands; else skel::NAME"),
           cli::option("--types", "WHERE", &Options::types,
                       "whether the types of variables are defined in the "
                       "header, or by its user"),
           cli::option("--embed", "HOW", &Options::embed,
                       "how the object gets into the program")}),
      run, skeleton_notes());
}

}  // namespace skep::commands
