// How the values of the options of `run` are read.
#include <utility>

#include "commands/run/words.h"
#include "src/cli/shell_words.h"
#include "src/sys/error.h"

namespace skep::cli {
namespace {

// Split "NAME=REST"; `wanted` shows what it should be.
std::pair<std::string, std::string> split_at_equals(const std::string& word,
                                                    std::string_view wanted) {
  const auto equals = word.find('=');
  if (equals == word.npos || equals == 0 || equals + 1 == word.size())
    throw usage_error("'{}' is not {}", word, wanted);
  return {word.substr(0, equals), word.substr(equals + 1)};
}

}  // namespace

MapElement ArgType<MapElement>::parse(Words& words, std::string_view) {
  std::string map = words.take("MAP");
  std::string key = words.take("KEY");
  return {std::move(map), std::move(key), words.take("VALUE")};
}

MapPin ArgType<MapPin>::parse(Words& words, std::string_view name) {
  auto [map, path] = split_at_equals(words.take(name), "MAP=PATH");
  return {std::move(map), std::move(path)};
}

commands::ReuseWords ArgType<commands::ReuseWords>::parse(
    Words& words, std::string_view name) {
  auto [map, with] = split_at_equals(words.take(name), "MAP=PATH or MAP=id:ID");
  for (const char* kind : {"id", "name"}) {
    const std::string prefix = std::string{kind} + ":";
    if (!with.starts_with(prefix)) continue;
    Words ref{{kind, with.substr(prefix.size())}};
    return {{std::move(map), ArgType<MapRef>::parse(ref, name)}};
  }
  return {{std::move(map), ByPin{std::move(with)}}};
}

AttachPolicy ArgType<AttachPolicy>::parse(Words& words, std::string_view name) {
  if (words.accept_exactly("all", "all programs or none"))
    return AttachPolicy::all;
  if (words.accept_exactly("best", "those that can be"))
    return AttachPolicy::best;
  words.reject(name);
}

commands::CommandLine ArgType<commands::CommandLine>::parse(
    Words& words, std::string_view name) {
  commands::CommandLine line{split_shell_words(words.take(name))};
  if (line.words.empty()) throw usage_error("{} names no command", name);
  return line;
}

TailRequest ArgType<TailRequest>::parse(Words& words, std::string_view name) {
  const std::string word = words.take(name);
  const auto colon = word.find(':');
  if (word.empty() || colon == 0 || colon + 1 == word.size())
    throw usage_error("'{}' is not MAP or MAP:STRUCT", word);
  if (colon == word.npos) return {.map = word};
  return {.map = word.substr(0, colon), .type = word.substr(colon + 1)};
}

btf::Expression ArgType<btf::Expression>::parse(Words& words,
                                                std::string_view name) {
  return btf::parse_expression(words.take(name));
}

}  // namespace skep::cli
