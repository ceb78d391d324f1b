#include "src/cli/grammar.h"

#include <string>
#include <string_view>

namespace skep::cli {
namespace {

// Refuse a word that several keywords which are told apart begin with.
void check_is_unambiguous(std::span<const BoundArgument> args,
                          const Words& words) {
  const std::string_view word = words.peek();
  std::vector<std::string> meant;
  for (const BoundArgument& arg : args)
    for (const std::string& keyword : arg.keywords)
      if (arg.is_told_apart && !word.empty() && keyword.starts_with(word))
        meant.push_back("'" + keyword + "'");
  if (meant.size() > 1)
    throw usage_error("ambiguous prefix: '{}' could be {}", word,
                      join(meant, " or "));
}

// Read a run of keyword arguments, in any order.
void parse_keywords(std::span<const BoundArgument> args, void* options,
                    Words& words) {
  std::vector<bool> seen(args.size());
  const auto accept_one = [&] {
    check_is_unambiguous(args, words);
    for (std::size_t i = 0; i < args.size(); ++i)
      for (std::size_t k = 0; k < args[i].keywords.size(); ++k) {
        if (seen[i] && !args[i].is_repeatable) continue;
        if (!words.accept(args[i].keywords[k], args[i].shown.help)) continue;
        seen[i] = true;
        args[i].parse(options, words, k);
        return true;
      }
    return false;
  };
  while (!words.done() && accept_one()) {
  }
  for (std::size_t i = 0; i < args.size(); ++i) {
    if (seen[i] && !words.peek().empty())
      for (const std::string& word : args[i].keywords)
        if (word == words.peek())
          throw usage_error("'{}' is given twice", word);
    if (args[i].is_required && !seen[i] && !words.at_cursor())
      words.reject("'" + args[i].keywords.front() + "'");
  }
}

}  // namespace

void parse_arguments(std::span<const BoundArgument> args, void* options,
                     Words& words) {
  for (std::size_t i = 0; i < args.size();) {
    std::size_t end = i;
    while (end < args.size() && args[end].kind == ArgKind::keyword) ++end;
    if (end > i) {
      parse_keywords(args.subspan(i, end - i), options, words);
      i = end;
      continue;
    }
    if (args[i].kind == ArgKind::positional) args[i].parse(options, words, 0);
    ++i;
  }
}

}  // namespace skep::cli
