#include "commands/iter/source.h"

#include <utility>

#include "src/iter/builtin.h"
#include "src/iter/target.h"
#include "src/sys/error.h"

namespace skep::cli {

commands::TargetName ArgType<commands::TargetName>::parse(
    Words& words, std::string_view name) {
  return {words.take(name, commands::target_candidates)};
}

commands::Source ArgType<commands::Source>::parse(Words& words,
                                                  std::string_view) {
  // Whole words only: a file may be called "p".
  if (words.peek() == "id" || words.peek() == "pinned")
    return ArgType<LinkRef>::parse(words, "LINK");
  if (words.accept_exactly("prog", "a program that is loaded"))
    return ArgType<ProgRef>::parse(words, "PROG");
  if (words.accept_exactly("link", "an iterator that is attached"))
    return ArgType<LinkRef>::parse(words, "LINK");
  words.accept_exactly("id", "by id");
  words.accept_exactly("pinned", "by pin");
  std::string word =
      words.take_path("TARGET or OBJ", commands::target_candidates);
  if (auto object = commands::as_object(word)) return *std::move(object);
  return commands::TargetName{std::move(word)};
}

}  // namespace skep::cli

namespace skep::commands {
namespace {

void add_targets_of_kernel(cli::Candidates& candidates) {
  try {
    const btf::Btf kernel = btf::Btf::vmlinux();
    for (iter::Target& target : iter::find_targets(kernel))
      if (iter::find_builtin(target.name) == nullptr ||
          iter::find_builtin(target.name)->name != target.name)
        candidates.push_back({std::move(target.name), "a target"});
  } catch (const Error&) {
    // Without the kernel's BTF, what skep knows is all there is to offer.
  }
}

}  // namespace

cli::Candidates target_candidates() {
  cli::Candidates candidates;
  for (const iter::Builtin& builtin : iter::builtins())
    candidates.push_back(
        {std::string{builtin.name}, std::string{builtin.what}});
  add_targets_of_kernel(candidates);
  return candidates;
}

std::optional<ObjectProgram> as_object(std::string_view word) {
  constexpr std::string_view ending = ".o";
  constexpr std::string_view ending_and_program = ".o:";
  const auto end = word.rfind(ending_and_program);
  const std::string_view program =
      end == std::string_view::npos
          ? ""
          : word.substr(end + ending_and_program.size());
  if (!program.empty() && program.find('/') == std::string_view::npos)
    return ObjectProgram{std::string{word.substr(0, end + ending.size())},
                         std::string{program}};
  if (word.find('/') != std::string_view::npos || word.ends_with(ending))
    return ObjectProgram{std::string{word}};
  return std::nullopt;
}

}  // namespace skep::commands
