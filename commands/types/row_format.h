// The form of rows on the command line: --format FORMAT.
#pragma once

#include "src/cli/arg_type.h"
#include "src/iter/row_printer.h"

namespace skep::cli {

template <>
struct ArgType<iter::RowFormat> {
  static iter::RowFormat parse(Words& words, std::string_view name);
  static std::string_view syntax() { return "{ table | ndjson | csv }"; }
};

}  // namespace skep::cli
