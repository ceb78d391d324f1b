#include "commands/types/netns_place.h"

#include <fmt/format.h>

#include "commands/types/hook_words.h"
#include "src/sys/pidfd.h"

namespace skep::cli {

NetnsPlace ArgType<NetnsPlace>::parse(Words& words, std::string_view name) {
  std::string word = commands::read_netns(words, name);
  const auto pid = parse_unsigned(word, 10);
  if (!pid) return {std::move(word)};
  if (*pid == 0 || *pid > INT32_MAX)
    throw usage_error("there is no process {}", word);
  require_thread(static_cast<std::uint32_t>(*pid));
  return {fmt::format("/proc/{}/ns/net", *pid)};
}

}  // namespace skep::cli
