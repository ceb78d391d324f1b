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

// Read the arguments of `args` (those with dashes apart) from `words` into
// `options`, a struct of the type that they are bound to; stop at the first
// word that belongs to none.
void parse_arguments(std::span<const BoundArgument> args, void* options,
                     Words& words);

template <typename O>
void parse_arguments(const std::vector<Arg<O>>& args, O& options,
                     Words& words) {
  parse_arguments(bound(args), static_cast<void*>(&options), words);
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
  result.parse = [args = bound(args), start = std::move(start)](Words& words) {
    X value = start;
    parse_arguments(args, static_cast<void*>(&value), words);
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
  result.parse_by([name, member, alternatives = std::move(alternatives)](
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
  });
  return result;
}

}  // namespace skep::cli
