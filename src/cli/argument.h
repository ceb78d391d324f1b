// The kinds of arguments that there are, bound to members of options.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "src/cli/arg_type.h"
#include "src/cli/bound_argument.h"
#include "src/cli/words.h"

namespace skep::cli {

namespace detail {

template <typename T>
struct Member {
  using Value = T;
  static constexpr bool is_required = true;
  static constexpr bool is_repeatable = false;
  static void set(T& member, T value) { member = std::move(value); }
};
template <typename T>
struct Member<std::optional<T>> {
  using Value = T;
  static constexpr bool is_required = false;
  static constexpr bool is_repeatable = false;
  static void set(std::optional<T>& member, T value) {
    member = std::move(value);
  }
};
template <typename T>
struct Member<std::vector<T>> {
  using Value = T;
  static constexpr bool is_required = false;
  static constexpr bool is_repeatable = true;
  static void set(std::vector<T>& member, T value) {
    member.push_back(std::move(value));
  }
};

// Reads the value of an argument called `name`.
template <typename T>
using Reader = std::function<typename Member<T>::Value(Words& words,
                                                       std::string_view name)>;

template <typename T>
Argument shown_as(std::string name, std::string help) {
  using Type = ArgType<typename Member<T>::Value>;
  Argument shown;
  if constexpr (requires { Type::syntax(); }) shown.definition = Type::syntax();
  shown.name = std::move(name);
  shown.help = std::move(help);
  return shown;
}

inline std::string bracketed(std::string text, bool is_required,
                             bool is_repeatable) {
  if (!is_required) text = "[" + std::move(text) + "]";
  if (is_repeatable) text += "...";
  return text;
}

// Read `value` if a word is left; nothing otherwise. At the word to complete
// both what it starts with and what follows it can stand.
template <typename F>
void read_optional(Words& words, F&& read) {
  const std::size_t start = words.position();
  if (words.done()) return;
  try {
    read();
  } catch (const CursorReached&) {
    if (words.position() != start) throw;
  }
}

}  // namespace detail

// A bare argument: `map`, read as its ArgType says or by `read`.
// std::optional<T>: it may be left out. std::vector<T>: one or more.
template <typename O, typename T>
Arg<O> arg(std::string name, T O::* member, std::string help,
           detail::Reader<T> read =
               ArgType<typename detail::Member<T>::Value>::parse) {
  using M = detail::Member<T>;
  Arg<O> result;
  result.shown = detail::shown_as<T>(name, std::move(help));
  result.shown.syntax = detail::bracketed(
      name, M::is_required || M::is_repeatable, M::is_repeatable);
  result.parse_by([name, member, read = std::move(read)](
                      O& options, Words& words, std::size_t) {
    const auto read_one = [&] { M::set(options.*member, read(words, name)); };
    if constexpr (M::is_required || M::is_repeatable) read_one();
    if constexpr (M::is_repeatable)
      while (!words.done()) read_one();
    if constexpr (!M::is_required && !M::is_repeatable)
      detail::read_optional(words, read_one);
  });
  return result;
}

// A keyword with a value: `type TYPE`. std::optional<T>: it may be left out.
// std::vector<T>: it may be repeated. Neighbouring keywords come in any order.
template <typename O, typename T>
Arg<O> keyword(std::string word, std::string name, T O::* member,
               std::string help,
               detail::Reader<T> read =
                   ArgType<typename detail::Member<T>::Value>::parse) {
  using M = detail::Member<T>;
  Arg<O> result;
  result.kind = ArgKind::keyword;
  result.shown = detail::shown_as<T>(name, std::move(help));
  result.shown.syntax =
      detail::bracketed(word + " " + name, M::is_required, M::is_repeatable);
  result.is_required = M::is_required;
  result.is_repeatable = M::is_repeatable;
  result.keywords = {std::move(word)};
  result.parse_by([name, member, read = std::move(read)](
                      O& options, Words& words, std::size_t) {
    M::set(options.*member, read(words, name));
  });
  return result;
}

// A keyword whose abbreviations must not be those of others that are told apart
// as well: there, the first one does not win.
template <typename O>
Arg<O> told_apart(Arg<O> arg) {
  arg.is_told_apart = true;
  return arg;
}

// A bare word that switches something on: `autoattach`.
template <typename O>
Arg<O> flag(std::string word, bool O::* member, std::string help) {
  Arg<O> result;
  result.kind = ArgKind::keyword;
  result.shown = {.syntax = "[" + word + "]",
                  .name = word,
                  .help = std::move(help),
                  .definition = {},
                  .parts = {}};
  result.keywords = {std::move(word)};
  result.parse_by(
      [member](O& options, Words&, std::size_t) { options.*member = true; });
  return result;
}

// One of some bare words, each standing for a value: `any|exist|noexist`.
template <typename O, typename T>
Arg<O> choice(std::vector<std::pair<std::string, T>> values, T O::* member,
              std::string help) {
  Arg<O> result;
  result.kind = ArgKind::keyword;
  for (const auto& [word, value] : values) result.keywords.push_back(word);
  result.shown.name = join(result.keywords, "|");
  result.shown.syntax = "[" + result.shown.name + "]";
  result.shown.help = std::move(help);
  result.parse_by([values = std::move(values), member](O& options, Words&,
                                                       std::size_t which) {
    options.*member = values[which].second;
  });
  return result;
}

// A bare argument that is one of some words, each standing for a value. Unlike
// keywords, the words are not shortened.
template <typename O, typename T>
Arg<O> one_word(std::string name, std::vector<std::pair<std::string, T>> values,
                T O::* member, std::string help) {
  Arg<O> result;
  result.shown.name = name;
  result.shown.syntax = name;
  result.shown.help = std::move(help);
  for (const auto& [word, value] : values)
    result.shown.definition +=
        (result.shown.definition.empty() ? "{ " : " | ") + word;
  result.shown.definition += " }";
  result.parse_by([name, values = std::move(values), member](
                      O& options, Words& words, std::size_t) {
    for (const auto& [word, value] : values)
      if (words.accept_exactly(word)) {
        options.*member = value;
        return;
      }
    words.reject(name);
  });
  return result;
}

// A dashed option without a value: `--hold`.
template <typename O>
Arg<O> option(std::string name, bool O::* member, std::string help) {
  Arg<O> result;
  result.kind = ArgKind::dashed;
  result.shown = {.syntax = "[" + name + "]",
                  .name = std::move(name),
                  .help = std::move(help),
                  .definition = {},
                  .is_dashed = true,
                  .parts = {}};
  result.assign_by([member](O& options, const std::vector<std::string>&) {
    options.*member = true;
  });
  return result;
}

// Of how many words is a value of this type, behind a dashed option?
template <typename T>
constexpr std::size_t words_of_value = 1;

// A dashed option with a value: `--set NAME=VALUE`, or by a letter as well:
// "-F,--fields". A member of type std::vector<T> collects repeated ones.
template <typename O, typename T>
Arg<O> option(std::string name, std::string value_name, T O::* member,
              std::string help) {
  using M = detail::Member<T>;
  Arg<O> result;
  result.kind = ArgKind::dashed;
  result.shown = detail::shown_as<T>(name, std::move(help));
  result.shown.syntax = detail::bracketed(
      join(split(name, ','), "|") + " " + value_name, false, M::is_repeatable);
  result.shown.is_dashed = true;
  result.shown.takes_value = true;
  static constexpr std::size_t size = words_of_value<typename M::Value>;
  result.shown.value_count = static_cast<int>(size);
  result.assign_by([name, member](O& options,
                                  const std::vector<std::string>& values) {
    for (std::size_t i = 0; i + size <= values.size(); i += size) {
      const auto first = values.begin() + static_cast<std::ptrdiff_t>(i);
      Words words{{first, first + static_cast<std::ptrdiff_t>(size)}};
      M::set(options.*member, ArgType<typename M::Value>::parse(words, name));
    }
  });
  return result;
}

// Let completion know what the value of an option can be.
template <typename O>
Arg<O> completed_by(Arg<O> arg, decltype(Argument::values) values) {
  arg.shown.values = std::move(values);
  return arg;
}

}  // namespace skep::cli
