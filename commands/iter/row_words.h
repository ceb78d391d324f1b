// Rows of an iterator's target: which, in which order, in which form.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "commands/types/row_format.h"
#include "commands/types/seconds.h"
#include "src/cli/command.h"
#include "src/iter/query.h"

namespace skep::commands {

// Return the options that choose fields and objects, for Options that are an
// iter::Query.
template <typename O>
std::vector<cli::Arg<O>> field_arguments() {
  return {
      cli::option<O, std::vector<std::string>>(
          "-F,--fields", "FIELD[,FIELD]...", &O::fields,
          "the fields to show: [NAME=]PATH[|PATH]...[:FORMAT]"),
      cli::option<O, std::optional<std::string>>(
          "--where", "EXPR", &O::where,
          "only objects for which this holds: 'pid > 9 && comm == sh'"),
  };
}

// Return all of the query's options.
template <typename O>
std::vector<cli::Arg<O>> row_arguments() {
  std::vector<cli::Arg<O>> list = field_arguments<O>();
  const std::vector<cli::Arg<O>> others{
      cli::option<O, std::vector<std::string>>(
          "--group", "FIELD[,FIELD]...", &O::group,
          "how many rows there are for each value of these fields"),
      cli::option<O, std::vector<std::string>>(
          "--sum", "FIELD[,FIELD]...", &O::sums,
          "with --group: the sums of these fields, too"),
      cli::option<O, std::optional<std::string>>(
          "--sort", "FIELD", &O::sort,
          "the smallest of a field that is shown first"),
      cli::option<O, std::optional<std::uint64_t>>(
          "--top", "N", &O::top,
          "with --sort: the N largest alone, the largest first"),
      cli::option<O>("--reverse", &O::is_reversed,
                     "with --sort: the other way round"),
      cli::option<O, std::optional<std::uint64_t>>("--limit", "N", &O::limit,
                                                   "no more than N rows"),
      cli::option<O, std::optional<iter::RowFormat>>(
          "--format", "FORMAT", &O::format, "in place of a table"),
      cli::option<O>("--count", &O::counts, "only how many rows there are"),
      cli::option<O, std::optional<std::chrono::milliseconds>>(
          "--watch", "SECONDS", &O::watch,
          "what has changed after each SECONDS, until a signal"),
      cli::option<O, std::vector<std::string>>(
          "--key", "FIELD[,FIELD]...", &O::key,
          "with --watch: the fields by which rows are told apart; without it, "
          "the first one"),
  };
  list.insert(list.end(), others.begin(), others.end());
  return list;
}

// Return the text on fields and conditions, and on all that can be asked of
// rows.
[[nodiscard]] std::string field_details();
[[nodiscard]] std::string row_details();

}  // namespace skep::commands
