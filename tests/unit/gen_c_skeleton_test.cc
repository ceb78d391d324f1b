#include <doctest/doctest.h>

#include <cstddef>
#include <string>
#include <string_view>

#include "src/gen/c_skeleton.h"
#include "src/gen/c_subskeleton.h"
#include "src/gen/finite_types.h"
#include "src/gen/type_shape.h"
#include "src/sys/error.h"
#include "tests/unit/btf_fixture.h"

namespace skep::gen {
namespace {

bool can_describe(btf::BtfView types, btf::TypeId id) {
  return TypeShapes{types}.can_describe(id);
}

std::optional<std::uint32_t> alignment_of(btf::BtfView types, btf::TypeId id) {
  return TypeShapes{types}.alignment_of(id);
}

// An object with one section, .bss, whose variables a test adds.
struct TestObject {
  btf::TestBtf btf;
  btf::TypeId s32 = btf.integer("int", 4, BTF_INT_SIGNED);
  btf::TypeId u64 = btf.integer("unsigned long long", 8);
  btf::TypeId u8 = btf.integer("unsigned char", 1);
  btf::TypeId boolean = btf.integer("_Bool", 1, BTF_INT_BOOL);
  ObjectModel model;

  TestObject() {
    model.name = "obj";
    model.types = btf;
    model.maps.push_back({.name = "obj.bss",
                          .identifier = "bss",
                          .data = DataSection{".bss", "bss", {}},
                          .struct_ops = {}});
  }

  void add(const std::string& name, btf::TypeId type, std::uint32_t offset,
           std::uint32_t size) {
    model.maps[0].data->variables.push_back({.name = name,
                                             .identifier = name,
                                             .type = type,
                                             .offset = offset,
                                             .size = size});
  }

  void add_struct_ops(StructOps ops) {
    model.maps.push_back({.name = "ops",
                          .identifier = "ops",
                          .data = {},
                          .struct_ops = std::move(ops)});
  }

  [[nodiscard]] std::string header(const CSkeletonOptions& options = {}) const {
    return emit_c_skeleton(model, options);
  }

  // The lines between "struct obj__bss {" and "} *bss;".
  [[nodiscard]] std::string section() const {
    return between(header(), "\tstruct obj__bss {\n", "\t} *bss;\n");
  }

