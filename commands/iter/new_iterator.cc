#include "commands/iter/new_iterator.h"

#include <utility>

#include "commands/iter/iterators.h"
#include "commands/iter/targets.h"
#include "src/iter/builtin.h"
#include "src/iter/load_program.h"
#include "src/iter/text_program.h"
#include "src/link/attach/program.h"

namespace skep::cli {

commands::NewIterator ArgType<commands::NewIterator>::parse(
    Words& words, std::string_view name) {
  if (words.accept_exactly("prog", "a program that is loaded"))
    return {ArgType<ProgRef>::parse(words, "PROG")};
  std::string word = words.take_path(name, commands::target_candidates);
  if (auto object = commands::as_object(word)) return {*std::move(object)};
  return {commands::TargetName{std::move(word)}};
}

}  // namespace skep::cli

namespace skep::commands {
namespace {

using CheckTarget = std::function<void(const std::string& target)>;

iter::LoadedIterator load(const ObjectProgram& object,
                          const cli::GlobalOptions& global,
                          const CheckTarget& check_target) {
  return iter::load_from_object(
      object.path, object.program,
      {.relaxed_maps = global.relaxes_maps, .logs_verifier = global.is_debug},
      check_target);
}

iter::LoadedIterator load(const ProgRef& ref, const CheckTarget& check_target) {
  iter::LoadedIterator loaded{.prog = open_prog(ref), .name = {}, .target = {}};
  loaded.name = full_name_of_prog(loaded.prog);
  loaded.target = iter_target_of(look_at_program(loaded.prog, loaded.name));
  check_target(loaded.target);
  return loaded;
}

iter::LoadedIterator load(const TargetName& name, const iter::Query& query,
                          const CheckTarget& check_target) {
  const btf::Btf kernel = load_kernel_for(name.name);
  iter::Projection projection = find_projection(kernel, name.name, query);
  const iter::Target target = projection.target;
  check_target(target.name);
  return {.prog = iter::load_program(
              target, iter::assemble_text(kernel, std::move(projection))),
          .name = "skep_iter",
          .target = target.name};
}

}  // namespace

bool is_written_by_skep(const NewIteratorWords& words) {
  const auto* target = std::get_if<TargetName>(&words.iterator.source);
  if (target == nullptr || words.program) return false;
  if (!words.Query::is_empty()) return true;
  if (iter::find_builtin(target->name) != nullptr) return true;
  return iter::has_target(btf::Btf::vmlinux(), target->name);
}

iter::LoadedIterator load_iterator(const NewIteratorWords& words,
                                   const cli::GlobalOptions& global,
                                   const CheckTarget& check_target) {
  const auto& source = words.iterator.source;
  const auto* target = std::get_if<TargetName>(&source);
  if (target != nullptr && is_written_by_skep(words))
    return load(*target, words, check_target);
  if (!words.Query::is_empty())
    throw usage_error("fields and conditions are for targets")
        .with_hint(
            "such as `ps`; the name of a file has a slash or ends in .o");
  if (target != nullptr)
    return load(with_program({target->name}, words.program), global,
                check_target);
  if (const auto* object = std::get_if<ObjectProgram>(&source))
    return load(with_program(*object, words.program), global, check_target);
  if (words.program) throw usage_error("'program' is for object files");
  return load(std::get<ProgRef>(source), check_target);
}

std::string new_iterator_details() {
  return "Only the chosen program of an object file is loaded; without PROG it "
         "is the first iterator.\n\n"
         "Of a target, a line with the titles and a line for each object are "
         "written, with a tab between the fields and `-` for what there is "
         "not. "
         "In text, control characters become question marks; IPv6 addresses "
         "have all their digits. Structs and arrays can't be written; of a "
         "text "
         "there are 256 bytes at the most.\n\n" +
         field_details();
}

}  // namespace skep::commands
