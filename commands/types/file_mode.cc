#include "commands/types/file_mode.h"

#include "src/sys/error.h"

namespace skep::cli {

FileMode ArgType<FileMode>::parse(Words& words, std::string_view name) {
  constexpr std::uint64_t highest = 0777;
  const std::string word = words.take(name);
  const auto bits = parse_unsigned(word, 8);
  if (!bits || *bits > highest)
    throw usage_error("expected permissions for {}, such as 0444, not '{}'",
                      name, word);
  return {static_cast<mode_t>(*bits)};
}

}  // namespace skep::cli
