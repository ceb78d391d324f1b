#include <doctest/doctest.h>

#include <initializer_list>
#include <string>
#include <utility>

#include "src/btf/declare.h"
#include "tests/unit/btf_fixture.h"

namespace skep::btf {
namespace {

using NamedType = std::pair<const char*, TypeId>;

TypeId add_proto(TestBtf& btf, TypeId returned,
                 std::initializer_list<NamedType> params) {
  const TypeId proto = btf.function(returned);
  for (const auto& [name, type] : params)
    TestBtf::id(btf__add_func_param(btf.get_mutable(), name, int(type)));
  return proto;
}

TEST_CASE("a declaration is a type and a name") {
  TestBtf btf;
  const TypeId number = btf.integer("int", 4, BTF_INT_SIGNED);
  CHECK(declare(btf, number, "x") == "int x");
  CHECK(declare(btf, number) == "int");
  CHECK(declare(btf, void_id) == "void");
  CHECK(declare(btf, btf.pointer(btf.constant(number)), "x") ==
        "const int * x");
  CHECK(declare(btf, btf.structure("s", 0, {}), "x") == "struct s x");
  CHECK(declare(btf, btf.combination("u", 0, {}), "x") == "union u x");
  CHECK(declare(btf, btf.forward("f"), "x") == "struct f x");
  CHECK(declare(btf, btf.alias("u32", number), "x") == "u32 x");
  CHECK(declare(btf, btf.pointer(btf.array(btf.array(number, 3), 4)), "x") ==
        "int [3][4]* x");
}

TEST_CASE("functions have the text that bpftool gives them") {
  TestBtf btf;
  const TypeId number = btf.integer("int", 4, BTF_INT_SIGNED);
  const TypeId text = btf.pointer(btf.constant(btf.integer("char", 1)));
  const TypeId callback =
      btf.pointer(add_proto(btf, number, {{"", text}, {"", void_id}}));
  const TypeId context = btf.pointer(btf.structure("xdp_md", 0, {}));
  const TypeId proto =
      add_proto(btf, number, {{"c", context}, {"fn", callback}});
  const TypeId func = TestBtf::id(btf__add_func(
      btf.get_mutable(), "xd", BTF_FUNC_GLOBAL, static_cast<int>(proto)));
  CHECK(declare_function(btf, *btf.type(func)) ==
        "int xd(struct xdp_md * c, int (const char *, ...)* fn)");
  CHECK(declare(btf, add_proto(btf, void_id, {{"", context}})) ==
        "void (struct xdp_md *)");
}

TEST_CASE("a declaration without end is cut off") {
  TestBtf btf;
  const TypeId self = btf.type_count();
  btf.pointer(self);
  CHECK(declare(btf, self).starts_with("... *"));
  TypeId doubled = btf.integer("int", 4);
  for (unsigned depth = 0; depth < max_depth; ++depth)
    doubled = add_proto(btf, doubled, {{"a", doubled}, {"b", doubled}});
  CHECK(declare(btf, doubled).size() < 20000);
  CHECK(declare(btf, 12345, "x") == "(unsupported-kind) x");
}

}  // namespace
}  // namespace skep::btf
