// Parts of values by their paths, and values written to them.
#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "src/btf/places.h"
#include "src/btf/value_edits.h"
#include "src/sys/error.h"
#include "tests/unit/btf_fixture.h"

namespace skep::btf {
namespace {

// struct { int x; unsigned low : 3, high : 5; } cells[2][2]; and what else a
// section may hold.
struct Section {
  TestBtf btf;
  TypeId s32 = btf.integer("int", 4, BTF_INT_SIGNED);
  TypeId u32 = btf.integer("unsigned int", 4);
  TypeId character = btf.integer("char", 1, BTF_INT_SIGNED);
  TypeId axis = btf.enumeration("axis", 4, {{"axis_x", 0}, {"axis_y", 1}});
  TypeId cell = btf.structure(
      "cell", 8, {{"x", s32, 0}, {"low", u32, 32, 3}, {"high", u32, 35, 5}});
  TypeId row = btf.array(cell, 2);
  TypeId cells = btf.array(row, 2);
  TypeId name = btf.array(character, 4);
  TypeId empty = btf.structure("empty", 0, {});
  TypeId whole = btf.structure(
      "whole", 40,
      {{"cells", cells, 0}, {"name", name, 256}, {"none", empty, 288}});

  [[nodiscard]] ValueEdits edits() const { return {btf, Bytes(40)}; }

  [[nodiscard]] std::vector<std::size_t> places(std::string_view path) const {
    std::vector<std::size_t> bytes;
    visit_places(btf, {.type = whole}, path,
                 [&](const Target& target) { bytes.push_back(target.byte); });
    return bytes;
  }

  void assign(ValueEdits& edits, std::string_view path,
              std::string_view literal) const {
    edits.assign({.type = whole}, path, parse_literal(literal));
  }

