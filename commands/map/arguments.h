// The arguments that the map commands share.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "src/cli/arg_type.h"
#include "src/cli/command.h"

namespace skep::cli {

// The type of a map, by its exact name: no abbreviation, so that a new type
// can't change what a script means.
struct MapType {
  std::uint32_t number;
};

// The flags of a new map.
struct MapFlags {
  std::uint32_t bits;
};

// The words of `[key DATA] [value VALUE] [any|exist|noexist]`, or of some of
// these clauses. Only the map tells how many bytes DATA has, so that the words
// are kept as they are.
struct ElementWords {
  std::vector<std::string> list;
};

// Return what the clauses stand for that occur in `syntax`.
std::vector<Argument> clauses_in(std::string_view syntax);

template <>
struct ArgType<MapType> {
  static MapType parse(Words& words, std::string_view name);
  static std::string_view syntax();
};

template <>
struct ArgType<MapFlags> {
  static MapFlags parse(Words& words, std::string_view name);
  static std::string_view syntax() { return "{ NUMBER | BPF_F_NAME[|...] }"; }
};

template <>
struct ArgType<ElementWords> {
  static ElementWords parse(Words& words, std::string_view name);
  static std::string_view syntax() { return {}; }
};

// Declare the words of an element: `syntax` shows the clauses that there are.
template <typename O>
Arg<O> element_words(ElementWords O::* member, std::string syntax,
                     std::string help) {
  std::vector<Argument> parts = clauses_in(syntax);
  Arg<O> result = arg(std::move(syntax), member, std::move(help));
  result.shown.parts = std::move(parts);
  return result;
}

}  // namespace skep::cli