  static std::string between(const std::string& text, std::string_view start,
                             std::string_view end) {
    const std::size_t from = text.find(start);
    REQUIRE(from != std::string::npos);
    const std::size_t to = text.find(end, from);
    REQUIRE(to != std::string::npos);
    return text.substr(from + start.size(), to - from - start.size());
  }
};

bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("variables stand at their offsets") {
  TestObject object;
  object.add("first", object.s32, 0, 4);
  object.add("second", object.s32, 4, 4);
  object.add("last", object.u64, 8, 8);
  CHECK(object.section() ==
        "\t\tint first;\n"
        "\t\tint second;\n"
        "\t\tunsigned long long last;\n");
}

TEST_CASE("gaps that compilers make differently are filled") {
  TestObject object;
  object.add("byte", object.u8, 0, 1);
  object.add("number", object.s32, 4, 4);  // the gap before it comes by itself
  object.add("other", object.u8, 8, 1);
  object.add("wide", object.u64, 16, 8);
  object.add("far", object.u8, 64, 1);
  CHECK(object.section() ==
        "\t\tunsigned char byte;\n"
        "\t\tint number;\n"
        "\t\tunsigned char other;\n"
        "\t\tchar __pad0[7];\n"
        "\t\tunsigned long long wide;\n"
        "\t\tchar __pad1[40];\n"
        "\t\tunsigned char far;\n");
}

TEST_CASE("a filled gap takes no variable's name") {
  TestObject object;
  object.add("__pad0", object.u8, 0, 1);
  object.add("wide", object.u64, 8, 8);
  CHECK(holds(object.section(), "char __pad0_2[7];"));
}

TEST_CASE("a variable that is larger than its type is followed by a gap") {
  // Such as a struct that ends in a flexible array with initial elements.
  TestObject object;
  const auto flexible =
      object.btf.structure("flexible", 4, {{"n", object.s32, 0}});
  object.add("list", flexible, 0, 4);
  object.add("next", object.s32, 12, 4);
  CHECK(object.section() ==
        "\t\tstruct flexible list;\n"
        "\t\tchar __pad0[8];\n"
        "\t\tint next;\n");
}

TEST_CASE("a variable that BTF can't describe is bytes") {
  TestObject object;
  object.add("atomic", btf::void_id, 0, 4);
  CHECK(object.section() == "\t\tchar atomic[4];\n");
}

TEST_CASE("a type is described only if all its members can be") {
  TestObject object;
  auto& types = object.btf;
  const auto counter = types.structure(
      "counter", 8, {{"letter", object.u8, 0}, {"atomic", btf::void_id, 32}});
  CHECK(can_describe(types, object.s32));
  CHECK_FALSE(can_describe(types, btf::void_id));
  CHECK_FALSE(can_describe(types, counter));
  CHECK_FALSE(can_describe(types, types.array(counter, 2)));
  CHECK_FALSE(can_describe(types, types.alias("counter_t", counter)));
  CHECK_FALSE(can_describe(
      types, types.structure(nullptr, 8, {{"inner", counter, 0}})));
  CHECK(can_describe(types, types.pointer(counter)));
  CHECK(can_describe(types, types.pointer(btf::void_id)));
}

TEST_CASE("a type with names that C can't have is bytes") {
  constexpr const char* bad = "x; int injected";
  TestObject object;
  auto& types = object.btf;
  const auto number = object.s32;
  for (const auto id :
       {types.integer("u32", 4), types.integer(bad, 4),
        types.alias(bad, number), types.structure(bad, 4, {{"a", number, 0}}),
        types.structure("s", 4, {{bad, number, 0}}),
        types.structure("t", 4, {{"int", number, 0}}),
        types.pointer(types.structure(bad, 4, {{"a", number, 0}}))}) {
    CAPTURE(id);
    CHECK_FALSE(can_describe(types, id));
  }
  CHECK(can_describe(types, types.alias("bool", number)));
}

TEST_CASE("a pointer to an array needs the whole type of the elements") {
  TestObject object;
  auto& types = object.btf;
  const auto odd = types.structure("odd", 8, {{"atomic", btf::void_id, 0}});
  CHECK(can_describe(types, types.pointer(odd)));
  CHECK_FALSE(can_describe(types, types.pointer(types.array(odd, 2))));
  CHECK_FALSE(can_describe(types, types.pointer(types.array(btf::void_id, 2))));
}

TEST_CASE("a struct is described only if its members lie inside of it") {
  TestObject object;
  auto& types = object.btf;
  CHECK(
      can_describe(types, types.structure("fits", 8, {{"a", object.s32, 32}})));
  CHECK_FALSE(can_describe(
      types, types.structure("outside", 8, {{"a", object.s32, 40}})));
  CHECK_FALSE(can_describe(
      types, types.structure("bits", 4, {{"a", object.s32, 30, 3}})));
  // libbpf counts bits in an int.
  CHECK_FALSE(can_describe(
      types, types.structure("huge", 1U << 28U, {{"a", object.s32, 0}})));
}

TEST_CASE("what is no type of a value is not described") {
  TestObject object;
  auto& types = object.btf;
  const auto variable = types.variable("v", object.s32);
  CHECK_FALSE(can_describe(types, variable));
  CHECK_FALSE(can_describe(types, types.pointer(variable)));
}

TEST_CASE("the alignment of a type is that of its members, unless packed") {
  TestObject object;
  auto& types = object.btf;
  CHECK(alignment_of(types, object.u64) == 8);
  CHECK(alignment_of(types, types.integer("__int128", 16)) == 8);
  CHECK(alignment_of(types, types.array(object.s32, 3)) == 4);
  CHECK(alignment_of(types, types.structure(nullptr, 8,
                                            {{"a", object.u8, 0},
                                             {"b", object.s32, 32}})) == 4);
  CHECK(alignment_of(types, types.structure(nullptr, 5,
                                            {{"a", object.u8, 0},
                                             {"b", object.s32, 8}})) == 1);
  CHECK_FALSE(alignment_of(types, btf::void_id));
}

TEST_CASE(
    "variables are neither const nor volatile, those of .kconfig may be") {
  TestObject object;
  const auto constant = object.btf.constant(object.s32);
  object.add("limit", constant, 0, 4);
  CHECK(object.section() == "\t\tint limit;\n");
  object.model.maps[0].data->name = ".kconfig";
  CHECK(object.section() == "\t\tconst int limit;\n");
}

TEST_CASE("types without a name are written out in place") {
  TestObject object;
  const auto type = object.btf.structure(
      nullptr, 8, {{"new", object.s32, 0}, {"old", object.s32, 32}});
  object.add("pair", type, 0, 8);
  CHECK(object.section() ==
        "\t\tstruct {\n"
        "\t\t\tint OBJ_SKEL_NAME(new);\n"
        "\t\t\tint old;\n"
        "\t\t} pair;\n");
}

TEST_CASE("named types are told, or defined in the header") {
  TestObject object;
  const auto point = object.btf.structure("point", 4, {{"x", object.s32, 0}});
  object.add("origin", point, 0, 4);
  const std::string header = object.header();
  CHECK(holds(header, "before this header:\n *\n *\tstruct point\n */\n"));
  CHECK(holds(header,
              "OBJ_SKEL_ASSERT(sizeof(struct point) == 4, "
              "\"unexpected size of struct point\");\n"));
  CHECK(holds(object.header({.types = CLayout::Types::inside}),
              "struct point {\n\tint x;\n};\n"));
}

TEST_CASE("numbers have names that mean the same in user space") {
  TestObject object;
  const auto u64 = object.btf.alias("__u64", object.u64);
  object.add("bytes", object.btf.alias("u64", u64), 0, 8);
  object.add("device", object.btf.alias("dev_t", object.s32), 8, 4);
  object.add("seen", object.btf.alias("bool", object.boolean), 12, 1);
  object.add("false_friend", object.btf.alias("uint64_t", object.s32), 16, 4);
  CHECK(object.section() ==
        "\t\t__u64 bytes;\n"
        "\t\tint device;\n"
        "\t\tbool seen;\n"
        "\t\tint false_friend;\n");
}

TEST_CASE("numbers inside of types in the header have such names, too") {
  TestObject object;
  const auto device = object.btf.alias("dev_t", object.s32);
  object.add("list", object.btf.array(device, 2), 0, 8);
  object.add("one",
             object.btf.structure("one", 12,
                                  {{"pointer", object.btf.pointer(device), 0},
                                   {"value", device, 64}}),
             8, 12);
  CHECK(holds(object.section(), "\t\tint list[2];\n"));
  CHECK(holds(object.header({.types = CLayout::Types::inside}),
              "\tint *pointer;\n\tint value;\n"));
}

TEST_CASE("numbers that the included headers have are not defined again") {
  TestObject object;
  const auto number = object.btf.alias("uint64_t", object.u64);
  object.add("event", object.btf.structure("event", 8, {{"time", number, 0}}),
             0, 8);
  const std::string inside = object.header({.types = CLayout::Types::inside});
  CHECK(holds(inside, "struct event {\n\tuint64_t time;\n};\n"));
  CHECK_FALSE(holds(inside, "typedef"));
}

TEST_CASE("types in the header make way for those of C's headers") {
  TestObject object;
  const auto action =
      object.btf.enumeration("xdp_action", 4, {{"XDP_PASS", 2}, {"mine", 3}});
  object.add("action", action, 0, 4);
  object.add("event", object.btf.structure("event", 4, {{"action", action, 0}}),
             4, 4);
  const std::string inside = object.header({.types = CLayout::Types::inside});
  CHECK(holds(inside,
              "enum obj__xdp_action {\n"
              "\tobj__XDP_PASS = 2,\n"
              "\tobj__mine = 3,\n"
              "};\n"));
  CHECK(holds(inside, "struct event {\n\tenum obj__xdp_action action;\n"));
  CHECK(holds(object.section(), "\t\tenum xdp_action action;\n"));
}

TEST_CASE("a struct without members takes no byte in C++ either") {
  TestObject object;
  object.add("nothing", object.btf.structure("nothing", 0, {}), 0, 0);
  CHECK(holds(object.header({.types = CLayout::Types::inside}),
              "struct nothing { char __none[0]; };\n"));
}

TEST_CASE("the header holds the object, or names it") {
  TestObject object;
  object.model.elf =
      bytes_of(std::string_view{"\x7f"
                                "ELF"});
  const auto header = [&](Embedding::Kind kind) {
    return object.header({.embedding = {.kind = kind, .path = "a \"b\\.o"}});
  };
  CHECK(holds(header(Embedding::Kind::literal), "\"\\177ELF\""));
  const std::string incbin = header(Embedding::Kind::incbin);
  CHECK_FALSE(holds(incbin, "177ELF"));
  CHECK(holds(incbin, "#define OBJ_SKEL_OBJECT \"a \\\\042b\\\\134.o\"\n"));
  CHECK(holds(incbin, "\t*sz = 4;\n\treturn obj__elf_start;\n"));
  const std::string symbols = header(Embedding::Kind::symbols);
  CHECK_FALSE(holds(symbols, "177ELF"));
  CHECK(holds(symbols, "\t*sz = (size_t)(obj__elf_end - obj__elf_start);\n"));
}

TEST_CASE("a subskeleton points to variables") {
  TestObject object;
  object.model.maps[0].section = ".bss";
  object.add("count", object.s32, 0, 4);
  object.add("list", object.btf.array(object.s32, 2), 4, 8);
  object.add("atomic", btf::void_id, 12, 4);
  const std::string header = emit_c_subskeleton(object.model);
  CHECK(holds(header,
              "\tstruct obj__bss {\n"
              "\t\tint *count;\n"
              "\t\t__typeof__(int[2]) *list;\n"
              "\t\t__typeof__(char[4]) *atomic;\n"
              "\t} bss;\n"));
  CHECK(holds(header,
              "\ts->vars[1].name = \"list\";\n"
              "\ts->vars[1].map = &obj->maps.bss;\n"
              "\ts->vars[1].addr = (void **)&obj->bss.list;\n"));
  CHECK(holds(header, "\tmap->name = \".bss\";\n"));
  CHECK_FALSE(holds(header, "mmaped ="));
}

TEST_CASE("there is no subskeleton without types") {
  ObjectModel model;
  model.name = "empty";
  CHECK_THROWS_AS((void)emit_c_subskeleton(model), Error);
}

TEST_CASE("sizes and offsets are checked when the header is compiled") {
  TestObject object;
  object.add("a", object.s32, 0, 4);
  object.add("class", object.s32, 4, 4);
  const std::string header = object.header();
  CHECK(holds(header, "\tOBJ_SKEL_CHECK(obj__bss, bss, a, 0, 4, \"'a'\");\n"));
  CHECK(holds(header,
              "(obj__bss, bss, OBJ_SKEL_NAME(class), 4, 4, \"'class'\");\n"));
}

TEST_CASE("a struct_ops value can be changed as far as user space knows it") {
  TestObject object;
  using Kind = ShadowMember::Kind;
  object.add_struct_ops(
      {.type_name = "type",
       .size = 64,
       .members = {{Kind::program, "init", 0, 0, 8, 0},
                   {Kind::scalar, "flags", object.s32, 8, 4, 1},
                   {Kind::opaque, "name", 0, 12, 16, 2},
                   {Kind::scalar, "key", object.u64, 40, 8, 4}}});
  const std::string header = object.header();
  CHECK(TestObject::between(header, "\tstruct {\n\t\tstruct obj__ops__type {\n",
                            "\t\t} *ops;\n\t} struct_ops;\n") ==
        "\t\t\tstruct bpf_program *init;\n"
        "\t\t\tint flags;\n"
        "\t\t\tchar __unsupported_2[16];\n"
        "\t\t\tchar __padding_4[12];\n"
        "\t\t\tunsigned long long key;\n"
        "\t\t\tchar __padding_end[16];\n");
  CHECK(holds(header, "bpf_map__initial_value(obj->maps.ops, NULL);"));
  CHECK(holds(header, "\t\tstruct bpf_link *ops;\n\t} links;\n"));
  CHECK(holds(header, "\ts->map_skel_sz = sizeof(*s->maps);\n"));
}

TEST_CASE("without struct_ops, records of maps have the size of old libbpfs") {
  const std::string header = TestObject{}.header();
  CHECK(holds(header,
              "s->map_skel_sz = offsetof(struct bpf_map_skeleton, "
              "mmaped) + sizeof(void *);"));
  CHECK_FALSE(holds(header, "map->link"));
}

TEST_CASE("groups without members are left out") {
  ObjectModel model;
  model.name = "empty";
  const std::string header = emit_c_skeleton(model);
  for (const char* group : {"} maps;", "} progs;", "} links;", "} struct_ops;",
                            "map_cnt", "prog_cnt", "map->"}) {
    CAPTURE(group);
    CHECK_FALSE(holds(header, group));
  }
}

TEST_CASE("names that are no identifiers are told to libbpf as they are") {
  TestObject object;
  object.model.programs.push_back({"foo$bar", "foo_bar"});
  const std::string header = object.header();
  CHECK(holds(header,
              "\ts->progs[0].name = \"foo$bar\";\n"
              "\ts->progs[0].prog = &obj->progs.foo_bar;\n"));
}

TEST_CASE("equal objects give equal headers") {
  const TestObject object;
  CHECK(object.header() == object.header());
}

TEST_CASE("variables that overlap are an error") {
  TestObject object;
  object.add("a", object.u64, 0, 8);
  object.add("b", object.u64, 4, 8);
  CHECK_THROWS_WITH_AS((void)object.header(),
                       "the object's BTF is malformed: members overlap at 4",
                       Error);
}

TEST_CASE("types that run in a circle are found before they are followed") {
  TestObject object;
  CHECK_NOTHROW(check_types_are_finite(object.btf));
  const auto circle = object.btf.constant(object.s32);
  object.btf.edit(circle)->type = circle;
  CHECK_THROWS_AS(check_types_are_finite(object.btf), Error);
}

TEST_CASE("a typedef of pointers to itself is found") {
  TestObject object;
  const auto name = object.btf.alias("name", object.s32);
  object.btf.edit(name)->type = object.btf.pointer(name);
  CHECK_THROWS_AS(check_types_are_finite(object.btf), Error);
}

TEST_CASE("types that double at each level are found") {
  TestObject object;
  const auto pile_up = [&](const char* name, int levels) {
    btf::TypeId last = object.s32;
    for (int i = 0; i < levels; ++i)
      last = object.btf.combination(name, 4, {{"a", last, 0}, {"b", last, 0}});
  };
  pile_up("name", 8);
  pile_up(nullptr, 8);
  CHECK_NOTHROW(check_types_are_finite(object.btf));
  SUBCASE("values") { pile_up("name", 40); }
  SUBCASE("declarations") { pile_up(nullptr, 40); }
  CHECK_THROWS_AS(check_types_are_finite(object.btf), Error);
}

TEST_CASE("a type may point to itself, and not hold itself") {
  TestObject object;
  const auto box = object.btf.structure("box", 8, {{"x", object.s32, 0}});
  const auto pointer = object.btf.pointer(box);
  btf_members(object.btf.edit(box))->type = pointer;
  CHECK_NOTHROW(check_types_are_finite(object.btf));
  btf_members(object.btf.edit(box))->type = box;
  CHECK_THROWS_AS(check_types_are_finite(object.btf), Error);
}

}  // namespace skep::gen
