#include "src/iter/from_object.h"

#include <unistd.h>

#include <utility>
#include <vector>

#include "src/link/attach/hook.h"
#include "src/sys/error.h"
#include "src/sys/text.h"

namespace skep::iter {
namespace {

bool is_iterator(const bpf_program* program) {
  return bpf_program__expected_attach_type(program) == BPF_TRACE_ITER;
}

// Return what the program goes through: "task" of "iter/task".
std::string target_of(const bpf_program* program) {
  const std::string section = bpf_program__section_name(program);
  const auto slash = section.find('/');
  return slash == std::string::npos ? "" : section.substr(slash + 1);
}

std::vector<std::string> iterator_names(const BpfObject& object) {
  std::vector<std::string> names;
  for (const bpf_program* program : object.programs())
    if (is_iterator(program)) names.emplace_back(bpf_program__name(program));
  return names;
}

bpf_program* first_iterator(const BpfObject& object, const std::string& path) {
  for (bpf_program* program : object.programs())
    if (is_iterator(program) && bpf_program__autoload(program)) return program;
  throw failure("{} has no iterator", path)
      .with_hint(
          "an iterator is a program in a section \"iter/TARGET\", such as "
          "SEC(\"iter/task\")");
}

bpf_program* find_iterator(const BpfObject& object, const std::string& path,
                           const std::string& name) {
  bpf_program* program = object.find_program(name);
  if (program == nullptr)
    throw failure("{} has no program '{}'", path, name)
        .with_hint(did_you_mean(name, iterator_names(object)));
  if (!is_iterator(program))
    throw failure("program '{}' of {} is no iterator: its section is \"{}\"",
                  name, path, bpf_program__section_name(program));
  return program;
}

// Of all programs load only this one.
void load_only(const BpfObject& object, const bpf_program* wanted) {
  for (bpf_program* program : object.programs())
    check(bpf_program__set_autoload(program, program == wanted),
          "can't choose the program '{}'", bpf_program__name(wanted));
}

}  // namespace

LoadedIterator load_from_object(
    const std::string& path, const std::optional<std::string>& program,
    const LoadOptions& options,
    const std::function<void(const std::string& target)>& check_target) {
  BpfObject object = open_to_load(path, options);
  const bpf_program* chosen = program ? find_iterator(object, path, *program)
                                      : first_iterator(object, path);
  std::string target = target_of(chosen);
  check_target(target);
  load_only(object, chosen);
  const LoadedObject loaded{std::move(object), path};
  const char* name = bpf_program__name(chosen);
  return {
      .prog = Fd{check(::dup(bpf_program__fd(chosen)), "can't use '{}'", name)},
      .name = name,
      .target = std::move(target)};
}

Fd attach_from_object(const std::string& path,
                      const std::optional<std::string>& program,
                      const LoadOptions& options, IterHook hook) {
  LoadedIterator loaded = load_from_object(
      path, program, options,
      [&](const std::string& target) { check_iter_parameters(target, hook); });
  hook.target = std::move(loaded.target);
  return std::move(attach(loaded.prog, loaded.name, std::move(hook)).front());
}

}  // namespace skep::iter
