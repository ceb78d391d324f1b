// Reading words into options, as the arguments say.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "src/cli/argument.h"

namespace skep::cli {

namespace detail {

// Refuse a word that several keywords which are told apart begin with.
template <typename O>
void check_is_unambiguous(std::span<const Arg<O>> args, const Words& words) {
  const std::string_view word = words.peek();
  std::vector<std::string> meant;
  for (const Arg<O>& arg : args)
    for (const std::string& keyword : arg.keywords)
      if (arg.is_told_apart && !word.empty() && keyword.starts_with(word))
        meant.push_back("'" + keyword + "'");
  if (meant.size() > 1)
    throw usage_error("ambiguous prefix: '{}' could be {}", word,
                      join(meant, " or "));
}

// Read a run of keyword arguments, in any order.
template <typename O>
void parse_keywords(std::span<const Arg<O>> args, O& options, Words& words) {
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

}  // namespace detail

// Read the arguments of `args` (those with dashes apart) from `words` into
// `options`; stop at the first word that belongs to none.
template <typename O>
void parse_arguments(std::span<const Arg<O>> args, O& options, Words& words) {
  for (std::size_t i = 0; i < args.size();) {
    std::size_t end = i;
    while (end < args.size() && args[end].kind == ArgKind::keyword) ++end;
    if (end > i) {
      detail::parse_keywords<O>(args.subspan(i, end - i), options, words);
      i = end;
      continue;
    }
    if (args[i].kind == ArgKind::positional) args[i].parse(options, words, 0);
    ++i;
  }
}

// One of the forms an argument can take: a word, then arguments of its own
// into a struct X, one of the types of the variant V.
template <typename V>
struct Alternative {
  std::string keyword;
  Argument shown;
  std::function<V(Words&)> parse;
};

template <typename V, typename X>
Alternative<V> alternative(std::string word, std::string help,
                           std::vector<Arg<X>> args, X start = {}) {
  Alternative<V> result;
  result.shown.syntax = word;
  for (const Arg<X>& arg : args) {
    result.shown.syntax += " " + arg.shown.syntax;
    result.shown.parts.push_back(arg.shown);
  }
  result.shown.name = word;
  result.shown.help = std::move(help);
  result.keyword = std::move(word);
  result.parse = [args = std::move(args),
                  start = std::move(start)](Words& words) {
    X value = start;
    parse_arguments<X>(args, value, words);
    return V{std::move(value)};
  };
  return result;
}

// A bare argument that takes one of several forms, told apart by their first
// word; bpftool's abbreviations hold.
template <typename O, typename V>
Arg<O> one_of(std::string name, V O::* member,
              std::vector<Alternative<V>> alternatives, std::string help) {
  Arg<O> result;
  result.shown.syntax = name;
  result.shown.name = name;
  result.shown.help = std::move(help);
  for (const auto& form : alternatives)
    result.shown.parts.push_back(form.shown);
  result.parse = [name, member, alternatives = std::move(alternatives)](
                     O& options, Words& words, std::size_t) {
    const auto take = [&](auto accept) {
      for (const auto& form : alternatives)
        if ((words.*accept)(form.keyword, form.shown.help)) {
          options.*member = form.parse(words);
          return true;
        }
      return false;
    };
    // A whole word first: "tcx" is no "tcx_ingress" when both are there.
    if (take(&Words::accept_exactly) || take(&Words::accept)) return;
    words.reject(name);
  };
  return result;
}

}  // namespace skep::cli
