#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "src/map/csv_elements.h"
#include "src/map/record_reader.h"
#include "src/sys/error.h"
#include "tests/unit/btf_fixture.h"
#include "tests/unit/memory_file.h"

namespace skep::map {
namespace {

using Strings = std::vector<std::string>;

// A u16 key and a value {a: u8, name: char[3], either: {x: u16 | y: u8}}.
ElementLayout make_layout(std::vector<std::uint32_t> cpus = {}) {
  ElementLayout layout{.key_size = 2, .values = {6, std::move(cpus)}};
  btf::TestBtf btf;
  const btf::TypeId u8 = btf.integer("u8", 1);
  const btf::TypeId u16 = btf.integer("u16", 2);
  const btf::TypeId name = btf.array(btf.integer("char", 1, BTF_INT_SIGNED), 3);
  const btf::TypeId either =
      btf.combination("either", 2, {{"x", u16, 0}, {"y", u8, 0}});
  const btf::TypeId value = btf.structure(
      "value", 6, {{"a", u8, 0}, {"name", name, 8}, {"either", either, 32}});
  layout.types = ElementTypes{std::move(btf), u16, value};
  return layout;
}

// Return the bytes of all elements, keys before values, or the error.
std::string read_all(const ElementLayout& layout, const std::string& text) {
  const MemoryFile file{text};
  ReplayedInput input{file.path()};
  Bytes key(layout.key_size);
  Bytes values(layout.values.total_size());
  std::string found;
  try {
    const auto records = open_records(input, layout, false);
    while (records->next(key, values))
      found +=
          fmt::format("{}:{} ", fmt::join(key, " "), fmt::join(values, " "));
  } catch (const Error& error) {
    return error.what();
  }
  return found;
}

bool holds(const std::string& text, std::string_view part) {
  CAPTURE(text);
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a line of CSV is cut into its cells") {
  CHECK(split_csv("") == Strings{""});
  CHECK(split_csv("a,,b") == Strings{"a", "", "b"});
  CHECK(split_csv(R"("a,b","say ""x""",)") == Strings{"a,b", "say \"x\"", ""});
  CHECK_THROWS_AS((void)split_csv("\"a"), Error);
  CHECK_THROWS_AS((void)split_csv("\"a\"b"), Error);
}

TEST_CASE("elements are read by the columns of CSV, in any order") {
  const ElementLayout layout = make_layout();
  CHECK(read_all(layout,
                 "value.name,key,value.a,value.either.x,value.either.y\r\n"
                 "sh,258,7,513,1\r\n\"[-1,0,1]\",1,0,0,0\r\n") ==
        "2 1:7 115 104 0 1 2 1 0:0 255 0 1 0 0 ");
  CHECK(read_all(layout, "key,value.a\n") == "");
}

TEST_CASE("each CPU has a line of CSV") {
  const ElementLayout layout = make_layout({0, 2});
  CHECK(read_all(layout, "key,cpu,value.a\n1,2,9\n1,0,8\n") ==
        "1 0:8 0 0 0 0 0 0 0 9 0 0 0 0 0 0 0 ");
  CHECK(holds(read_all(layout, "key,cpu,value.a\n1,2,9\n2,0,8\n"),
              "values of 1 CPUs, not 2"));
  CHECK(holds(read_all(layout, "key,cpu,value.a\n1,2,9\n"), "not 2"));
  CHECK(holds(read_all(layout, "key,cpu,value.a\n1,2,9\n1,2,9\n"),
              "CPU 2 has two values"));
  CHECK(holds(read_all(layout, "key,cpu,value.a\n1,1,9\n"), "no CPU '1'"));
  CHECK(holds(read_all(layout, "key,value.a\n1,9\n"), "no column 'cpu'"));
}

TEST_CASE("what is wrong in CSV is told by line and column") {
  const ElementLayout layout = make_layout();
  const std::pair<std::string, const char*> wrong[]{
      {"key,value.b\n1,2\n", "no field 'value.b'"},
      {"key,key,value.a\n", "there twice"},
      {"key\n1\n", "no column of the value"},
      {"value.a\n1\n", "no column of the key"},
      {"key,value.either\n1,2\n", "has parts"},
      {"key,value.a\n1,2\n1\n", ":3: 1 cells for 2 columns"},
      {"key,value.a\n1,256\n", "value.a: 256 is out of range"},
      {"key,value.a\n1,\n", "value.a: "},
      {"key,value.name\n1,long\n", "there is room for 3"},
      {"key,value.either.x,value.either.y\n1,513,2\n", "contradicts"}};
  for (const auto& [text, part] : wrong) {
    CAPTURE(text);
    CHECK(holds(read_all(layout, text), part));
  }
}

}  // namespace skep::map
