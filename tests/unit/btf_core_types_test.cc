// When types of an object and of a kernel stand for each other.
#include <doctest/doctest.h>

#include "src/btf/core_types.h"
#include "src/sys/error.h"
#include "tests/unit/btf_fixture.h"

namespace skep::btf {
namespace {

// The types of an object and of a kernel, made together.
struct Both {
  TestBtf local{};
  TestBtf target{};

  [[nodiscard]] CoreTypes types() const { return {local, target}; }
  [[nodiscard]] bool are_fields(TypeId a, TypeId b) const {
    CoreTypes compared = types();
    return are_fields_compatible(compared, {a, b});
  }
  [[nodiscard]] bool are_types(TypeId a, TypeId b) const {
    CoreTypes compared = types();
    return are_types_compatible(compared, {a, b});
  }
  [[nodiscard]] bool match(TypeId a, TypeId b) const {
    CoreTypes compared = types();
    return do_types_match(compared, {a, b});
  }
};

TypeId enumeration(TestBtf& btf, const char* name, std::uint32_t size,
                   std::initializer_list<const char*> values) {
  const TypeId id = TestBtf::id(btf__add_enum(btf.get_mutable(), name, size));
  int value = 0;
  for (const char* one : values)
    REQUIRE(btf__add_enum_value(btf.get_mutable(), one, value++) == 0);
  return id;
}

TypeId enumeration64(TestBtf& btf, const char* name,
                     std::initializer_list<const char*> values) {
  const TypeId id =
      TestBtf::id(btf__add_enum64(btf.get_mutable(), name, 8, false));
  std::uint64_t value = 0;
  for (const char* one : values)
    REQUIRE(btf__add_enum64_value(btf.get_mutable(), one, value++) == 0);
  return id;
}

TypeId function_taking(TestBtf& btf, TypeId param) {
  const TypeId id = btf.function(void_id);
  REQUIRE(btf__add_func_param(btf.get_mutable(), "x", int(param)) == 0);
  return id;
}

}  // namespace

TEST_CASE("a flavor is no part of a name") {
  CHECK(essential_name("task_struct___old") == "task_struct");
  CHECK(essential_name("task_struct") == "task_struct");
  CHECK(essential_name("a___b___c") == "a___b");
  CHECK(essential_name("a____b") == "a____b");
  CHECK(essential_name("a___") == "a___");
  CHECK(essential_name("___b") == "___b");
  CHECK(essential_name("____b") == "____b");
  CHECK(essential_name("a___b____c") == "a");
  CHECK(essential_name("").empty());
}

TEST_CASE("fields stand for each other by what they are, not by their size") {
  Both b;
  const TypeId narrow = b.local.integer("int", 4);
  const TypeId wide = b.target.integer("long", 8);
  CHECK(b.are_fields(narrow, wide));
  CHECK(b.are_fields(b.local.alias("pid_t", narrow), b.target.constant(wide)));
  const TypeId pointer = b.target.pointer(wide);
  CHECK_FALSE(b.are_fields(narrow, pointer));
  CHECK(b.are_fields(b.local.pointer(void_id), pointer));
  CHECK(b.are_fields(b.local.structure("a", 4, {{"x", narrow, 0}}),
                     b.target.combination("b", 8, {{"y", wide, 0}})));
  CHECK(b.are_fields(b.local.array(narrow, 3), b.target.array(wide, 5)));
  CHECK_FALSE(
      b.are_fields(b.local.array(narrow, 3), b.target.array(pointer, 3)));
  CHECK(b.are_fields(b.local.floating("float", 4), b.target.floating("d", 8)));
  CHECK_FALSE(b.are_fields(b.local.part_of_integer("int", 4, 3, 5), wide));
  CHECK_FALSE(b.are_fields(b.local.function(void_id), b.target.function(0)));
}

TEST_CASE("enums as fields go by their names, without flavors") {
  Both b;
  const TypeId local = enumeration(b.local, "color___v2", 4, {"red"});
  CHECK(b.are_fields(local, enumeration(b.target, "color", 1, {"blue"})));
  CHECK(b.are_fields(local, enumeration64(b.target, "color", {})));
  CHECK(b.are_fields(local, enumeration(b.target, nullptr, 4, {"green"})));
  CHECK_FALSE(b.are_fields(local, enumeration(b.target, "colour", 4, {})));
}

TEST_CASE("types are compared through pointers and functions") {
  Both b;
  const TypeId ours = b.local.structure("a", 4, {});
  const TypeId theirs = b.target.structure("b", 8, {});
  const TypeId number = b.target.integer("int", 4);
  const TypeId takes_ours = function_taking(b.local, b.local.pointer(ours));
  const auto takes = [&](TypeId param) {
    return b.target.pointer(function_taking(b.target, b.target.pointer(param)));
  };
  const TypeId local = b.local.pointer(takes_ours);
  CHECK(b.are_types(ours, theirs));
  CHECK_FALSE(b.are_types(ours, b.target.combination("a", 4, {})));
  CHECK(b.are_types(local, takes(theirs)));
  CHECK_FALSE(b.are_types(local, takes(number)));
  CHECK_FALSE(b.are_types(local, b.target.pointer(b.target.function(0))));
  CHECK_FALSE(b.are_types(b.local.floating("f", 4), b.target.floating("f", 4)));
}

TEST_CASE("a type matches one that has all its members, and more") {
  Both b;
  const TypeId ours = b.local.integer("int", 4, BTF_INT_SIGNED);
  const TypeId theirs = b.target.integer("int", 4, BTF_INT_SIGNED);
  const TypeId unsigned_int = b.target.integer("int", 4);
  const TypeId local = b.local.structure("s___mine", 4, {{"x", ours, 0}});
  const auto target = [&](TypeId type, const char* name) {
    return b.target.structure("s", 8, {{"first", theirs, 0}, {name, type, 32}});
  };
  CHECK(b.match(local, target(theirs, "x")));
  CHECK_FALSE(b.match(local, target(theirs, "y")));
  CHECK_FALSE(b.match(local, target(unsigned_int, "x")));
  CHECK_FALSE(b.match(local, b.target.structure("t", 4, {{"x", theirs, 0}})));
  CHECK_FALSE(b.match(local, b.target.combination("s", 4, {{"x", theirs, 0}})));
  const TypeId twice =
      b.local.structure("s", 8, {{"x", ours, 0}, {"y", ours, 32}});
  CHECK_FALSE(b.match(twice, target(theirs, "x")));
}

TEST_CASE("behind a pointer the name of a struct is enough") {
  Both b;
  const TypeId ours = b.local.integer("int", 4);
  const TypeId pointer =
      b.local.pointer(b.local.structure("s", 4, {{"gone", ours, 0}}));
  CHECK(b.match(pointer, b.target.pointer(b.target.structure("s", 0, {}))));
  CHECK(b.match(pointer, b.target.pointer(b.target.forward("s"))));
  CHECK_FALSE(
      b.match(pointer, b.target.pointer(b.target.combination("s", 0, {}))));
  CHECK_FALSE(
      b.match(pointer, b.target.pointer(b.target.structure("t", 0, {}))));
  const TypeId forward = b.local.pointer(b.local.forward("s"));
  CHECK(b.match(forward, b.target.pointer(b.target.structure("s", 0, {}))));
  CHECK(b.match(forward, b.target.pointer(b.target.forward("s"))));
  CHECK_FALSE(b.match(b.local.forward("s"), b.target.structure("s", 0, {})));
}

TEST_CASE("arrays, functions and enums match in full") {
  Both b;
  const TypeId ours = b.local.integer("int", 4);
  const TypeId theirs = b.target.integer("int", 4);
  CHECK(b.match(b.local.array(ours, 3), b.target.array(theirs, 3)));
  CHECK_FALSE(b.match(b.local.array(ours, 3), b.target.array(theirs, 4)));
  CHECK(b.match(function_taking(b.local, ours),
                function_taking(b.target, theirs)));
  CHECK_FALSE(
      b.match(function_taking(b.local, ours), b.target.function(void_id)));
  const TypeId local = enumeration(b.local, "e", 4, {"a", "b___x"});
  CHECK(b.match(local, enumeration(b.target, "e", 4, {"c", "b", "a"})));
  CHECK_FALSE(b.match(local, enumeration(b.target, "e", 4, {"a", "c", "d"})));
  CHECK_FALSE(b.match(local, enumeration(b.target, "e", 8, {"a", "b"})));
  CHECK_FALSE(b.match(local, theirs));
}

TEST_CASE("types that are made of each other again and again end") {
  Both b;
  TypeId ours = b.local.integer("int", 4);
  TypeId theirs = b.target.integer("int", 4);
  for (int i = 0; i < 25; ++i) {
    ours = b.local.structure("s", 1, {{"x", ours, 0}, {"y", ours, 0}});
    theirs = b.target.structure("s", 1, {{"x", theirs, 0}, {"y", theirs, 0}});
  }
  CHECK_THROWS_AS(b.match(ours, theirs), Error);
  for (int i = 0; i < 40; ++i) {
    ours = b.local.pointer(ours);
    theirs = b.target.pointer(theirs);
  }
  CHECK_THROWS_AS(b.match(ours, theirs), Error);
  CHECK_THROWS_AS(b.are_types(ours, theirs), Error);
}

}  // namespace skep::btf
