#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "src/btf/encode.h"
#include "src/map/cell.h"
#include "src/map/columns.h"
#include "src/output/csv.h"
#include "src/sys/error.h"
#include "tests/unit/map_fixture.h"

namespace skep::map {
namespace {

std::string joined_paths(const std::vector<Column>& columns) {
  std::vector<std::string> paths;
  for (const Column& column : columns) paths.push_back(column.path);
  return join(paths, " ");
}

// Return the cells of the value of a flow that a literal describes.
std::string cell_of(const Flows& flows, std::string_view path,
                    std::string_view literal) {
  const Bytes value = flows.value(literal);
  const Columns columns = flows.columns();
  return cell_text(columns, columns.find(path), value);
}

std::string csv(std::string_view text) {
  Sink sink;
  write_csv_cell(sink, text);
  return sink.take();
}

}  // namespace

TEST_CASE("columns are the members that have no members") {
  const Flows flows;
  CHECK(joined_paths(flows.columns().all()) ==
        "key.saddr key.dport value.packets value.delta value.ratio "
        "value.state value.comm value.last[0] value.last[1] value.point.x "
        "value.point.y value.ready value.level value.number value.half[0] "
        "value.half[1] value.letter value.huge value.address");
}

TEST_CASE("keys and values of unknown types are one column each") {
  const Columns columns{4, 6, nullptr};
  CHECK(joined_paths(columns.all()) == "key value");
  const Bytes key{1, 1, 0, 0};
  const Bytes value{0, 1, 2, 3, 4, 255};
  CHECK(cell_text(columns, columns.find("key"), key) == "257");
  CHECK(cell_text(columns, columns.find("value"), value) == "0001020304ff");
  CHECK(joined_paths(Columns{0, 8, nullptr}.all()) == "value");
}

TEST_CASE("a path may leave out what is not ambiguous") {
  const Flows flows;
  const Columns columns = flows.columns();
  CHECK(columns.find("packets").path == "value.packets");
  CHECK(columns.find("dport").path == "key.dport");
  CHECK(columns.find("point.y").path == "value.point.y");
  CHECK(columns.find("value.last[1]").byte == flows.offset_of_last + 4);
  const auto twice = error_of([&] {
    Flows same;
    same.types.key = same.types.value;
    (void)Columns{88, 88, &same.types}.find("packets");
  });
  CHECK(twice == "'packets' may be key.packets or value.packets");
}

TEST_CASE("a field that is not there is answered with the close ones") {
  const Flows flows;
  const Columns columns = flows.columns();
  const auto error = [&](std::string_view path) {
    return error_of([&] { (void)columns.find(path); });
  };
  CHECK(error("value.pakets") ==
        "the elements have no field 'value.pakets' | did you mean "
        "value.packets?");
  CHECK(error("dprot") ==
        "the elements have no field 'dprot' | did you mean dport?");
  CHECK(error("value.last[2]").starts_with("the elements have no field"));
  CHECK(error("value.packets.x").starts_with("the elements have no field"));
  CHECK(error("").ends_with("..."));
  CHECK(error("[0]").starts_with("the elements have no field"));
  const auto untyped =
      error_of([] { (void)Columns{4, 4, nullptr}.find("pid"); });
  CHECK(untyped == "the elements have no field 'pid' | they have key, value");
}

TEST_CASE("numbers are read with their sign") {
  const Flows flows;
  const Bytes value =
      flows.value("{packets: 0xffffffffffffffff, delta: -2, level: 31}");
  const Columns columns = flows.columns();
  const auto number = [&](std::string_view path) {
    return *read_number(columns.find(path), value);
  };
  CHECK(number("packets").low == UINT64_MAX);
  CHECK(number("packets").high == 0);
  CHECK(static_cast<std::int64_t>(number("delta").low) == -2);
  CHECK(number("delta").high == UINT64_MAX);
  CHECK(number("level").low == 31);
}

TEST_CASE("a value that ends early holds nothing there") {
  const Flows flows;
  const Columns columns = flows.columns();
  const Bytes part(flows.offset_of_last + 4);
  CHECK(read_number(columns.find("last[0]"), part).has_value());
  CHECK_FALSE(read_number(columns.find("last[1]"), part).has_value());
  CHECK_FALSE(read_text(columns.find("comm"), Bytes{1}).has_value());
  CHECK_FALSE(read_bytes(columns.find("value.half"), part).has_value());
  CHECK(cell_text(columns, columns.find("last[1]"), part).empty());
  CHECK(cell_text(columns, columns.find("ratio"), {}).empty());
}

TEST_CASE("numbers are written where they are read") {
  const Flows flows;
  const Columns columns = flows.columns();
  Bytes value(flows.value_size);
  for (const std::string_view path : {"packets", "delta", "level", "huge"}) {
    CAPTURE(path);
    const Column column = columns.find(path);
    write_number(column, value, {.high = 0, .low = 9});
    CHECK(read_number(column, value)->low == 9);
  }
  CHECK(read_number(columns.find("ready"), value)->low == 0);
}

TEST_CASE("cells are literals, without quotes where none are needed") {
  const Flows flows;
  CHECK(cell_of(flows, "packets", "{packets: 12}") == "12");
  CHECK(cell_of(flows, "delta", "{delta: -1}") == "-1");
  CHECK(cell_of(flows, "ratio", "{ratio: 1.5}") == "1.5");
  CHECK(cell_of(flows, "state", "{state: open}") == "open");
  CHECK(cell_of(flows, "state", "{state: 9}") == "9");
  CHECK(cell_of(flows, "comm", "{comm: 'sh}") == "'sh");
  CHECK(cell_of(flows, "comm", "{comm: \"[x\"}") == "\"[x\"");
  CHECK(cell_of(flows, "comm", "{comm: 7}") == "7");
  CHECK(cell_of(flows, "comm", "{comm: \"\\u0001\"}") ==
        R"(["\u0001","\u0000","\u0000","\u0000","\u0000","\u0000","\u0000",)"
        R"("\u0000"])");
  CHECK(cell_of(flows, "letter", "{letter: \"7\"}") == "\"7\"");
  CHECK(cell_of(flows, "letter", "{letter: a}") == "a");
  CHECK(cell_of(flows, "level", "{level: 17}") == "17");
  CHECK(cell_of(flows, "huge", "{huge: 0x10000000000000000}") ==
        "0x10000000000000000");
}

TEST_CASE("every cell can be read back") {
  const Flows flows;
  const Columns columns = flows.columns();
  for (const Byte seed : {Byte{0}, Byte{1}, Byte{'7'}, Byte{'a'}, Byte{0xf3}}) {
    const Bytes value(flows.value_size, seed);
    for (const Column& column : columns.all()) {
      if (column.part == Part::key) continue;
      const std::string cell = cell_text(columns, column, value);
      const std::string path = column.path.substr(6);
      CAPTURE(path);
      CAPTURE(cell);
      const Bytes back =
          btf::encode(flows.types.btf, flows.types.value, flows.value_size,
                      {.kind = btf::Literal::Kind::object,
                       .names = {path},
                       .elements = {btf::parse_literal(cell)}});
      CHECK(cell_text(columns, column, back) == cell);
    }
  }
}

TEST_CASE("a type with absurdly many members is not listed") {
  for (const bool is_empty : {false, true}) {
    btf::TestBtf btf;
    const btf::TypeId element = is_empty ? btf.structure("empty", 0, {})
                                         : btf.integer("unsigned char", 1);
    const btf::TypeId many = btf.array(element, UINT32_MAX);
    const ElementTypes types{std::move(btf), many, btf::void_id};
    const auto error = error_of([&] { (void)Columns{4, 4, &types}.all(); });
    CHECK(error.find("more than 4096 fields") != std::string::npos);
  }
}

TEST_CASE("cells of CSV are in quotes where they must be") {
  CHECK(csv("") == "");
  CHECK(csv("a b") == "a b");
  CHECK(csv("a,b") == "\"a,b\"");
  CHECK(csv("say \"hi\"") == "\"say \"\"hi\"\"\"");
  CHECK(csv("two\nlines") == "\"two\nlines\"");
}

}  // namespace skep::map
