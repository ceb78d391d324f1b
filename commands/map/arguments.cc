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

// Return the words that can stand in clauses written like `syntax`.
std::vector<std::string> words_in(std::string_view syntax) {
  std::vector<std::string> words{"hex"};
  for (const char* keyword : {"key", "value", "any", "exist", "noexist"})
    if (syntax.find(keyword) != std::string_view::npos)
      words.emplace_back(keyword);
  if (syntax.find("VALUE") != std::string_view::npos)
    for (const char* keyword :
         {"id", "name", "pinned", "cpu", "all", "cgroup", "pid"})
      words.emplace_back(keyword);
  if (syntax.find("key DATA") != std::string_view::npos)
    for (const char* keyword : {"pid", "file", "cgroup"})
      words.emplace_back(keyword);
  return words;
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

std::vector<Argument> clauses_in(std::string_view syntax) {
  const std::vector<Argument> all{
      {.syntax = "key DATA",
       .name = "DATA",
       .help = "the key: byte by byte, or as a literal of its type",
       .definition = "{ [hex] BYTE... | LITERAL | ATOM... | ADDRESS/BITS | pid "
                     "PID [fd NUMBER] | file FILE | cgroup DIR }",
       .parts = {}},
      {.syntax = "value DATA",
       .name = "DATA",
       .help = "the value: byte by byte, or as a literal of its type",
       .definition = "{ [hex] BYTE... | LITERAL | ATOM... }",
       .parts = {}},
      {.syntax = "value VALUE",
       .name = "VALUE",
       .help = "the value; or what to store, in a map of maps or programs",
       .definition =
           "{ [cpu N | all] { [hex] BYTE... | LITERAL | ATOM... } | MAP | "
           "PROG }",
       .parts = {}}};
  std::vector<Argument> found;
  for (const Argument& clause : all)
    if (syntax.find(clause.syntax) != std::string_view::npos)
      found.push_back(clause);
  return found;
}

ElementWords ArgType<ElementWords>::parse(Words& words, std::string_view name) {
  const std::vector<std::string> likely = words_in(name);
  ElementWords taken;
  while (!words.done()) taken.list.push_back(words.take(name, any_of(likely)));
  return taken;
}

}  // namespace skep::cli
