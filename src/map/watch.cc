#include "src/map/watch.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "src/map/cell.h"
#include "src/map/row_writer.h"
#include "src/output/changes.h"
#include "src/sys/clock.h"
#include "src/sys/error.h"
#include "src/sys/signals.h"
#include "src/sys/utf8.h"

namespace skep::map {
namespace {

using Clock = std::chrono::steady_clock;

// As text: at -O3, gcc 12 warns falsely where vectors of bytes are compared.
bool is_before(const Bytes& a, const Bytes& b) {
  return text_of(a) < text_of(b);
}

// The elements at some moment.
struct State {
  Clock::time_point taken = Clock::now();
  std::map<Bytes, Bytes, bool (*)(const Bytes&, const Bytes&)> elements{
      is_before};
};

State take(Selection& selection) {
  State state;
  selection.for_each([&](const Row& row) {
    if (row.code == 0)
      state.elements.insert_or_assign(
          Bytes{row.key.begin(), row.key.end()},
          Bytes{row.values.begin(), row.values.end()});
  });
  return state;
}

// What has happened to an element.
struct Change {
  ChangeKind kind;
  const Bytes& key;
  const Bytes* before;  // null if it was added
  const Bytes* after;   // null if it was removed
  double seconds;       // between the two

  [[nodiscard]] const Bytes& newest() const {
    return after != nullptr ? *after : *before;
  }
};

class ChangePrinter {
 public:
  ChangePrinter(Selection& selection, const ElementTypes* types)
      : columns_(selection.columns()), rows_(selection.layout(), types) {
    for (Column& column : columns_.all())
      (column.part == Part::key ? keys_ : values_).push_back(std::move(column));
  }

  void print_text(Sink& sink, const Change& change) const {
    sink.put(sign_of(change.kind));
    for (const Column& column : keys_) print_cell(sink, column, change.key);
    for (const Column& column : values_) {
      if (!has_changed(column, change)) continue;
      print_cell(sink, column, change.newest());
      if (const auto rate = rate_of(column, change))
        sink.print(" ({:+.6g}/s)", *rate);
    }
    sink.put('\n');
  }

  void print_json(Sink& sink, const Change& change, std::int64_t time) const {
    Json json{sink, Json::Style::compact};
    json.begin_object();
    json.key("time");
    json.value(time);
    json.key("change");
    json.value(word_of(change.kind));
    json.key("key");
    rows_.write_key(json, change.key);
    rows_.write_values_member(json, change.newest());
    if (change.kind == ChangeKind::changed) write_rates(json, change);
    json.end_object();
    sink.put('\n');
  }

 private:
  void print_cell(Sink& sink, const Column& column, const Bytes& part) const {
    sink.print(" {}={}", printable(column.path),
               printable(cell_text(columns_, column, part)));
  }

  [[nodiscard]] bool has_changed(const Column& column,
                                 const Change& change) const {
    return change.kind != ChangeKind::changed ||
           cell_text(columns_, column, *change.before) !=
               cell_text(columns_, column, *change.after);
  }

  // How much a number has grown in a second. Counters that wrap go on.
  [[nodiscard]] std::optional<double> rate_of(const Column& column,
                                              const Change& change) const {
    if (change.kind != ChangeKind::changed || change.seconds <= 0 ||
        !is_countable(columns_, column))
      return std::nullopt;
    return difference(column, *change.before, *change.after) / change.seconds;
  }

  static double difference(const Column& column, const Bytes& before,
                           const Bytes& after) {
    if (column.kind == ColumnKind::real)
      return read_real(column, after).value_or(0) -
             read_real(column, before).value_or(0);
    const auto low = [&](const Bytes& part) {
      return read_number(column, part).value_or(btf::Wide{}).low;
    };
    const std::uint32_t bits = std::min<std::uint32_t>(column.bits.size, 64);
    return static_cast<double>(
        btf::sign_extend(low(after) - low(before), bits));
  }

  void write_rates(Json& json, const Change& change) const {
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

  const Columns& columns_;
  RowWriter rows_;
  std::vector<Column> keys_;
  std::vector<Column> values_;
};

void print_changes(Sink& sink, const ChangePrinter& printer,
                   const State& before, const State& after,
                   ChangeFormat format) {
  const std::int64_t time = seconds_since_1970();
  bool is_first = true;
  const double seconds =
      std::chrono::duration<double>{after.taken - before.taken}.count();
  const auto print = [&](ChangeKind kind, const Bytes& key, const Bytes* old,
                         const Bytes* now) {
    const Change change{kind, key, old, now, seconds};
    if (format == ChangeFormat::ndjson)
      return printer.print_json(sink, change, time);
    if (std::exchange(is_first, false)) sink.print("{}\n", local_time(time));
    printer.print_text(sink, change);
  };
  for_each_change(before.elements, after.elements, print);
  sink.flush();
}

}  // namespace

void watch(Sink& sink, Selection& selection, const ElementTypes* types,
           std::chrono::milliseconds interval, ChangeFormat format) {
  selection.require_one_value();
  const ChangePrinter printer{selection, types};
  try {
    State before = take(selection);
    while (!is_stopped_after(interval)) {
      State after = take(selection);
      print_changes(sink, printer, before, after, format);
      before = std::move(after);
    }
  } catch (const Error& error) {
    // A stop, which is how watching ends, may come while the map is read.
    if (error.kind() != ErrorKind::interrupted) throw;
  }
}

}  // namespace skep::map
