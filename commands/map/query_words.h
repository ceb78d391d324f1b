// Questions to the elements of a map on the command line.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "commands/types/seconds.h"
#include "src/cli/command.h"
#include "src/map/query.h"

namespace skep::cli {

template <>
struct ArgType<map::RowFormat> {
  static map::RowFormat parse(Words& words, std::string_view name);
  static std::string_view syntax() { return "{ ndjson | csv }"; }
};

template <>
struct ArgType<map::CpuChoice> {
  static map::CpuChoice parse(Words& words, std::string_view name);
  static std::string_view syntax() { return "{ N | sum | min | max }"; }
};

// Return the options that choose elements, for Options that are a Query.
template <typename O>
std::vector<Arg<O>> selection_options() {
  return {option<O, std::optional<std::string>>(
              "--filter", "EXPR", &O::filter,
              "only elements that fulfil a condition, such as "
              "'dport == 443 && packets > 10'"),
          option<O, std::optional<map::CpuChoice>>(
              "--cpu", "CPU", &O::cpu,
              "of per-CPU values that of one CPU, or one made of all")};
}

// Return all the options of a query.
template <typename O>
std::vector<Arg<O>> query_options() {
  std::vector<Arg<O>> options = selection_options<O>();
  const std::vector<Arg<O>> others{
      option<O, std::optional<std::string>>("--sort", "FIELD", &O::sort,
                                            "the smallest of a field first"),
      option<O, std::optional<std::uint64_t>>(
          "--top", "N", &O::top,
          "with --sort: the N largest alone, the largest first"),
      option<O>("--reverse", &O::is_reversed,
                "with --sort: the other way round"),
      option<O, std::optional<std::uint64_t>>("--limit", "N", &O::limit,
                                              "no more than N elements"),
      option<O>("--keys-only", &O::keys_only, "keys without their values"),
      option<O>("--count", &O::count, "how many elements there are, alone"),
      option<O, std::optional<std::string>>(
          "--hist", "FIELD", &O::histogram,
          "how often numbers of which size occur, by powers of two"),
      option<O, std::optional<map::RowFormat>>("--format", "FORMAT", &O::format,
                                               "one element a line"),
      option<O, std::optional<std::chrono::milliseconds>>(
          "--watch", "SECONDS", &O::watch,
          "what has changed after each SECONDS, until a signal")};
  options.insert(options.end(), others.begin(), others.end());
  return options;
}

// Return the text on conditions and fields.
[[nodiscard]] std::string_view filter_details();

}  // namespace skep::cli
