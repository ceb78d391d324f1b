// A subcommand is data plus one function.
//
// command<Options>(...) declares it; parser, help, man page and completion are
// read from this declaration.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "src/cli/arg_type.h"
#include "src/cli/context.h"
#include "src/cli/words.h"

namespace skep::cli {

// One argument as help and man pages show it.
struct Argument {
  std::string syntax;  // "[type TYPE]"
  std::string name;    // "TYPE"; for dashed options "--hold"
  std::string help;
  std::string definition;  // what the name stands for, "{ id ID | name NAME }"
  bool is_dashed = false;
  bool takes_value = false;     // of dashed options
  std::vector<Argument> parts;  // the arguments of the alternatives
};

struct Example {
  std::string command;  // without the program's name
  std::string what;
};

struct Notes {
  std::string details;  // paragraphs, separated by empty lines
  std::vector<Example> examples;
  std::vector<std::string> aliases;  // other words for the verb
};

// The values of dashed options, by name ("--set").
using OptionValues = std::map<std::string, std::vector<std::string>>;

struct Command {
  std::string path;  // "map lookup"; or one word, "version"
  std::string summary;
  std::vector<Argument> arguments;
  Notes notes;
  std::function<void(Words&, const OptionValues&, Context&)> run;
  // Read the words without doing anything, to find what can come next.
  std::function<void(Words&)> read;

  [[nodiscard]] std::string group() const {
    return path.substr(0, path.find(' '));
  }
  [[nodiscard]] std::string verb() const {
    const auto space = path.find(' ');
    return space == std::string::npos ? "" : path.substr(space + 1);
  }
  // Return the usage line, "map lookup MAP [key DATA]".
  [[nodiscard]] std::string usage() const;
};

enum class ArgKind { positional, keyword, dashed };

// An argument bound to a member of the command's Options.
template <typename O>
struct Arg {
  ArgKind kind = ArgKind::positional;
  Argument shown;
  std::vector<std::string> keywords;  // any of them introduces it
  bool is_required = false;
  bool is_repeatable = false;
  // Read the value; `keyword` is the index of the one that was typed.
  std::function<void(O&, Words&, std::size_t keyword)> parse;
  std::function<void(O&, const std::vector<std::string>&)> assign;  // dashed
};

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

template <typename T>
Argument shown_as(std::string name, std::string help) {
  Argument shown;
  shown.definition = ArgType<typename Member<T>::Value>::syntax();
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

// A bare argument: `map`, of a type with an ArgType. std::optional<T>: it may
// be left out. std::vector<T>: one or more.
template <typename O, typename T>
Arg<O> arg(std::string name, T O::* member, std::string help) {
  using M = detail::Member<T>;
  Arg<O> result;
  result.shown = detail::shown_as<T>(name, std::move(help));
  result.shown.syntax = detail::bracketed(
      name, M::is_required || M::is_repeatable, M::is_repeatable);
  result.parse = [name, member](O& options, Words& words, std::size_t) {
    const auto read = [&] {
      M::set(options.*member, ArgType<typename M::Value>::parse(words, name));
    };
    if constexpr (M::is_required || M::is_repeatable) read();
    if constexpr (M::is_repeatable)
      while (!words.done()) read();
    if constexpr (!M::is_required && !M::is_repeatable)
      detail::read_optional(words, read);
  };
  return result;
}

// A keyword with a value: `type TYPE`. std::optional<T>: it may be left out.
// std::vector<T>: it may be repeated. Neighbouring keywords come in any order.
template <typename O, typename T>
Arg<O> keyword(std::string word, std::string name, T O::* member,
               std::string help) {
  using M = detail::Member<T>;
  Arg<O> result;
  result.kind = ArgKind::keyword;
  result.shown = detail::shown_as<T>(name, std::move(help));
  result.shown.syntax =
      detail::bracketed(word + " " + name, M::is_required, M::is_repeatable);
  result.is_required = M::is_required;
  result.is_repeatable = M::is_repeatable;
  result.keywords = {std::move(word)};
  result.parse = [name, member](O& options, Words& words, std::size_t) {
    M::set(options.*member, ArgType<typename M::Value>::parse(words, name));
  };
  return result;
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
  result.parse = [member](O& options, Words&, std::size_t) {
    options.*member = true;
  };
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
  result.parse = [values = std::move(values), member](O& options, Words&,
                                                      std::size_t which) {
    options.*member = values[which].second;
  };
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
  result.assign = [member](O& options, const std::vector<std::string>&) {
    options.*member = true;
  };
  return result;
}

// A dashed option with a value: `--set NAME=VALUE`; a member of type
// std::vector<T> collects repeated ones.
template <typename O, typename T>
Arg<O> option(std::string name, std::string value_name, T O::* member,
              std::string help) {
  using M = detail::Member<T>;
  Arg<O> result;
  result.kind = ArgKind::dashed;
  result.shown = detail::shown_as<T>(name, std::move(help));
  result.shown.syntax =
      detail::bracketed(name + " " + value_name, false, M::is_repeatable);
  result.shown.is_dashed = true;
  result.shown.takes_value = true;
  result.assign = [name, member](O& options,
                                 const std::vector<std::string>& values) {
    for (const std::string& value : values) {
      Words words{{value}};
      M::set(options.*member, ArgType<typename M::Value>::parse(words, name));
    }
  };
  return result;
}

// Read the arguments of `args` (those with dashes apart) from `words` into
// `options`; stop at the first word that belongs to none.
template <typename O>
void parse_arguments(std::span<const Arg<O>> args, O& options, Words& words);

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

namespace detail {

// Read a run of keyword arguments, in any order.
template <typename O>
void parse_keywords(std::span<const Arg<O>> args, O& options, Words& words) {
  std::vector<bool> seen(args.size());
  const auto accept_one = [&] {
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

// Declare a subcommand. `run` gets fresh Options for every run.
template <typename O>
Command command(std::string path, std::string summary, std::vector<Arg<O>> args,
                void (*run)(const O&, Context&), Notes notes = {}) {
  Command result;
  result.path = std::move(path);
  result.summary = std::move(summary);
  result.notes = std::move(notes);
  for (const Arg<O>& arg : args) result.arguments.push_back(arg.shown);
  result.read = [args](Words& words) {
    O options{};
    parse_arguments<O>(args, options, words);
    words.expect_end();
  };
  result.run = [args = std::move(args), run](
                   Words& words, const OptionValues& values, Context& context) {
    O options{};
    for (const Arg<O>& arg : args)
      if (const auto found = values.find(arg.shown.name);
          arg.kind == ArgKind::dashed && found != values.end())
        arg.assign(options, found->second);
    parse_arguments<O>(args, options, words);
    words.expect_end();
    run(options, context);
  };
  return result;
}

}  // namespace skep::cli
