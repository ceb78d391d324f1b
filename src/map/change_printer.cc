#include "src/map/change_printer.h"

#include <algorithm>
#include <utility>

#include "src/map/cell.h"
#include "src/map/cpu_value.h"
#include "src/sys/utf8.h"

namespace skep::map {
namespace {

double difference(const Column& column, const Bytes& before,
                  const Bytes& after) {
  if (column.kind == ColumnKind::real)
    return read_real(column, after).value_or(0) -
           read_real(column, before).value_or(0);
  const auto low = [&](const Bytes& part) {
    return read_number(column, part).value_or(btf::Wide{}).low;
  };
  const std::uint32_t bits = std::min<std::uint32_t>(column.bits.size, 64);
  return static_cast<double>(btf::sign_extend(low(after) - low(before), bits));
}

}  // namespace

ChangePrinter::ChangePrinter(const Columns& columns, const ValueLayout& layout,
                             const ElementTypes* types, Subject subject)
    : columns_(columns), rows_(layout, types), subject_(std::move(subject)) {
  for (Column& column : columns_.all())
    (column.part == Part::key ? keys_ : values_).push_back(std::move(column));
}

void ChangePrinter::print_text(Sink& sink, const Change& change) const {
  sink.put(sign_of(change.kind));
  if (!subject_.name.empty()) sink.print(" {}", printable(subject_.name));
  for (const Column& column : keys_) print_cell(sink, column, change.key);
  for (const Column& column : values_) {
    if (!has_changed(column, change)) continue;
    print_cell(sink, column, change.newest());
    if (const auto rate = rate_of(column, change))
      sink.print(" ({:+.6g}/s)", *rate);
  }
  sink.put('\n');
}

void ChangePrinter::print_json(Json& json, const Change& change,
                               std::int64_t time) const {
  json.begin_object();
  if (!subject_.name.empty()) {
    json.key(subject_.kind);
    json.value(subject_.name);
  }
  json.key("time");
  json.value(time);
  json.key("change");
  json.value(word_of(change.kind));
  if (!change.key.empty()) {
    json.key("key");
    rows_.write_key(json, change.key);
  }
  rows_.write_values_member(json, change.newest());
  if (change.kind == ChangeKind::changed) write_rates(json, change);
  json.end_object();
}

void ChangePrinter::print_cell(Sink& sink, const Column& column,
                               const Bytes& part) const {
  sink.print(" {}={}", printable(column.path),
             printable(cell_text(columns_, column, part)));
}

bool ChangePrinter::has_changed(const Column& column,
                                const Change& change) const {
  return change.kind != ChangeKind::changed ||
         cell_text(columns_, column, *change.before) !=
             cell_text(columns_, column, *change.after);
}

// How much a number has grown in a second. Counters that wrap go on.
std::optional<double> ChangePrinter::rate_of(const Column& column,
                                             const Change& change) const {
  if (change.kind != ChangeKind::changed || change.seconds <= 0 ||
      !is_countable(columns_, column))
    return std::nullopt;
  return difference(column, *change.before, *change.after) / change.seconds;
}

void ChangePrinter::write_rates(Json& json, const Change& change) const {
  json.key("rates");
  json.begin_object();
  for (const Column& column : values_) {
    if (!has_changed(column, change)) continue;
    if (const auto rate = rate_of(column, change)) {
      json.key(column.path);
      json.value(*rate);
    }
  }
  json.end_object();
}

}  // namespace skep::map
