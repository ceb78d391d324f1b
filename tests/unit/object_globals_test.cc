// Global variables: found by name, given values by assignments.
#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "src/object/global_edits.h"
#include "src/object/kconfig.h"
#include "src/sys/error.h"
#include "tests/unit/btf_fixture.h"
#include "tests/unit/memory_file.h"

namespace skep {
namespace {

using btf::TypeId;

// .data: limit, name, a function's static "count.limit", "twice"; .bss: "twice"
// again; .kconfig.
struct Variables {
  btf::TestBtf btf;
  TypeId s32 = btf.integer("int", 4, BTF_INT_SIGNED);
  TypeId u64 = btf.integer("unsigned long long", 8);
  TypeId boolean = btf.integer("_Bool", 1, BTF_INT_BOOL);
  TypeId character = btf.integer("char", 1, BTF_INT_SIGNED);
  TypeId text = btf.array(character, 8);
  TypeId tristate = btf.enumeration(
      "libbpf_tristate", 4, {{"TRI_NO", 0}, {"TRI_YES", 1}, {"TRI_MODULE", 2}});
  TypeId pair = btf.structure("pair", 8, {{"x", s32, 0}, {"y", s32, 32}});
  TypeId data = btf.section(".data", 32,
                            {{btf.variable("limit", s32), 0, 4},
                             {btf.variable("name", text), 4, 8},
                             {btf.variable("count", pair), 12, 8},
                             {btf.variable("count.limit", s32), 20, 4},
                             {btf.variable("twice", s32), 24, 4}});
  TypeId bss = btf.section(".bss", 4, {{btf.variable("twice", s32), 0, 4}});
  TypeId kconfig =
      btf.section(".kconfig", 32,
                  {{btf.variable("CONFIG_HZ", s32), 0, 4},
                   {btf.variable("CONFIG_BPF", boolean), 4, 1},
                   {btf.variable("CONFIG_LETTER", character), 5, 1},
                   {btf.variable("CONFIG_MOD", tristate), 8, 4},
                   {btf.variable("CONFIG_NAME", text), 12, 8},
                   {btf.variable("CONFIG_PAIR", pair), 20, 8},
                   {btf.variable("LINUX_X", s32), 28, 4}});
  Bytes zeros = Bytes(32);
  Globals globals{
      btf,
      {{.name = ".data", .type = data, .map = 0, .initial = zeros},
       {.name = ".bss", .type = bss, .map = 1, .initial = zeros},
       {.name = ".kconfig", .type = kconfig, .map = 2, .initial = zeros}}};

  [[nodiscard]] std::string found(std::string_view place) const {
    const auto result = globals.find(place);
    if (!result) return "none";
    return globals.sections()[result->variable->section].name + " " +
           result->variable->name + " " + result->path;
  }

