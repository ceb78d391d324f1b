// Types of BTF as types of C++. That compilers lay them out so is shown by
// tests/e2e/gen_cpp_layout_test.cc.
#include <doctest/doctest.h>

#include <string>

#include "src/gen/cpp_types.h"
#include "tests/unit/btf_fixture.h"

namespace skep::gen {
namespace {

// A BTF with the usual numbers, and what becomes of its types.
struct Source {
  btf::TestBtf btf;
  btf::TypeId s32 = btf.integer("int", 4, BTF_INT_SIGNED);
  btf::TypeId u64 = btf.integer("unsigned long long", 8);
  btf::TypeId u8 = btf.integer("unsigned char", 1);
  btf::TypeId u32 = btf.integer("unsigned int", 4);

  [[nodiscard]] CppTypes types() const {
    return CppTypes{btf, "::app::types", "::skep::v1"};
  }

  // All definitions, without assertions.
  [[nodiscard]] std::string defined(btf::TypeId id) const {
    CppTypes all = types();
    all.define(id);
    std::string kept;
    const std::string text = all.definitions();
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = text.find('\n', at) + 1;
      const std::string line = text.substr(at, end - at);
      if (!line.starts_with("static_assert")) kept += line;
      at = end;
    }
    return kept;
  }

  [[nodiscard]] std::string value(btf::TypeId id, std::uint32_t size) const {
    return types().value(id, size, "unnamed").value_or("none");
  }
};

}  // namespace

TEST_CASE("a struct's members have the widths of BTF, and are asserted") {
  Source source;
  const auto point = source.btf.structure(
      "point", 8, {{"x", source.s32, 0}, {"y", source.u32, 32}});
  CppTypes types = source.types();
  types.define(point);
  CHECK(
      types.definitions() ==
      "\nstruct point {\n\t::std::int32_t x;\n\t::std::uint32_t y;\n};\n"
      "static_assert(sizeof(struct point) == 8, \"struct point\");\n"
      "static_assert(offsetof(struct point, x) == 0, \"struct point: x\");\n"
      "static_assert(offsetof(struct point, y) == 4, \"struct point: y\");\n");
}

TEST_CASE("gaps that not every machine makes are filled") {
  Source source;
  const auto record = source.btf.structure(
      "record", 24,
      {{"a", source.u32, 0}, {"b", source.u64, 64}, {"c", source.u32, 128}});
  CHECK(source.defined(record) ==
        "\nstruct record {\n\t::std::uint32_t a;\n\t::std::byte padding[4];\n"
        "\t::std::uint64_t b;\n\t::std::uint32_t c;\n"
        "\t::std::byte padding_2[4];\n};\n");
}

TEST_CASE("a gap that every machine makes is left to it") {
  Source source;
  const auto record = source.btf.structure(
      "record", 8, {{"a", source.u8, 0}, {"b", source.u32, 32}});
  CHECK(source.defined(record) ==
        "\nstruct record {\n\t::std::uint8_t a;\n\t::std::uint32_t b;\n};\n");
}

TEST_CASE("a struct is packed if a member or its size needs it") {
  Source source;
  const auto member = source.btf.structure(
      "member", 5, {{"a", source.u8, 0}, {"b", source.u32, 8}});
  CHECK(source.defined(member).starts_with(
      "\nstruct __attribute__((packed)) member {\n"));
  const auto size = source.btf.structure("size", 6, {{"a", source.u32, 0}});
  CHECK(source.defined(size) ==
        "\nstruct __attribute__((packed)) size {\n\t::std::uint32_t a;\n"
        "\t::std::byte padding[2];\n};\n");
}

TEST_CASE("bitfields stand where BTF has them") {
  Source source;
  const auto bits = source.btf.structure("bits", 8,
                                         {{"a", source.u32, 0, 3},
                                          {"b", source.s32, 5, 4},
                                          {"c", source.u32, 32, 20}});
  CHECK(source.defined(bits) ==
        "\nstruct bits {\n\t::std::uint32_t a : 3;\n\t::std::uint8_t : 2;\n"
        "\t::std::int32_t b : 4;\n\t::std::uint8_t : 7;\n"
        "\t::std::byte padding[2];\n\t::std::uint32_t c : 20;\n};\n");
  const auto over = source.btf.structure(
      "over", 5, {{"a", source.u32, 0, 20}, {"b", source.u32, 20, 20}});
  CHECK(source.defined(over) ==
        "\nstruct __attribute__((packed)) over {\n"
        "\t::std::uint32_t a : 20;\n\t::std::uint32_t b : 20;\n};\n");
}

