#include "src/map/lines.h"

#include <utility>

#include "src/map/cell.h"
#include "src/output/csv.h"
#include "src/sys/error.h"

namespace skep::map {

void JsonLines::write_part(Sink& sink, const Row& row) const {
  Json json{sink, Json::Style::compact};
  json.begin_object();
  json.key("key");
  rows_.write_key(json, row.key);
  if (parts_ == Parts::all) {
    json.key("value");
    json.begin_object();
    json.key("error");
    json.value(errno_text(row.code));
    json.end_object();
  }
  json.end_object();
  sink.put('\n');
}

CsvLines::CsvLines(const ValueLayout& layout, const Columns& columns,
                   Parts parts)
    : layout_(layout), columns_(columns), parts_(parts) {
  for (Column& column : columns.all())
    (column.part == Part::key ? keys_ : values_).push_back(std::move(column));
}

void CsvLines::write_header(Sink& sink) const {
  std::vector<std::string> paths;
  for (const Column& column : keys_) paths.push_back(column.path);
  if (parts_ == Parts::all) {
    if (layout_.is_per_cpu()) paths.emplace_back("cpu");
    for (const Column& column : values_) paths.push_back(column.path);
  }
  const char* separator = "";
  for (const std::string& path : paths) {
    sink.write(std::exchange(separator, ","));
    write_csv_cell(sink, path);
  }
  sink.put('\n');
}

void CsvLines::write(Sink& sink, const Row& row) const {
  if (parts_ == Parts::keys || !layout_.is_per_cpu() || row.code != 0) {
    write_cells(sink, keys_, row.key);
    if (parts_ == Parts::all) {
      if (layout_.is_per_cpu()) sink.put(',');
      write_values(sink, row.values);
    }
    return sink.put('\n');
  }
  for (std::size_t i = 0; i < layout_.cpus().size(); ++i) {
    write_cells(sink, keys_, row.key);
    sink.print(",{}", layout_.cpus()[i]);
    write_values(sink, layout_.value_at(row.values, i));
    sink.put('\n');
  }
}

void CsvLines::write_values(Sink& sink, ByteView value) const {
  if (!values_.empty()) sink.put(',');
  write_cells(sink, values_, value);
}

void CsvLines::write_cells(Sink& sink, const std::vector<Column>& cells,
                           ByteView part) const {
  const char* separator = "";
  for (const Column& column : cells) {
    sink.write(std::exchange(separator, ","));
    write_csv_cell(sink, cell_text(columns_, column, part));
  }
}

}  // namespace skep::map
