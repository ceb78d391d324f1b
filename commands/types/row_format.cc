#include "commands/types/row_format.h"

namespace skep::cli {

iter::RowFormat ArgType<iter::RowFormat>::parse(Words& words,
                                                std::string_view name) {
  if (words.accept_exactly("table")) return iter::RowFormat::table;
  if (words.accept_exactly("ndjson")) return iter::RowFormat::ndjson;
  if (words.accept_exactly("csv")) return iter::RowFormat::csv;
  words.reject(name);
}

}  // namespace skep::cli