TEST_CASE("bitfields as compilers wrote them once are read too") {
  Source source;
  const auto part = source.btf.part_of_integer("unsigned int", 4, 3, 5);
  const auto old = source.btf.structure("old", 4, {{"a", part, 0}});
  CHECK(
      source.defined(old) ==
      "\nstruct old {\n\t::std::uint8_t : 3;\n\t::std::uint32_t a : 5;\n};\n");
}

TEST_CASE("a struct of nothing has no bytes, as in C") {
  Source source;
  const auto nothing = source.btf.structure("nothing", 0, {});
  CHECK(source.defined(nothing) ==
        "\nstruct nothing {\n\t::std::byte nothing[0];\n};\n");
}

TEST_CASE("a member that C++ can't say becomes bytes up to the next one") {
  Source source;
  const auto odd = source.btf.floating("long double", 16);
  const auto record = source.btf.structure(
      "record", 28,
      {{"a", source.u32, 0}, {"b", odd, 32}, {"c", btf::void_id, 192}});
  const std::string text = source.defined(record);
  CHECK(text.find("\t::std::byte b[20];  // ") != text.npos);
  CHECK(text.find("\t::std::byte c[4];  // ") != text.npos);
}

TEST_CASE("members in no order are put in order, those that overlap left out") {
  Source source;
  const auto record = source.btf.structure("record", 8,
                                           {{"last", source.u32, 32},
                                            {"first", source.u32, 0},
                                            {"over", source.u32, 16},
                                            {"outside", source.u64, 64}});
  CHECK(source.defined(record) ==
        "\nstruct record {\n\t::std::uint32_t first;\n"
        "\t::std::uint32_t last;\n};\n");
}

TEST_CASE("unions are as large as BTF has them") {
  Source source;
  const auto bytes = source.btf.array(source.u8, 5);
  const auto natural = source.btf.combination(
      "natural", 8, {{"number", source.u32, 0}, {"bytes", bytes, 0}});
  CHECK(source.defined(natural) ==
        "\nunion natural {\n\t::std::uint32_t number;\n"
        "\t::std::uint8_t bytes[5];\n};\n");
  const auto large = source.btf.combination("large", 12, {{"a", source.u8, 0}});
  CHECK(
      source.defined(large) ==
      "\nunion large {\n\t::std::uint8_t a;\n\t::std::byte padding[12];\n};\n");
  const auto packed = source.btf.combination(
      "packed", 5, {{"number", source.u32, 0}, {"bytes", bytes, 0}});
  CHECK(source.defined(packed).starts_with(
      "\nunion __attribute__((packed)) packed {\n"));
}

TEST_CASE("members of unnamed structs, tagged ones too, are the parent's") {
  Source source;
  const auto tagged =
      source.btf.structure("tagged", 4, {{"same", source.u32, 0}});
  const auto unnamed =
      source.btf.combination("", 4, {{"a", source.u32, 0}, {"", tagged, 0}});
  const auto outer = source.btf.structure(
      "outer", 8, {{"same", source.u32, 0}, {"", unnamed, 32}});
  CHECK(source.defined(outer) ==
        "\nstruct outer {\n\t::std::uint32_t same;\n\tunion {\n"
        "\t\t::std::uint32_t a;\n\t\tstruct {\n"
        "\t\t\t::std::uint32_t same_2;\n\t\t};\n\t};\n};\n");
}

TEST_CASE("types without a name go by the typedef, or where they are") {
  Source source;
  const auto pair = source.btf.alias(
      "pair", source.btf.structure("", 1, {{"a", source.u8, 0}}));
  const auto inner = source.btf.structure("", 1, {{"a", source.u8, 0}});
  const auto outer =
      source.btf.structure("outer", 2, {{"first", pair, 0}, {"in", inner, 8}});
  CHECK(source.defined(outer) ==
        "\nstruct pair {\n\t::std::uint8_t a;\n};\n"
        "\nstruct outer_in {\n\t::std::uint8_t a;\n};\n"
        "\nstruct outer {\n\tstruct pair first;\n\tstruct outer_in in;\n};\n");
}