  std::string error_of(ValueEdits& edits, std::string_view path,
                       std::string_view literal) const {
    try {
      assign(edits, path, literal);
    } catch (const Error& error) {
      return error.what() + (" | " + error.hint());
    }
    return "no error";
  }
  [[nodiscard]] std::string error_of(std::string_view path,
                                     std::string_view literal) const {
    ValueEdits fresh = edits();
    return error_of(fresh, path, literal);
  }
};

bool holds(const std::string& text, std::string_view part) {
  CAPTURE(text);
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a path leads to one place, a range to several") {
  using Places = std::vector<std::size_t>;
  const Section s;
  CHECK(s.places("") == Places{0});
  CHECK(s.places("name") == Places{32});
  CHECK(s.places("name[3]") == Places{35});
  CHECK(s.places("cells[1]") == Places{16});
  CHECK(s.places("cells[1][0].low") == Places{20});
  CHECK(s.places("cells[0..1][1].x") == Places{8, 24});
  CHECK(s.places(".cells[0..1][0..1]") == Places{0, 8, 16, 24});
  CHECK(s.places("cells[0x1][axis_y]") == Places{24});
  CHECK(s.places("cells[axis_x..axis_y][1]") == Places{8, 24});
}

TEST_CASE("a path that leads nowhere tells the step") {
  const Section s;
  CHECK(holds(s.error_of("cells[2]", "0"), "no element 2: the array has 2"));
  CHECK(holds(s.error_of("cells[0..2]", "0"), "no element 2"));
  CHECK(holds(s.error_of("cells[1..0]", "0"), "the range 1..0 is empty"));
  CHECK(holds(s.error_of("cells[z]", "0"), "'z' is no index"));
  CHECK(holds(s.error_of("cells[]", "0"), "'' is no index"));
  CHECK(holds(s.error_of("cells[-1]", "0"), "'-1' is no index"));
  CHECK(holds(s.error_of("cells[1", "0"), "']' is missing"));
  CHECK(holds(s.error_of("cells[0][0].y", "0"), "no member 'y'"));
  CHECK(holds(s.error_of("nam", "0"), "did you mean name?"));
  CHECK(holds(s.error_of("cells[0][0].x[0]", "0"), "'[0]' is for arrays"));
  CHECK(holds(s.error_of("cells[0][0]..x", "0"), "a member is missing"));
  CHECK(holds(s.error_of("cells.", "0"), "a member is missing"));
  CHECK(holds(s.error_of("cells[18446744073709551615]", "0"), "no element"));
  CHECK(holds(s.error_of("none", "{}"), "a type without a size"));
}

TEST_CASE("a value is written to all the places of a range") {
  const Section s;
  ValueEdits edits = s.edits();
  s.assign(edits, "cells[0..1][1].x", "-2");
  s.assign(edits, "cells[0][0]", "{x: 7, high: 3}");
  s.assign(edits, "name", "abc");
  const Bytes expected{7,    0,    0,    0,    3 << 3, 0, 0, 0,   // [0][0]
                       0xfe, 0xff, 0xff, 0xff, 0,      0, 0, 0,   // [0][1]
                       0,    0,    0,    0,    0,      0, 0, 0,   // [1][0]
                       0xfe, 0xff, 0xff, 0xff, 0,      0, 0, 0,   // [1][1]
                       'a',  'b',  'c',  0,    0,      0, 0, 0};  // name
  CHECK(edits.bytes() == expected);
}

TEST_CASE("what an assignment leaves alone keeps its value") {
  const Section s;
  ValueEdits edits{s.btf, Bytes(40, 0xff)};
  s.assign(edits, "cells[0][0].low", "2");
  CHECK(edits.bytes()[4] == 0xfa);
  CHECK(edits.bytes()[5] == 0xff);
  // As in C, what is not named becomes zero.
  s.assign(edits, "cells[0][1]", "{low: 1}");
  CHECK(Bytes(&edits.bytes()[8], &edits.bytes()[16]) ==
        Bytes{0, 0, 0, 0, 1, 0, 0, 0});
}

TEST_CASE("no place is given twice, bit by bit") {
  const Section s;
  ValueEdits edits = s.edits();
  s.assign(edits, "cells[0][0].low", "1");
  s.assign(edits, "cells[0][0].high", "1");
  s.assign(edits, "cells[0][0].x", "1");
  CHECK(holds(s.error_of(edits, "cells[0][0].low", "1"), "set twice"));
  CHECK(holds(s.error_of(edits, "cells[0][0]", "{}"), "set twice"));
  CHECK(holds(s.error_of(edits, "cells", "[]"), "set twice"));
  CHECK(edits.is_given({.type = s.row, .byte = 0}));
  CHECK_FALSE(edits.is_given({.type = s.row, .byte = 16}));
  CHECK_FALSE(edits.is_given({.type = s.row, .byte = 1000}));
}

TEST_CASE("values are checked for their range, also those of bitfields") {
  const Section s;
  CHECK(holds(s.error_of("cells[0][0].low", "8"), "0 to 7"));
  CHECK(holds(s.error_of("cells[0][0].x", "2147483648"), "2147483647"));
  CHECK(holds(s.error_of("name", "abcde"), "room for 4"));
}

TEST_CASE("bytes are taken as they are, text may be shorter") {
  const Section s;
  ValueEdits edits = s.edits();
  const auto assign = [&](std::string_view path, const Bytes& bytes) {
    try {
      edits.assign({.type = s.whole}, path, ByteView{bytes});
    } catch (const Error& error) {
      return std::string{error.what()};
    }
    return std::string{"no error"};
  };
  CHECK(holds(assign("name", Bytes(5)), "has 5 bytes, not 4"));
  CHECK(assign("name", {'a', '\n'}) == "no error");
  CHECK(assign("cells[0..1][0].x", {1, 2, 3, 4}) == "no error");
  CHECK(holds(assign("cells[0][1].x", {1, 2}), "has 2 bytes, not 4"));
  CHECK(holds(assign("cells[0][0].low", {1}), "bitfield"));
  CHECK(edits.bytes()[33] == '\n');
  CHECK(edits.bytes()[19] == 4);
}

TEST_CASE("a place outside of the value is refused") {
  Section s;
  ValueEdits edits{s.btf, Bytes(20)};
  CHECK(holds(s.error_of(edits, "name", "abc"), "beyond the 20 bytes"));
  CHECK(holds(s.error_of(edits, "cells[0..1][1].x", "1"), "beyond"));
}

}  // namespace skep::btf
