#include "src/map/event_table.h"

#include <algorithm>

#include "src/btf/find_member.h"
#include "src/map/cell.h"
#include "src/output/hex.h"
#include "src/sys/utf8.h"

namespace skep::map {
namespace {

// Room for what most values need: later rows can't move earlier ones.
std::size_t usual_width(const Column& column) {
  constexpr std::size_t widest_text = 16;
  constexpr std::size_t widest_number = 7;
  if (column.kind == ColumnKind::text)
    return std::min(column.size, widest_text + 1) - 1;
  if (column.kind != ColumnKind::number) return 0;
  return std::min<std::size_t>(column.bits.size * 3 / 10 + 1, widest_number);
}

// A member of a struct is a column, whatever it is; all else is one.
std::vector<Column> columns_of(const Columns& columns,
                               const ElementTypes* types) {
  std::vector<Column> shown;
  if (types == nullptr) return shown;
  const btf_type* type = types->btf.resolve(types->value);
  if (!btf_is_composite(type)) return {columns.find("value")};
  for (const auto& [name, target] :
       btf::named_members(types->btf, {.type = types->value})) {
    shown.push_back(columns.find("value." + name));
    shown.back().path = name;
  }
  return shown;
}

std::uint32_t size_of(const ElementTypes* types) {
  if (types == nullptr) return 0;
  return types->btf.resolve_size(types->value).value_or(0);
}

}  // namespace

EventTable::EventTable(std::string map, const ElementTypes* types,
                       Extras extras)
    : map_(std::move(map)),
      columns_(0, size_of(types), types),
      shown_(columns_of(columns_, types)),
      extras_(extras) {}

void EventTable::start(Sink& sink) {
  std::vector<std::string> titles;
  if (extras_.map) titles.emplace_back("map");
  if (extras_.cpu) titles.emplace_back("cpu");
  const std::size_t first = titles.size();
  for (const Column& column : shown_) titles.push_back(column.path);
  table_.emplace(sink, titles);
  for (std::size_t i = 0; i < shown_.size(); ++i)
    table_->widen(first + i, usual_width(shown_[i]));
}

TextTable::Cell EventTable::cell_of(const Column& column,
                                    ByteView value) const {
  if (column.kind == ColumnKind::text)
    if (const auto text = read_text(column, value)) return {std::string{*text}};
  return {cell_text(columns_, column, value),
          column.kind == ColumnKind::number || column.kind == ColumnKind::real};
}

void EventTable::write_value(Sink& sink, const Event& event, ByteView value) {
  if (!table_) start(sink);
  if (std::exchange(needs_titles_, false)) table_->repeat_titles();
  TextTable::Row row;
  if (extras_.map) row.push_back({map_});
  if (extras_.cpu) row.push_back({std::to_string(event.origin->cpu), true});
  for (const Column& column : shown_) row.push_back(cell_of(column, value));
  table_->add(std::move(row));
}

void EventTable::write_other(Sink& sink, const Event& event) {
  finish();
  sink.write(printable(map_));
  if (event.origin) sink.print(" cpu {}", event.origin->cpu);
  if (event.lost) return sink.print(": lost {}\n", event.lost->count);
  if (!event.is_record()) return sink.print(": event of type {}\n", event.type);
  sink.print(": {} bytes:", event.data.size());
  sink.put(event.data.size() > 16 ? '\n' : ' ');
  write_hex_rows(sink, event.data);
  sink.put('\n');
}

void EventTable::write_lost(Sink& sink, std::uint64_t count) {
  Event event{};
  event.lost = LostRecords{.count = count};
  write_other(sink, event);
}

void EventTable::finish() {
  if (table_) table_->finish();
}

void EventTable::begin_again() { needs_titles_ = table_.has_value(); }

}  // namespace skep::map