TEST_CASE("names that C++ reserves or others have are changed") {
  Source source;
  const auto type = source.btf.structure(
      "class", 8, {{"this", source.u32, 0}, {"two words", source.u32, 32}});
  const auto same = source.btf.alias(
      "class", source.btf.structure("", 4, {{"class", source.u32, 0}}));
  CppTypes types = source.types();
  types.define(type);
  types.define(same);
  const std::string text = types.definitions();
  CHECK(text.find("struct class_ {\n\t::std::uint32_t this_;\n"
                  "\t::std::uint32_t two_words;\n") != text.npos);
  CHECK(text.find("struct class__2 {\n\t::std::uint32_t class_;\n") !=
        text.npos);
}

TEST_CASE("enums are scoped and have the size of BTF") {
  Source source;
  ::btf* btf = source.btf.get_mutable();
  const auto color = btf::TestBtf::id(btf__add_enum(btf, "color", 4));
  btf__add_enum_value(btf, "new", 0);
  btf__add_enum_value(btf, "new", 4294967295);
  CHECK(source.defined(color) ==
        "\nenum class color : ::std::uint32_t {\n\tnew_ = 0,\n"
        "\tnew__2 = 4294967295u,\n};\n");
  const auto wide = btf::TestBtf::id(btf__add_enum64(btf, "wide", 8, true));
  btf__add_enum64_value(btf, "lowest", std::uint64_t{1} << 63U);
  btf__add_enum64_value(btf, "minus", ~std::uint64_t{0});
  CHECK(source.defined(wide) ==
        "\nenum class wide : ::std::int64_t {\n"
        "\tlowest = -9223372036854775807 - 1,\n\tminus = -1,\n};\n");
}

TEST_CASE("pointers are numbers that know what they point to") {
  Source source;
  const auto unknown = source.btf.pointer(source.btf.forward("unknown"));
  const auto function = source.btf.pointer(source.btf.function(source.s32));
  const auto number =
      source.btf.pointer(source.btf.pointer(source.btf.constant(source.s32)));
  const auto record = source.btf.structure(
      "record", 24,
      {{"a", unknown, 0}, {"b", function, 64}, {"c", number, 128}});
  const std::string text = source.defined(record);
  CHECK(text.starts_with("struct unknown;\n"));
  CHECK(text.find("\t::skep::v1::pointer<struct unknown> a;\n"
                  "\t::skep::v1::pointer<void> b;\n"
                  "\t::skep::v1::pointer<::skep::v1::pointer<::std::int32_t>> "
                  "c;\n") != text.npos);
}

TEST_CASE("a type leads to the definition of what a variable points to") {
  Source source;
  const auto event = source.btf.structure("event", 4, {{"a", source.u32, 0}});
  CppTypes types = source.types();
  types.define_target(source.btf.pointer(source.btf.constant(event)));
  types.define_target(source.btf.pointer(btf::void_id));
  types.define_target(source.u32);
  CHECK(types.definitions().starts_with("\nstruct event {\n"));
}

TEST_CASE("types elsewhere have their namespace, and arrays are std::array") {
  Source source;
  const auto point = source.btf.structure("point", 4, {{"x", source.s32, 0}});
  const auto grid = source.btf.array(source.btf.array(point, 3), 2);
  CHECK(source.value(grid, 24) ==
        "::std::array<::std::array<struct ::app::types::point, 3>, 2>");
  CHECK(source.value(source.btf.alias("dev_t", source.u32), 4) ==
        "::std::uint32_t");
  CHECK(source.value(source.btf.integer("_Bool", 1, BTF_INT_BOOL), 1) ==
        "::skep::v1::bool8");
  CHECK(source.value(source.btf.integer("__int128", 16, BTF_INT_SIGNED), 16) ==
        "::skep::v1::int128");
}

TEST_CASE("a value that has another size, or none, has no type") {
  Source source;
  CHECK(source.value(source.u32, 8) == "none");
  CHECK(source.value(btf::void_id, 4) == "none");
  CHECK(source.value(source.btf.array(source.u32, 0), 0) == "none");
  const auto huge = source.btf.array(source.u64, 0xffff'ffff);
  CHECK(source.value(huge, 8) == "none");
}

}  // namespace skep::gen
