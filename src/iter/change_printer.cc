#include "src/iter/change_printer.h"

#include <algorithm>
#include <optional>

#include "src/sys/utf8.h"

namespace skep::iter {
namespace {

std::optional<std::uint64_t> bits_of(const Cell& cell) {
  if (const auto* number = std::get_if<std::int64_t>(&cell))
    return static_cast<std::uint64_t>(*number);
  if (const auto* number = std::get_if<std::uint64_t>(&cell)) return *number;
  return std::nullopt;
}

// How much a number has grown in a second; nullopt for all else.
std::optional<double> rate_of(const TableColumn& column, const Cell& before,
                              const Cell& after, double seconds) {
  const auto old = bits_of(before);
  const auto now = bits_of(after);
  if (!column.is_number || !old || !now || seconds <= 0) return std::nullopt;
  return static_cast<double>(static_cast<std::int64_t>(*now - *old)) / seconds;
}

}  // namespace

bool ChangePrinter::is_key(std::size_t column) const {
  return std::find(key_.begin(), key_.end(), column) != key_.end();
}

std::vector<std::size_t> ChangePrinter::changed_columns(
    const RowChange& change) const {
  std::vector<std::size_t> changed;
  for (std::size_t i = 0; i < columns_.size(); ++i)
    if (change.kind != ChangeKind::changed ||
        (*change.before)[i] != (*change.after)[i])
      changed.push_back(i);
  return changed;
}

void ChangePrinter::print_text(Sink& sink, const RowChange& change,
                               double seconds) const {
  const auto print_cell = [&](std::size_t column) {
    sink.print(" {}={}", printable(columns_[column].title),
               printable(text_of_cell(change.newest()[column])));
  };
  sink.put(sign_of(change.kind));
  for (const std::size_t column : key_) print_cell(column);
  for (const std::size_t column : changed_columns(change)) {
    if (is_key(column)) continue;
    print_cell(column);
    if (change.kind != ChangeKind::changed) continue;
    if (const auto rate = rate_of(columns_[column], (*change.before)[column],
                                  (*change.after)[column], seconds))
      sink.print(" ({:+.6g}/s)", *rate);
  }
  sink.put('\n');
}

void ChangePrinter::write_change(Json& json, const RowChange& change,
                                 double seconds) const {
  const auto changed = changed_columns(change);
  json.key("before");
  json.begin_object();
  for (const std::size_t column : changed) {
    json.key(columns_[column].title);
    write_cell(json, (*change.before)[column]);
  }
  json.end_object();
  json.key("rates");
  json.begin_object();
  for (const std::size_t column : changed)
    if (const auto rate = rate_of(columns_[column], (*change.before)[column],
                                  (*change.after)[column], seconds)) {
      json.key(columns_[column].title);
      json.value(*rate);
    }
  json.end_object();
}

void ChangePrinter::print_json(Json& json, const RowChange& change,
                               double seconds, std::int64_t time) const {
  json.begin_object();
  json.key("time");
  json.value(time);
  json.key("change");
  json.value(word_of(change.kind));
  json.key("row");
  json.begin_object();
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    json.key(columns_[i].title);
    write_cell(json, change.newest()[i]);
  }
  json.end_object();
  if (change.kind == ChangeKind::changed) write_change(json, change, seconds);
  json.end_object();
}

}  // namespace skep::iter
