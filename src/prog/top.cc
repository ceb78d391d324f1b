#include "src/prog/top.h"

#include <bpf/libbpf.h>
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "src/output/csv.h"
#include "src/output/table.h"
#include "src/sys/clock.h"
#include "src/sys/error.h"
#include "src/sys/text.h"
#include "src/sys/utf8.h"

namespace skep::prog {
namespace {

TopValue value_of(std::optional<double> number) {
  if (!number) return std::monostate{};
  return *number;
}

std::string type_of(const TopRow& row) {
  const std::uint32_t type = row.activity.identity.type;
  const char* name = libbpf_bpf_prog_type_str(static_cast<bpf_prog_type>(type));
  return name != nullptr ? name : std::to_string(type);
}

std::string owners_of(const TopRow& row) {
  std::vector<std::string> owners;
  for (const Owner& owner : row.owners)
    owners.push_back(fmt::format("{}({})", owner.comm, owner.pid));
  return join(owners, ",");
}

// Numbers that people compare: three digits of the small ones.
std::string text_of_number(double number) {
  const int decimals = number >= 100 ? 0 : number >= 10 ? 1 : 2;
  return fmt::format("{:.{}f}", number, decimals);
}

std::string text_of(const TopValue& value) {
  if (const auto* number = std::get_if<std::uint64_t>(&value))
    return std::to_string(*number);
  if (const auto* real = std::get_if<double>(&value))
    return text_of_number(*real);
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  return "-";
}

bool is_number(const TopValue& value) {
  return !std::holds_alternative<std::string>(value);
}

void write_value(Json& json, const TopValue& value) {
  if (const auto* number = std::get_if<std::uint64_t>(&value))
    json.value(*number);
  else if (const auto* real = std::get_if<double>(&value))
    json.value(*real);
  else if (const auto* text = std::get_if<std::string>(&value))
    json.value(*text);
  else
    json.null();
}

// The lists that the last columns are for people.
void write_lists(Json& json, const TopRow& row) {
  json.key("attached");
  json.begin_array();
  for (const std::string& place : row.attached) json.value(place);
  json.end_array();
  json.key("pids");
  json.begin_array();
  for (const Owner& owner : row.owners) {
    json.begin_object();
    json.key("pid");
    json.value(owner.pid);
    json.key("comm");
    json.value(owner.comm);
    json.end_object();
  }
  json.end_array();
}

void write_members(Json& json, const TopRow& row) {
  for (const TopColumn& column : top_columns()) {
    if (column.name == "attached" || column.name == "pids") continue;
    json.key(column.name);
    write_value(json, column.value(row));
  }
  write_lists(json, row);
}

void write_object(Json& json, const TopRow& row) {
  json.begin_object();
  write_members(json, row);
  json.end_object();
}

bool matches(const TopRow& row, const std::string& pattern) {
  if (matches_glob(row.activity.identity.name, pattern) ||
      matches_glob(type_of(row), pattern))
    return true;
  return std::any_of(
      row.owners.begin(), row.owners.end(),
      [&](const Owner& owner) { return matches_glob(owner.comm, pattern); });
}

// Does a value come before another one: the larger number, the text that a
// dictionary has first? What does not apply comes last.
bool comes_before(const TopValue& a, const TopValue& b) {
  if (std::holds_alternative<std::monostate>(a)) return false;
  if (std::holds_alternative<std::monostate>(b)) return true;
  if (std::holds_alternative<std::string>(a)) return a < b;
  return b < a;
}

double total_cpu(const std::vector<TopRow>& rows) {
  double sum = 0;
  for (const TopRow& row : rows) sum += row.activity.cpu_percent();
  return sum;
}

}  // namespace

const std::vector<TopColumn>& top_columns() {
  using Row = const TopRow&;
  static const std::vector<TopColumn> columns{
      {"id", "id",
       [](Row row) -> TopValue { return std::uint64_t{row.activity.id}; }},
      {"type", "type", [](Row row) -> TopValue { return type_of(row); }},
      {"name", "name",
       [](Row row) -> TopValue { return row.activity.identity.name; }},
      {"runs_per_second", "runs/s",
       [](Row row) -> TopValue { return row.activity.runs_per_second(); }},
      {"ns_per_run", "ns/run",
       [](Row row) { return value_of(row.activity.recent_run_time()); }},
      {"average_ns", "average",
       [](Row row) { return value_of(row.activity.average_run_time()); }},
      {"cpu_percent", "cpu%",
       [](Row row) -> TopValue { return row.activity.cpu_percent(); }},
      {"run_cnt", "runs",
       [](Row row) -> TopValue { return row.activity.total.run_count; }},
      {"run_time_ns", "time",
       [](Row row) -> TopValue { return row.activity.total.run_time; }},
      {"recursion_misses", "missed",
       [](Row row) -> TopValue { return row.activity.total.misses; }},
      {"bytes_memlock", "memory",
       [](Row row) -> TopValue { return row.activity.identity.memory; }},
      {"attached", "attached",
       [](Row row) -> TopValue { return join(row.attached, ", "); }},
      {"pids", "owners", [](Row row) -> TopValue { return owners_of(row); }},
  };
  return columns;
}

const TopColumn& find_top_column(std::string_view name) {
  std::vector<std::string> names;
  for (const TopColumn& column : top_columns()) {
    if (column.name == name || column.title == name) return column;
    names.emplace_back(column.name);
  }
  const std::string close = did_you_mean(std::string{name}, names);
  throw usage_error("there is no column '{}'", name)
      .with_hint(close.empty() ? "one of: " + join(names, ", ") : close);
}

TopTable select(std::vector<TopRow> rows, const TopSelection& selection) {
  if (selection.pattern)
    std::erase_if(rows, [&](const TopRow& row) {
      return !matches(row, *selection.pattern);
    });
  const TopColumn& column = selection.sort != nullptr
                                ? *selection.sort
                                : find_top_column("cpu_percent");
  std::stable_sort(
      rows.begin(), rows.end(), [&](const TopRow& a, const TopRow& b) {
        return selection.is_reversed
                   ? comes_before(column.value(b), column.value(a))
                   : comes_before(column.value(a), column.value(b));
      });
  TopTable table{.count = rows.size(), .cpu_percent = total_cpu(rows)};
  if (selection.limit && *selection.limit < rows.size())
    rows.resize(*selection.limit);
  table.rows = std::move(rows);
  return table;
}

void TopPrinter::print(const TopTable& table) {
  out_.in_text([&](Sink& sink) { print_text(sink, table); });
  out_.in_json([&](Json& json) {
    json.begin_object();
    json.key("time");
    json.value(table.time);
    json.key("seconds");
    json.value(table.seconds);
    json.key("progs");
    json.begin_array();
    for (const TopRow& row : table.rows) write_object(json, row);
    json.end_array();
    json.end_object();
  });
}

void TopPrinter::print_text(Sink& sink, const TopTable& table) {
  if (format_ == TopFormat::csv) return print_csv(sink, table);
  if (format_ == TopFormat::ndjson) {
    for (const TopRow& row : table.rows) {
      Json json{sink, Json::Style::compact};
      json.begin_object();
      json.key("time");
      json.value(table.time);
      write_members(json, row);
      json.end_object();
      sink.put('\n');
    }
    return;
  }
  std::vector<std::string> titles;
  for (const TopColumn& column : top_columns())
    titles.emplace_back(column.title);
  sink.print("{}  {} program{}, {} of a CPU\n", local_time(table.time),
             table.count, table.count == 1 ? "" : "s",
             fmt::format("{:.2f}%", table.cpu_percent));
  TextTable text{sink, titles};
  for (const TopRow& row : table.rows) {
    TextTable::Row cells;
    for (const TopColumn& column : top_columns()) {
      const TopValue value = column.value(row);
      cells.push_back({text_of(value), is_number(value)});
    }
    text.add(std::move(cells));
  }
  text.finish();
}

void TopPrinter::print_csv(Sink& sink, const TopTable& table) {
  if (!std::exchange(has_titles_, true)) {
    sink.write("time");
    for (const TopColumn& column : top_columns())
      sink.print(",{}", column.name);
    sink.put('\n');
  }
  for (const TopRow& row : table.rows) {
    sink.print("{}", table.time);
    for (const TopColumn& column : top_columns()) {
      const TopValue value = column.value(row);
      sink.put(',');
      if (!std::holds_alternative<std::monostate>(value))
        write_csv_cell(sink, printable(text_of(value)));
    }
    sink.put('\n');
  }
}

}  // namespace skep::prog
