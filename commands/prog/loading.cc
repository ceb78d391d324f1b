#include "commands/prog/loading.h"

#include <utility>

#include "commands/types/signing.h"
#include "src/run/deploy.h"
#include "src/run/light_load.h"
#include "src/run/print_handles.h"
#include "src/run/print_verified.h"

namespace skep::commands {
namespace {

LoadOptions load_options(const LoadWords& words,
                         const cli::GlobalOptions& global) {
  LoadOptions options = object_configuration(words);
  options.section = words.type.value_or("");
  options.reused_maps = words.maps;
  options.offload_device = words.offload_device.value_or("");
  options.metadata_device = words.metadata_device.value_or("");
  if (words.kernel_btf) options.kernel_btf = words.kernel_btf->path;
  options.relaxed_maps = global.relaxes_maps;
  options.logs_verifier = global.is_debug;
  if (words.log_file) options.log_file = words.log_file->path;
  return options;
}

DeployOptions deploy_options(const LoadWords& words, bool all_programs,
                             const cli::GlobalOptions& global) {
  return {.load = load_options(words, global),
          .pins = {.programs = words.path.value_or(cli::FilePath{}).path,
                   .all_programs = all_programs,
                   .maps = words.map_directory.value_or(cli::FilePath{}).path},
          .auto_attach = words.auto_attach,
          .attached = open_attach_words(words.attached)};
}

}  // namespace

void load(const LoadWords& words, bool all_programs,
          const cli::Context& context) {
  const cli::GlobalOptions& global = context.options;
  check_load_words(words, global);
  if (global.uses_loader && all_programs)
    throw usage_error("-L and -S are for `prog load`");
  SecRegistry sections = make_registry(read_sec_rules(words), SecUse::load);
  if (global.uses_loader) {
    LoadOptions options = load_options(words, global);
    options.sections = &sections;
    return load_lightly(words.object.path, options, signing_files(global));
  }
  DeployOptions options = deploy_options(words, all_programs, global);
  options.load.sections = &sections;
  if (words.is_dry_run)
    return skep::print(context.out,
                       rehearse(words.object.path, std::move(options)));
  const DeployedHandles handles = deploy(words.object.path, std::move(options));
  if (words.shows_ids) skep::print(context.out, handles);
}

}  // namespace skep::commands
