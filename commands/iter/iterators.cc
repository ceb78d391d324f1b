#include "commands/iter/iterators.h"

#include <utility>

#include "src/iter/from_object.h"
#include "src/link/attach/hook.h"
#include "src/object/btf_source.h"
#include "src/object/load.h"
#include "src/sys/kernel_object.h"

namespace skep::commands {
namespace {

Fd attach_loaded(const ProgRef& ref, IterHook hook) {
  const Fd prog = open_prog(ref);
  return std::move(
      attach(prog, full_name_of_prog(prog), std::move(hook)).front());
}

}  // namespace

ObjectProgram with_program(const ObjectProgram& object,
                           const std::optional<std::string>& program) {
  if (object.program && program)
    throw usage_error("'{}:{}' names the program already", object.path,
                      *object.program);
  return {object.path, program ? program : object.program};
}

Fd attach_iterator(const Source& source, const cli::IterWords& words,
                   const cli::GlobalOptions& global) {
  if (const auto* object = std::get_if<ObjectProgram>(&source))
    return iter::attach_from_object(
        object->path, object->program,
        {.relaxed_maps = global.relaxes_maps, .logs_verifier = global.is_debug},
        open_iter_hook(words));
  if (const auto* prog = std::get_if<ProgRef>(&source))
    return attach_loaded(*prog, open_iter_hook(words));
  if (!words.is_empty())
    throw usage_error("an iterator that is attached has its parameters")
        .with_hint("they can be given with an object file or a program");
  return open_link(std::get<LinkRef>(source));
}

btf::Btf types_of(const Source& source, const Fd& link) {
  if (const auto* object = std::get_if<ObjectProgram>(&source))
    return btf::Btf::from_file(object->path);
  const ProgRef prog = ById{info_of<bpf_link_info>(link).prog_id};
  return load_btf(prog, "").types;
}

std::string title_of(const LinkRef& link) {
  if (const auto* pin = std::get_if<ByPin>(&link)) return pin->path;
  return fmt::format("link {}", std::get<ById>(link).id);
}

std::string title_of(const Source& source) {
  if (const auto* object = std::get_if<ObjectProgram>(&source))
    return "of " + object->path;
  if (std::holds_alternative<ProgRef>(source)) return "of the program";
  return title_of(std::get<LinkRef>(source));
}

}  // namespace skep::commands
