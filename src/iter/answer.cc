#include "src/iter/answer.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "src/iter/grouped_table.h"
#include "src/iter/row_printer.h"
#include "src/iter/watch.h"

namespace skep::iter {
namespace {

void print_count(Writer& out, Table& table) {
  const std::uint64_t count = table.count_rows();
  const auto document = out.object();
  out.field("count", count, "{}\n");
}

// A printer that says nothing before the first row: most errors come with it.
class LatePrinter {
 public:
  LatePrinter(Writer& out, const Table& table, const Query& query)
      : out_(out),
        titles_(titles_of(table)),
        format_(query.format.value_or(RowFormat::table)) {}

  void add(const CellRow& row) {
    start();
    printer_->add(row);
  }
  void finish() {
    start();
    printer_->finish();
  }

 private:
  void start() {
    if (!printer_) printer_.emplace(out_, titles_, format_);
  }

  Writer& out_;
  std::vector<std::string> titles_;
  RowFormat format_;
  std::optional<RowPrinter> printer_{};
};

// Print the rows as they come.
void print_rows(Table& table, LatePrinter& printer, std::uint64_t most) {
  std::uint64_t printed = 0;
  table.for_each_row([&](CellRow& row) {
    if (printed == most) return false;
    printer.add(row);
    return ++printed < most;
  });
}

// Print the first `most` rows in the order of a column.
void print_sorted(Table& table, LatePrinter& printer, std::size_t column,
                  bool is_descending, std::uint64_t most) {
  constexpr std::uint64_t room = 1024;
  std::vector<CellRow> kept;
  const auto cut = [&] {
    sort_rows(kept, column, is_descending);
    kept.resize(std::min<std::uint64_t>(kept.size(), most));
  };
  table.for_each_row([&](CellRow& row) {
    kept.push_back(std::move(row));
    if (kept.size() / 2 > most && kept.size() > room) cut();
    return true;
  });
  cut();
  for (const CellRow& row : kept) printer.add(row);
}

void print_all(Writer& out, Table& table, const Query& query) {
  LatePrinter printer{out, table, query};
  const std::uint64_t most = std::min(query.limit.value_or(UINT64_MAX),
                                      query.top.value_or(UINT64_MAX));
  // Only of groups, the number is what --top goes by without --sort.
  const std::string title = query.sort.value_or(query.top ? "count" : "");
  if (title.empty())
    print_rows(table, printer, most);
  else
    print_sorted(table, printer, find_title(titles_of(table), title, "--sort"),
                 query.top.has_value() != query.is_reversed, most);
  printer.finish();
}

// Return the columns by which rows are told apart, `usual` ones if the query
// does not say.
std::vector<std::size_t> key_of(const Table& table, const Query& query,
                                std::size_t usual) {
  std::vector<std::size_t> key;
  const auto titles = titles_of(table);
  for (const std::string& title : split_fields(query.key, "--key"))
    key.push_back(find_title(titles, title, "--key"));
  for (std::size_t i = 0; i < usual && query.key.empty(); ++i) key.push_back(i);
  return key;
}

void answer_plain(Writer& out, Table& table, const Query& query,
                  std::size_t usual_key) {
  if (query.watch)
    return watch(out, table, key_of(table, query, usual_key), query);
  if (query.counts) return print_count(out, table);
  print_all(out, table, query);
}

}  // namespace

void answer(Writer& out, Table& table, const Query& query) {
  if (query.group.empty()) return answer_plain(out, table, query, 1);
  const std::size_t key_size = split_fields(query.group, "--group").size();
  GroupedTable groups{table, key_size};
  answer_plain(out, groups, query, key_size);
}

}  // namespace skep::iter
