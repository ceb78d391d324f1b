// Rows as people and programs read them.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "src/iter/cell.h"
#include "src/output/table.h"
#include "src/output/writer.h"

namespace skep::iter {

// How rows are shown where JSON is not asked for.
enum class RowFormat {
  table,
  ndjson,  // a JSON object a line
  csv,     // with a line of titles; nothing is an empty field
};

// Prints rows; as JSON they are a list of objects.
class RowPrinter {
 public:
  RowPrinter(Writer& out, std::vector<std::string> titles, RowFormat format);
  void add(const CellRow& row);
  // End the output.
  void finish();

 private:
  void write_object(Json& json, const CellRow& row) const;
  void write_text(Sink& sink, const CellRow& row);
  void write_csv(Sink& sink, const std::vector<std::string>& fields) const;

  Writer& out_;
  std::vector<std::string> titles_;
  RowFormat format_;
  Writer::Scope list_;
  std::optional<TextTable> table_{};
  TextTable::Row table_row_{};
};

}  // namespace skep::iter
