#include "src/iter/row_printer.h"

#include <string_view>
#include <utility>

#include "src/output/csv.h"
#include "src/sys/utf8.h"

namespace skep::iter {
namespace {

bool is_number(const Cell& cell) {
  return std::holds_alternative<std::int64_t>(cell) ||
         std::holds_alternative<std::uint64_t>(cell) ||
         std::holds_alternative<double>(cell) ||
         std::holds_alternative<std::monostate>(cell);
}

// Fill a row, which keeps its memory from one to the next.
void fill_table_row(TextTable::Row& cells, const CellRow& row) {
  cells.resize(row.size());
  for (std::size_t i = 0; i < row.size(); ++i)
    cells[i] = {text_of_cell(row[i]), is_number(row[i])};
}

std::vector<std::string> csv_row(const CellRow& row) {
  std::vector<std::string> fields;
  for (const Cell& cell : row)
    fields.push_back(
        std::holds_alternative<std::monostate>(cell) ? "" : text_of_cell(cell));
  return fields;
}

}  // namespace

RowPrinter::RowPrinter(Writer& out, std::vector<std::string> titles,
                       RowFormat format)
    : out_(out),
      titles_(std::move(titles)),
      format_(format),
      list_(out.list()) {
  out_.in_text([&](Sink& sink) {
    if (format_ == RowFormat::table) table_.emplace(sink, titles_);
    if (format_ == RowFormat::csv) write_csv(sink, titles_);
  });
}

void RowPrinter::add(const CellRow& row) {
  out_.in_json([&](Json& json) { write_object(json, row); });
  out_.in_text([&](Sink& sink) { write_text(sink, row); });
}

void RowPrinter::finish() {
  if (table_) table_->finish();
  list_.close();
}

void RowPrinter::write_object(Json& json, const CellRow& row) const {
  json.begin_object();
  for (std::size_t i = 0; i < row.size(); ++i) {
    json.key(titles_[i]);
    write_cell(json, row[i]);
  }
  json.end_object();
}

void RowPrinter::write_text(Sink& sink, const CellRow& row) {
  switch (format_) {
    case RowFormat::table:
      fill_table_row(table_row_, row);
      return table_->add(table_row_);
    case RowFormat::csv:
      return write_csv(sink, csv_row(row));
    case RowFormat::ndjson:
      break;
  }
  Json json{sink, Json::Style::compact};
  write_object(json, row);
  sink.put('\n');
}

void RowPrinter::write_csv(Sink& sink,
                           const std::vector<std::string>& fields) const {
  std::string_view separator;
  for (const std::string& field : fields) {
    sink.write(std::exchange(separator, ","));
    write_csv_cell(sink, printable(field));
  }
  sink.put('\n');
}

}  // namespace skep::iter
