// Answers made of rows: sorted, grouped, and compared with those before.
#include <doctest/doctest.h>

#include "src/iter/answer.h"
#include "src/iter/change_printer.h"
#include "src/iter/grouped_table.h"
#include "src/iter/table_state.h"
#include "tests/unit/iter_fixture.h"

namespace skep::iter {
namespace {

CellRow row(std::string name, Cell age, Cell debt) {
  return {std::move(name), std::move(age), std::move(debt)};
}

// Rows of a name, an age and a debt, which may be less than nothing.
class Ducks : public Table {
 public:
  explicit Ducks(std::vector<CellRow> rows) : rows_(std::move(rows)) {}
  [[nodiscard]] const std::vector<TableColumn>& columns() const override {
    return columns_;
  }
  void for_each_row(const RowVisitor& visit) override {
    for (const CellRow& row : rows_) {
      CellRow copy = row;
      ++visited;
      if (!visit(copy)) return;
    }
  }

  std::size_t visited = 0;

 private:
  std::vector<TableColumn> columns_{{"name"}, {"age", true}, {"debt", true}};
  std::vector<CellRow> rows_;
};

std::vector<CellRow> some_rows() {
  return {row("Louie", std::uint64_t{9}, std::int64_t{-3}),
          row("Huey", std::uint64_t{9}, std::int64_t{1}),
          row("Louie", std::uint64_t{8}, Cell{}),
          row("Scrooge", std::uint64_t{99}, Cell{})};
}

std::string answered(const Query& query) {
  Ducks ducks{some_rows()};
  Sink sink;
  Writer out{sink, Format::text};
  Query with_format = query;
  if (!query.counts) with_format.format = RowFormat::csv;
  answer(out, ducks, with_format);
  return sink.take();
}

}  // namespace

TEST_CASE("rows are cut off before more of them are made") {
  for (const std::size_t limit : std::initializer_list<std::size_t>{0, 1, 3}) {
    Ducks ducks{some_rows()};
    Sink sink;
    Writer out{sink, Format::text};
    answer(out, ducks, {.limit = limit});
    CHECK(ducks.visited == std::max<std::size_t>(limit, 1));
  }
}

TEST_CASE("rows come in the order of a column") {
  CHECK(answered({.sort = "debt"}) ==
        "name,age,debt\nLouie,9,-3\nHuey,9,1\nLouie,8,\nScrooge,99,\n");
  CHECK(answered({.sort = "age", .top = 2}) ==
        "name,age,debt\nScrooge,99,\nLouie,9,-3\n");
  CHECK(answered({.sort = "age", .is_reversed = true, .top = 1}) ==
        "name,age,debt\nLouie,8,\n");
  CHECK(answered({.counts = true}) == "4\n");
  CHECK(error_of([] {
          (void)answered({.sort = "agee"});
        }).ends_with("did you mean age?"));
}

TEST_CASE("many rows are sorted a part at a time") {
  std::vector<CellRow> rows;
  for (std::uint64_t i = 0; i < 5000; ++i)
    rows.push_back(row(std::to_string(i), i * 7919 % 5000 / 2, Cell{}));
  Ducks ducks{std::move(rows)};
  Sink sink;
  Writer out{sink, Format::text};
  answer(out, ducks, {.sort = "age", .top = 3, .format = RowFormat::csv});
  std::uint64_t first = 0;
  while (first * 7919 % 5000 / 2 != 2499) ++first;
  CHECK(sink.take().starts_with("name,age,debt\n" + std::to_string(first) +
                                ",2499,\n"));
}

TEST_CASE("groups have the number of their rows and sums") {
  const auto grouped = [](std::size_t key_size) {
    Ducks ducks{some_rows()};
    GroupedTable groups{ducks, key_size};
    std::string text;
    groups.for_each_row([&](CellRow& cells) {
      for (const Cell& cell : cells) text += text_of_cell(cell) + " ";
      text += "\n";
      return true;
    });
    return text;
  };
  CHECK(grouped(1) == "Huey 1 9 1 \nLouie 2 17 -3 \nScrooge 1 99 - \n");
  CHECK(grouped(2) ==
        "Huey 9 1 1 \nLouie 8 1 - \nLouie 9 1 -3 \nScrooge 99 1 - \n");
  Ducks ducks{some_rows()};
  CHECK(titles_of(GroupedTable{ducks, 2}) ==
        std::vector<std::string>{"name", "age", "count", "debt"});
  CHECK(error_of([&] { GroupedTable(ducks, 0); }).find("'name' is no number") !=
        std::string::npos);
}

TEST_CASE("groups are answered for like rows") {
  // The first columns are those of the key, as fields_to_read() has them.
  CHECK(answered({.group = {"name"}, .top = 1}) ==
        "name,count,age,debt\nLouie,2,17,-3\n");
  CHECK(answered({.group = {"name"}, .sort = "age", .limit = 1}) ==
        "name,count,age,debt\nHuey,1,9,1\n");
  CHECK(answered({.group = {"name"}, .counts = true}) == "3\n");
}

TEST_CASE("what a query needs is read, no more") {
  using Fields = std::vector<std::string>;
  const Fields usual{"pid=tgid", "comm", "pages=mm.total_vm"};
  CHECK(fields_to_read({}, usual) == usual);
  CHECK(fields_to_read({.fields = {"a,b=c", "d"}}, usual) ==
        Fields{"a", "b=c", "d"});
  CHECK(fields_to_read({.group = {"comm,pid"}, .sums = {"pages", "prio"}},
                       usual) ==
        Fields{"comm", "pid=tgid", "pages=mm.total_vm", "prio"});
}

TEST_CASE("rows are compared with those of their key") {
  const auto told = [](std::vector<CellRow> before, std::vector<CellRow> after,
                       std::vector<std::size_t> key) {
    Ducks old{std::move(before)};
    Ducks now{std::move(after)};
    const TableState first = take_state(old, key);
    const TableState second = take_state(now, key);
    const ChangePrinter printer{old.columns(), key};
    Sink sink;
    for_each_row_change(first, second, [&](const RowChange& change) {
      printer.print_text(sink, change, 2);
      return true;
    });
    return sink.take();
  };
  CHECK(told(some_rows(), some_rows(), {0}).empty());
  std::vector<CellRow> later = some_rows();
  later[1][1] = std::uint64_t{13};
  later[1][2] = Cell{};
  later.pop_back();
  later.push_back(row("Daisy", std::uint64_t{30}, Cell{}));
  CHECK(told(some_rows(), later, {0}) ==
        "+ name=Daisy age=30 debt=-\n"
        "~ name=Huey age=13 (+2/s) debt=-\n"
        "- name=Scrooge age=99 debt=-\n");
  // Of two rows with one key, one has stayed.
  later = some_rows();
  later[0][2] = std::int64_t{-5};
  CHECK(told(some_rows(), later, {0}) == "~ name=Louie debt=-5 (-1/s)\n");
  CHECK(told(some_rows(), later, {0, 2}) ==
        "+ name=Louie debt=-5 age=9\n- name=Louie debt=-3 age=9\n");
  later.erase(later.begin());
  CHECK(told(some_rows(), later, {0}) == "- name=Louie age=9 debt=-3\n");
}

TEST_CASE("a change is an object with what was there before") {
  Ducks ducks{{}};
  const CellRow old = row("Huey", std::uint64_t{9}, std::int64_t{1});
  const CellRow now = row("Huey", std::uint64_t{9}, std::int64_t{-1});
  const ChangePrinter printer{ducks.columns(), {0}};
  Sink sink;
  Json json{sink, Json::Style::compact};
  printer.print_json(json, {ChangeKind::changed, &old, &now}, 0.5, 1234);
  CHECK(sink.take() == R"({"time":1234,"change":"changed",)"
                       R"("row":{"name":"Huey","age":9,"debt":-1},)"
                       R"("before":{"debt":1},"rates":{"debt":-4}})");
}

}  // namespace skep::iter