  [[nodiscard]] std::string kconfig_of(
      const std::vector<std::string>& lines) const {
    std::vector<Assignment> assignments;
    for (const std::string& line : lines)
      assignments.push_back(parse_assignment(line));
    try {
      return GlobalEdits{globals, assignments}.kconfig();
    } catch (const Error& error) {
      return error.what() + (" | " + error.hint());
    }
  }
};

bool holds(const std::string& text, std::string_view part) {
  CAPTURE(text);
  return text.find(part) != std::string::npos;
}

std::vector<std::string> places_in(std::string_view file) {
  std::vector<std::string> places;
  for (const Assignment& one : read_assignments(MemoryFile{file}.path()))
    places.push_back(one.place + "=" +
                     (one.file ? "@" + *one.file : one.value.text));
  return places;
}

std::string file_error(std::string_view file) {
  try {
    static_cast<void>(read_assignments(MemoryFile{file}.path()));
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace

TEST_CASE("an assignment is a name and a literal, or the name of a file") {
  CHECK(parse_assignment("a=1").place == "a");
  CHECK(parse_assignment(" a.b[2] = x=y ").place == "a.b[2]");
  CHECK(parse_assignment(" a.b[2] = x=y ").value.text == "x=y");
  CHECK(parse_assignment("a=").value.text.empty());
  CHECK(parse_assignment("a=[1, 2]").value.elements.size() == 2);
  CHECK(parse_assignment("a=@f").file == "f");
  CHECK(parse_assignment("a=\"@f\"").value.text == "@f");
  for (const char* text : {"", "a", "=1", " = 1"})
    CHECK_THROWS_AS(static_cast<void>(parse_assignment(text)), Error);
}

TEST_CASE("a file has an assignment on each line, and comments") {
  using Places = std::vector<std::string>;
  CHECK(places_in("# settings\n\nlimit = 5 # five\n\tname = \"a # b\"\r\n"
                  "  # end\nx=@f#1") ==
        Places{"limit=5", "name=a # b", "x=@f#1"});
  CHECK(places_in("").empty());
  CHECK(places_in("#") == Places{});
  const std::string wrong = file_error("a = 1\n\nb\n");
  CHECK(holds(wrong, ":3: 'b' is no assignment"));
  CHECK(holds(file_error("a = [1"), ":1: "));
}

TEST_CASE("a file may be one JSON object") {
  CHECK(places_in("\n {\"limit\": 5, \"unit.x\": \"@f\"}") ==
        std::vector<std::string>{"limit=5", "unit.x=@f"});
  CHECK(holds(file_error("{\"limit\": }"), "character 11"));
}

TEST_CASE("a variable is found by the longest name that fits") {
  const Variables v;
  CHECK(v.found("limit") == ".data limit ");
  CHECK(v.found("count.x") == ".data count .x");
  CHECK(v.found("count.limit") == ".data count.limit ");
  CHECK(v.found("name[3]") == ".data name [3]");
  CHECK(v.found(".data/limit") == ".data limit ");
  CHECK(v.found(".bss/twice") == ".bss twice ");
  for (const char* place : {"limi", "limits", ".bss/limit", "", ".", "/limit"})
    CHECK(v.found(place) == "none");
  CHECK_THROWS_AS(static_cast<void>(v.found("twice")), Error);
}

TEST_CASE("all unknown names are told at once") {
  const Variables v;
  const std::vector<Assignment> wrong{parse_assignment("limt.x=1"),
                                      parse_assignment("zzzzzz[2]=1"),
                                      parse_assignment("limit=1")};
  UnknownNames unknown;
  find_unknown_variables(v.globals, wrong, unknown);
  unknown.add("map", "flow", {"flows"});
  try {
    unknown.check();
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(std::string{error.what()} ==
          "the object has no variable 'limt', no variable 'zzzzzz', no map "
          "'flow'");
    CHECK(holds(error.hint(), "variable 'limt': did you mean limit?"));
    CHECK(holds(error.hint(), "map 'flow': did you mean flows?"));
  }
}

TEST_CASE("wrong values name the place and where it was written") {
  const Variables v;
  CHECK(
      holds(v.kconfig_of({"limit=x"}), "can't set 'limit': 'x' is no number"));
  CHECK(holds(v.kconfig_of({"limit=x"}), "it is declared as int limit"));
  CHECK(holds(v.kconfig_of({"limit=1", "limit=2"}), "it is set twice"));
  CHECK(v.kconfig_of({".data/twice=1", ".bss/twice=2"}).empty());
  CHECK(holds(v.kconfig_of({"limit=@/no/such/file"}), "No such file"));
}

TEST_CASE("values of the configuration become lines of a .config file") {
  const Variables v;
  CHECK(v.kconfig_of({"CONFIG_HZ=-5"}) == "CONFIG_HZ=-5\n");
  CHECK(v.kconfig_of({"CONFIG_BPF=y"}) == "CONFIG_BPF=y\n");
  CHECK(v.kconfig_of({"CONFIG_BPF=false"}) == "CONFIG_BPF=n\n");
  CHECK(v.kconfig_of({"CONFIG_LETTER=m"}) == "CONFIG_LETTER=109\n");
  CHECK(v.kconfig_of({"CONFIG_MOD=m"}) == "CONFIG_MOD=m\n");
  CHECK(v.kconfig_of({"CONFIG_MOD=TRI_YES"}) == "CONFIG_MOD=y\n");
  CHECK(v.kconfig_of({"CONFIG_NAME=abc", "CONFIG_HZ=0x10"}) ==
        "CONFIG_HZ=16\nCONFIG_NAME=\"abc\"\n");
}

TEST_CASE("values that libbpf would not take are refused") {
  const Variables v;
  CHECK(holds(v.kconfig_of({"CONFIG_BPF=m"}), "expected true or false"));
  CHECK(holds(v.kconfig_of({"CONFIG_HZ=y"}), "'y' is no number"));
  CHECK(holds(v.kconfig_of({"CONFIG_MOD=7"}), "neither y, m nor n"));
  CHECK(holds(v.kconfig_of({"CONFIG_NAME=12345678"}), "room for 7"));
  CHECK(holds(v.kconfig_of({"CONFIG_NAME=\"a\\nb\""}), "line feeds"));
  CHECK(holds(v.kconfig_of({"CONFIG_NAME[1]=3"}), "as a whole"));
  CHECK(holds(v.kconfig_of({"CONFIG_PAIR={x: 1}"}), "of this type"));
  CHECK(holds(v.kconfig_of({"LINUX_X=3"}), "libbpf finds it out"));
  CHECK(holds(v.kconfig_of({"CONFIG_HZ=1", "CONFIG_HZ=1"}), "set twice"));
}

}  // namespace skep
