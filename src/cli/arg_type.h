// How an argument's type is read from words: its syntax and its completion.
//
// Specialise ArgType<T> once for each type:
//   static T parse(Words& words, std::string_view name);
//   static std::string_view syntax();  // "{ id ID | ... }"; empty: just a name
#pragma once

#include <concepts>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "src/cli/words.h"
#include "src/sys/text.h"

namespace skep::cli {

template <typename T>
struct ArgType;

// The name of a file; completed by the shell.
struct FilePath {
  std::string path;
};

template <>
struct ArgType<std::string> {
  static std::string parse(Words& words, std::string_view name) {
    return words.take(name);
  }
  static std::string_view syntax() { return {}; }
};

template <>
struct ArgType<FilePath> {
  static FilePath parse(Words& words, std::string_view name) {
    return {words.take_path(name)};
  }
  static std::string_view syntax() { return {}; }
};

// Read `word` as a number for `name`, at most `highest`.
std::uint64_t parse_number(std::string_view word, std::string_view name,
                           std::uint64_t highest);

template <std::unsigned_integral T>
  requires(!std::same_as<T, bool>)
struct ArgType<T> {
  static T parse(Words& words, std::string_view name) {
    return static_cast<T>(
        parse_number(words.take(name), name, std::numeric_limits<T>::max()));
  }
  static std::string_view syntax() { return {}; }
};

template <std::signed_integral T>
struct ArgType<T> {
  static T parse(Words& words, std::string_view name) {
    const std::string word = words.take(name);
    const bool is_negative = word.starts_with('-');
    const auto highest =
        static_cast<std::uint64_t>(std::numeric_limits<T>::max());
    const std::uint64_t size =
        parse_number(std::string_view{word}.substr(is_negative ? 1 : 0), name,
                     is_negative ? highest + 1 : highest);
    return static_cast<T>(is_negative ? 0 - size : size);
  }
  static std::string_view syntax() { return {}; }
};

}  // namespace skep::cli
