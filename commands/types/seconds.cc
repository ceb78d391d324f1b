#include "commands/types/seconds.h"

#include <charconv>
#include <cmath>

namespace skep::cli {
namespace {

constexpr double longest = 1e9;

}  // namespace

Seconds ArgType<Seconds>::parse(Words& words, std::string_view name) {
  const std::string word = words.take(name);
  const char* end = word.data() + word.size();
  double seconds = 0;
  const auto [stop, error] =
      std::from_chars(word.data(), end, seconds, std::chars_format::fixed);
  // What is not a number is not between the two.
  const bool is_time = seconds >= 0 && seconds <= longest;
  if (error != std::errc{} || stop != end || !is_time)
    throw usage_error("expected a time in seconds for {}, not '{}'", name,
                      word);
  return {std::chrono::milliseconds{std::llround(seconds * 1000)}};
}

}  // namespace skep::cli
