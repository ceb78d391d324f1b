// Fields and tests as a user names them; rows laid out and read.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>
#include <vector>

#include "src/iter/cell.h"
#include "src/iter/decidable.h"
#include "src/iter/projection.h"
#include "src/iter/row_printer.h"
#include "tests/unit/iter_fixture.h"

namespace skep::iter {
namespace {

Projection projected(const Kernel& kernel,
                     const std::vector<std::string>& fields,
                     std::string_view where = {}) {
  return project(
      kernel.types, kernel.target, fields,
      where.empty() ? btf::Expression{} : btf::parse_expression(where));
}

std::string refused(const Kernel& kernel, const std::string& field,
                    std::string_view where = {}) {
  return error_of([&] { (void)projected(kernel, {field}, where); });
}

std::string refused_test(const Kernel& kernel, std::string_view where) {
  return refused(kernel, "id", where);
}

const Test& only_test(const Projection& projection) {
  REQUIRE(projection.where.kind == Tests::Kind::leaf);
  return projection.where.leaf;
}

std::uint64_t number_of(const Test& test) {
  return std::get<std::uint64_t>(test.value);
}

// Return what text shows of a field whose bytes are these.
std::string shown(const Kernel& kernel, const std::string& field,
                  std::string_view bytes) {
  const Projection projection = projected(kernel, {field});
  const Column& column = projection.columns.front();
  Bytes row(projection.row_size);
  row[0] = 1;
  std::memcpy(row.data() + column.offset, bytes.data(),
              std::min<std::size_t>(bytes.size(), column.size));
  return text_of_cell(CellReader{kernel.types}.read(column, 0, row));
}

std::string_view operator""_bytes(const char* text, std::size_t size) {
  return {text, size};
}

}  // namespace

TEST_CASE("fields have titles, alternatives and formats") {
  const Kernel kernel;
  const Projection projection = projected(
      kernel, {"id", "where=home.depth", "nothing|-", "old|age", "port:hex"});
  REQUIRE(projection.shown == 5);
  CHECK(projection.columns[0].title == "id");
  CHECK(projection.columns[1].title == "where");
  CHECK(projection.columns[2].title == "nothing");
  CHECK_FALSE(projection.columns[2].field);
  CHECK(projection.columns[3].title == "old");
  CHECK(projection.columns[3].field->value.byte == 4);
  CHECK(bool{projection.columns[4].format != nullptr});
}

TEST_CASE("columns are read at once if they are near each other") {
  const Kernel kernel;
  const Projection projection =
      projected(kernel, {"home.area", "id", "home.depth", "port", "name"},
                "mood == LOUD");
  REQUIRE(projection.blocks.size() == 2);
  CHECK(projection.blocks[0].columns == std::vector<std::size_t>{1, 4, 3});
  CHECK(projection.blocks[1].columns == std::vector<std::size_t>{2, 0});
  CHECK(projection.blocks[1].size == 24);
  // What is tested is read before anything else.
  CHECK(projection.columns[5].offset >=
        projection.blocks[1].offset + projection.blocks[1].size);
}

TEST_CASE("a row without columns is a row") {
  CHECK(projected(Kernel{}, {}).row_size == 8);
}

TEST_CASE("columns lie apart, those of one struct as they lie there") {
  const Kernel kernel;
  const Projection projection =
      projected(kernel, {"id", "name", "home.sign", "eggs", "rank"});
  std::vector<bool> is_taken(projection.row_size);
  std::fill_n(is_taken.begin(), 5, true);  // a byte for each
  for (const Column& column : projection.columns) {
    REQUIRE(column.offset + column.size <= projection.row_size);
    for (std::uint32_t i = 0; i < column.size; ++i) {
      CHECK_FALSE(is_taken[column.offset + i]);
      is_taken[column.offset + i] = true;
    }
  }
  CHECK(projection.row_size % 8 == 0);
  REQUIRE(projection.blocks.size() == 1);
  const Block& block = projection.blocks.front();
  CHECK(block.columns == std::vector<std::size_t>{0, 4, 1, 3});
  CHECK(block.byte == 0);
  CHECK(block.size == 60);  // up to the end of the eggs
  for (const std::size_t i : block.columns)
    CHECK(projection.columns[i].offset ==
          block.offset + projection.columns[i].field->value.byte);
  CHECK(projection.columns[1].form == Form::text);
  CHECK(projection.columns[2].form == Form::far_text);
  CHECK(projection.columns[2].size == usual_text_size);
  CHECK(projection.columns[3].size == 12);
  CHECK(projection.columns[4].form == Form::bits);
  CHECK(projection.columns[4].size == 1);
}

TEST_CASE("fields that can't be shown are refused") {
  const Kernel kernel;
  CHECK(refused(kernel, "nme") ==
        "'struct duck' has no member 'nme'|did you mean name?");
  CHECK(refused(kernel, "nme|agge").starts_with("'struct duck' has no member"));
  CHECK(refused(kernel, "-").starts_with("'struct duck' has no member '-'"));
  CHECK(refused(kernel, "tail").find("has no value") != std::string::npos);
  CHECK(refused(kernel, "id:octal").starts_with("there is no format 'octal'"));
  CHECK(refused(kernel, "name:hex").find("no number") != std::string::npos);
  CHECK(refused(kernel, "").starts_with("'' names no field"));
  CHECK(refused(kernel, "x=").starts_with("'x=' names no field"));
  const std::vector<std::string> many(200, "id");
  CHECK(error_of([&] {
          (void)projected(kernel, many);
        }).starts_with("there are 200 fields"));
  const std::vector<std::string> long_ones(128, "home.sign");
  CHECK(error_of([&] {
          (void)projected(kernel, long_ones);
        }).find("the kernel's room") != std::string::npos);
}

TEST_CASE("texts may be cut") {
  const Kernel kernel;
  const Projection projection =
      projected(kernel, {"name:4", "name:40", "home.sign:1000"});
  CHECK(projection.columns[0].size == 4);
  CHECK(projection.columns[1].size == 16);
  CHECK(projection.columns[2].size == 1000);
  CHECK(shown(kernel, "name:4", "Donald") == "Dona");
  CHECK(refused(kernel, "name:0").find("is no text") != std::string::npos);
  CHECK(refused(kernel, "id:4").find("is no text") != std::string::npos);
  CHECK(refused(kernel, "home.sign:40000").find("the kernel's room") !=
        std::string::npos);
}

TEST_CASE("fields are read by their types") {
  const Kernel kernel;
  CHECK(shown(kernel, "id", "\x01\x02\0\0"_bytes) == "513");
  CHECK(shown(kernel, "age", "\xff\xff\xff\xff") == "-1");
  CHECK(shown(kernel, "wet", "\x01") == "1");
  CHECK(shown(kernel, "rank", "\x3e") == "-1");
  CHECK(shown(kernel, "rank", "\x1e") == "15");
  CHECK(shown(kernel, "name", "Donald\0x"_bytes) == "Donald");
  CHECK(shown(kernel, "home.sign", "no\nswimming") == "no\nswimming");
  CHECK(shown(kernel, "eggs", "\1\0\0\0\2\0\0\0\3\0\0\0"_bytes) == "[1,2,3]");
  CHECK(shown(kernel, "mood", "\2\0\0\0"_bytes) == "LOUD");
  CHECK(shown(kernel, "mood", "\1\0\0\0"_bytes) == "1");
  CHECK(shown(kernel, "port", "\x1f\x90") == "8080");
  CHECK(shown(kernel, "awake", "\1") == "true");
  CHECK(shown(kernel, "home", "\xff\0\0\0\0\0\0\0"_bytes) == "0xff");
  CHECK(shown(kernel, "id:ip", "\x7f\0\0\1"_bytes) == "127.0.0.1");
  CHECK(shown(kernel, "id:hex", "\1\2\0\0"_bytes) == "0x201");
  CHECK(shown(kernel, "id:bytes", "\1\2\0\0"_bytes) == "01020000");
  CHECK(shown(kernel, "id:tcp", "\1\0\0\0"_bytes) == "ESTABLISHED");
  CHECK(shown(kernel, "id:tcp", "\x63\0\0\0"_bytes) == "99");
  CHECK(shown(kernel, "id:task", "\2\4\0\0"_bytes) == "I");
}

TEST_CASE("a field that an object has not is nothing") {
  const Kernel kernel;
  const Projection projection = projected(kernel, {"id"});
  const Bytes row(projection.row_size);
  const Cell cell =
      CellReader{kernel.types}.read(projection.columns[0], 0, row);
  CHECK(cell.index() == 0);
  CHECK(text_of_cell(cell) == "-");
}

TEST_CASE("tests compare a field with what it can be") {
  const Kernel kernel;
  Projection projection = projected(kernel, {"id"}, "age<-5");
  CHECK(projection.shown == 1);
  CHECK(projection.columns.size() == 2);
  CHECK(only_test(projection).column == 1);
  CHECK(only_test(projection).op == btf::Operator::lt);
  CHECK(only_test(projection).is_signed);
  CHECK(number_of(only_test(projection)) == static_cast<std::uint64_t>(-5));
  projection = projected(kernel, {"id"}, "id >= 0x10");
  CHECK(only_test(projection).op == btf::Operator::ge);
  CHECK_FALSE(only_test(projection).is_signed);
  CHECK(number_of(only_test(projection)) == 16);
  CHECK(number_of(only_test(projected(kernel, {"id"}, "mood == LOUD"))) == 2);
  CHECK(number_of(only_test(projected(kernel, {"id"}, "awake == true"))) == 1);
  CHECK(number_of(only_test(projected(kernel, {"id"}, "host == 10.0.0.1"))) ==
        0x0a000001);
  projection = projected(kernel, {"id"}, R"(name == "a \"b\" && c")");
  CHECK(std::get<std::string>(only_test(projection).value) == "a \"b\" && c");
  projection = projected(kernel, {"id"}, "rank>-16&&name!=Donald");
  REQUIRE(projection.where.parts.size() == 2);
  CHECK(projection.where.parts[1].leaf.op == btf::Operator::ne);
  // A field alone is neither zero nor empty.
  projection = projected(kernel, {"id"}, "awake");
  CHECK(only_test(projection).op == btf::Operator::ne);
  CHECK(number_of(only_test(projection)) == 0);
  projection = projected(kernel, {"id"}, "name");
  CHECK(only_test(projection).op == btf::Operator::ne);
  CHECK(std::get<std::string>(only_test(projection).value).empty());
}

TEST_CASE("what a program can't decide is decided with the row") {
  const Kernel kernel;
  const auto where = [&](std::string_view text) {
    return projected(kernel, {"id"}, text);
  };
  const auto is_always = [&](std::string_view text) {
    const Projection projection = where(text);
    CHECK(projection.rest.has_value());
    return projection.where.is_always();
  };
  CHECK_FALSE(where("id == 1 && name == x").rest);
  for (const char* text :
       {"name =~ D*", "name < x", "!(name =~ D*)", "id == 1 || name =~ D*",
        "!(id == 1 && name =~ D*)", "!(!(id == 1 || name =~ D*))"})
    CHECK(is_always(text));
  for (const char* text :
       {"id == 1 && name =~ D*", "name =~ D* && id == 1",
        "!(id == 2 || name =~ D*)", "id == 1 && (name > a || age == 2)"}) {
    CAPTURE(text);
    CHECK_FALSE(is_always(text));
  }
  Projection projection = where("id == 1 && (name > a || age == -2)");
  Bytes row(projection.row_size);
  const auto set = [&](std::size_t column, std::string_view bytes) {
    row[column] = 1;
    std::memcpy(row.data() + projection.columns[column].offset, bytes.data(),
                bytes.size());
  };
  const auto fulfils = [&] {
    return fulfils_rest(kernel.types, projection, row);
  };
  CHECK_FALSE(fulfils());
  set(1, "\1\0\0\0"_bytes);
  CHECK_FALSE(fulfils());
  set(2, "b\0"_bytes);
  CHECK(fulfils());
  set(2, "A\0"_bytes);
  CHECK_FALSE(fulfils());
  set(3, "\xfe\xff\xff\xff");
  CHECK(fulfils());
}

TEST_CASE("tests that make no sense are refused") {
  const Kernel kernel;
  CHECK(refused_test(kernel, "id == -1").starts_with("'id' never is -1"));
  CHECK(refused_test(kernel, "wet == 2").starts_with("'wet' never is 2"));
  CHECK(refused_test(kernel, "rank == 16").starts_with("'rank' never is 16"));
  CHECK(refused_test(kernel, "rank == -17").starts_with("'rank' never is"));
  CHECK(refused_test(kernel, "host == 10.0.0").starts_with("'10.0.0' is no"));
  CHECK(refused_test(kernel, "id == 10.0.0.1").find("is no number") !=
        std::string::npos);
  CHECK(refused_test(kernel, "id == x").starts_with("'x' is no number"));
  CHECK(
      refused_test(kernel, "id == 99999999999999999999").find("is no number") !=
      std::string::npos);
  CHECK(refused_test(kernel, "mood == LOUDD").ends_with("did you mean LOUD?"));
  CHECK(refused_test(kernel, "id == \"1\"").find("compared with text") !=
        std::string::npos);
  CHECK(refused_test(kernel, "id =~ 1*").find("is no text") !=
        std::string::npos);
  CHECK(refused_test(kernel, "eggs == 1").find("can't be compared") !=
        std::string::npos);
  CHECK(refused_test(kernel, "nme == x").ends_with("did you mean name?"));
}

TEST_CASE("rows are sorted by what their cells are; nothing comes last") {
  CHECK(is_less(std::uint64_t{9}, std::uint64_t{10}));
  CHECK(is_less(std::int64_t{-1}, std::int64_t{0}));
  CHECK(is_less(std::string{"a"}, std::string{"b"}));
  CHECK(is_less(std::uint64_t{9}, Cell{}));
  CHECK_FALSE(is_less(Cell{}, std::uint64_t{9}));
  CHECK_FALSE(is_less(Cell{}, Cell{}));
  std::vector<CellRow> rows{{std::uint64_t{2}, true},
                            {Cell{}, true},
                            {std::uint64_t{3}, true},
                            {std::uint64_t{2}, false}};
  sort_rows(rows, 0, false);
  CHECK(std::get<bool>(rows[0][1]));
  CHECK_FALSE(std::get<bool>(rows[1][1]));
  CHECK(rows[3][0].index() == 0);
  sort_rows(rows, 0, true);
  CHECK(std::get<std::uint64_t>(rows[0][0]) == 3);
  CHECK(std::get<bool>(rows[1][1]));
  CHECK(rows[3][0].index() == 0);
}

TEST_CASE("rows are shown as a table, as CSV and as JSON, line by line") {
  const auto printed = [](Format format, RowFormat rows) {
    Sink sink;
    Writer out{sink, format};
    RowPrinter printer{out, {"id", "name"}, rows};
    printer.add({std::uint64_t{7}, std::string{"a, \"b\"\n"}});
    printer.add({std::uint64_t{12}, Cell{}});
    printer.finish();
    return sink.take();
  };
  CHECK(printed(Format::text, RowFormat::table) ==
        "id  name\n 7  a, \"b\"\\x0a\n12  -\n");
  CHECK(printed(Format::text, RowFormat::csv) ==
        "id,name\n7,\"a, \"\"b\"\"\\x0a\"\n12,\n");
  CHECK(printed(Format::text, RowFormat::ndjson) ==
        "{\"id\":7,\"name\":\"a, \\\"b\\\"\\n\"}\n{\"id\":12,\"name\":null}\n");
  CHECK(printed(Format::json, RowFormat::table) ==
        "[{\"id\":7,\"name\":\"a, \\\"b\\\"\\n\"},{\"id\":12,\"name\":null}]");
}

}  // namespace skep::iter
