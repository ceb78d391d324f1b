#include "commands/iter/source.h"

#include <utility>

#include "src/iter/builtin.h"
#include "src/iter/target.h"
#include "src/sys/error.h"

namespace skep::cli {
namespace {

void add_targets_of_kernel(Candidates& candidates) {
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

Candidates target_candidates() {
  Candidates candidates;
  for (const iter::Builtin& builtin : iter::builtins())
    candidates.push_back(
        {std::string{builtin.name}, std::string{builtin.what}});
  add_targets_of_kernel(candidates);
  return candidates;
}

}  // namespace

commands::TargetName ArgType<commands::TargetName>::parse(
    Words& words, std::string_view name) {
  return {words.take(name, target_candidates)};
}

commands::Source ArgType<commands::Source>::parse(Words& words,
                                                  std::string_view) {
  // Whole words only: a file may be called "p".
  if (words.peek() == "id" || words.peek() == "pinned")
    return ArgType<LinkRef>::parse(words, "LINK");
  words.accept_exactly("id", "by id");
  words.accept_exactly("pinned", "by pin");
  std::string word = words.take_path("TARGET or OBJ", target_candidates);
  // Never guessed: a file of the current directory is ./NAME, or ends in .o.
  if (word.find('/') != std::string::npos || word.ends_with(".o"))
    return FilePath{std::move(word)};
  return commands::TargetName{std::move(word)};
}

}  // namespace skep::cli
