#include "commands/types/attach_words.h"

#include "src/sys/error.h"

namespace skep::commands {

std::vector<AttachRequest> open_attach_words(
    const std::vector<AttachWords>& words) {
  std::vector<AttachRequest> requests;
  for (const AttachWords& one : words)
    requests.push_back({one.program, open_hook(one.hook)});
  return requests;
}

}  // namespace skep::commands

namespace skep::cli {

commands::AttachWords ArgType<commands::AttachWords>::parse(
    Words& words, std::string_view name) {
  const std::string word = words.take(name);
  const auto equals = word.find('=');
  if (equals == word.npos || equals == 0)
    throw usage_error("'{}' names no program and hook", word)
        .with_hint("write 'PROG=HOOK', such as 'count=xdp dev eth0'");
  const std::string program = word.substr(0, equals);
  try {
    return {program,
            commands::parse_hook(std::string_view{word}.substr(equals + 1))};
  } catch (const Error& error) {
    throw error.in(fmt::format("can't attach '{}'", program));
  }
}

}  // namespace skep::cli
