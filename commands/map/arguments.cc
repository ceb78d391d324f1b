#include "commands/map/arguments.h"

#include <string>
#include <vector>

#include "src/map/create_flags.h"
#include "src/map/map_type.h"

namespace skep::cli {
namespace {

// Offer a fixed list of words for completion.
CandidateSource any_of(const std::vector<std::string>& words) {
  return [&words] {
    Candidates candidates;
    for (const std::string& word : words) candidates.push_back({word, {}});
    return candidates;
  };
}

}  // namespace

MapType ArgType<MapType>::parse(Words& words, std::string_view name) {
  const auto& names = map::type_names();
  const std::string word = words.take(name, any_of(names));
  if (const auto type = map::find_type(word)) return {*type};
  std::string hint = did_you_mean(word, names);
  if (hint.empty()) hint = "one of: " + join(names, ", ");
  throw usage_error("there is no map type '{}'", word)
      .with_hint(std::move(hint));
}

std::string_view ArgType<MapType>::syntax() {
  static const std::string list = "{ " + join(map::type_names(), " | ") + " }";
  return list;
}

MapFlags ArgType<MapFlags>::parse(Words& words, std::string_view name) {
  return {map::parse_create_flags(
      words.take(name, any_of(map::create_flag_names())))};
}

}  // namespace skep::cli
