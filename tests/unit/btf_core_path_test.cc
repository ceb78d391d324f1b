// Ways to fields, through the object's types and through the kernel's.
#include <doctest/doctest.h>

#include "src/btf/core_path.h"
#include "src/sys/error.h"
#include "tests/unit/btf_fixture.h"

namespace skep::btf {
namespace {

std::optional<CorePath> find(const TestBtf& local, const CorePath& path,
                             const TestBtf& target, TypeId root) {
  CoreTypes types{local, target};
  return find_path(types, path, root);
}

}  // namespace

TEST_CASE("an access string is numbers between colons") {
  CHECK(read_access_string("0") == std::vector<std::uint32_t>{0});
  CHECK(read_access_string("0:12:7") == std::vector<std::uint32_t>{0, 12, 7});
  for (const char* text : {"", ":", "0:", ":0", "0::1", "-1", "0:-1", "0: 1",
                           "0x1", "a", "2147483648", "99999999999999999999"}) {
    CAPTURE(text);
    CHECK_THROWS_AS(static_cast<void>(read_access_string(text)), Error);
  }
  std::string deep = "0";
  for (int i = 0; i < 63; ++i) deep += ":0";
  CHECK(read_access_string(deep).size() == 64);
  CHECK_THROWS_AS(static_cast<void>(read_access_string(deep + ":0")), Error);
}

TEST_CASE("a way goes through members, arrays and typedefs") {
  TestBtf btf;
  const TypeId number = btf.integer("int", 4);
  const TypeId inner =
      btf.structure("inner", 8, {{"a", number, 0}, {"b", number, 32}});
  const TypeId outer = btf.structure(
      "outer", 36, {{"first", number, 0}, {"list", btf.array(inner, 4), 32}});
  const TypeId root = btf.alias("outer_t", btf.constant(outer));
  const CorePath path = follow_access_string(btf, root, "2:1:3:1");
  CHECK(path.root == root);
  CHECK(path.bit_offset == (2 * 36 + 4 + 3 * 8 + 4) * 8);
  REQUIRE(path.steps.size() == 4);
  CHECK(path.steps[1].name == "list");
  CHECK(path.steps[2].name.empty());
  CHECK(path.steps[2].index == 3);
  REQUIRE(path.members.size() == 2);
  CHECK(path.members[1].parent == inner);
  for (const char* text : {"0:2", "0:1:4", "0:0:0", "0:1:0:2"}) {
    CAPTURE(text);
    CHECK_THROWS_AS(follow_access_string(btf, root, text), Error);
  }
  CHECK_THROWS_AS(follow_access_string(btf, void_id, "0"), Error);
}

TEST_CASE("only the last array of a struct may have no bounds") {
  TestBtf btf;
  const TypeId number = btf.integer("int", 4);
  const TypeId open = btf.array(number, 0);
  const TypeId last =
      btf.structure("s", 4, {{"n", number, 0}, {"x", open, 32}});
  const TypeId first =
      btf.structure("s", 4, {{"x", open, 0}, {"n", number, 0}});
  CHECK(follow_access_string(btf, last, "0:1:9").bit_offset == (4 + 9 * 4) * 8);
  CHECK_THROWS_AS(follow_access_string(btf, first, "0:0:9"), Error);
}

TEST_CASE("members are found by their names, wherever they have moved") {
  TestBtf local;
  const TypeId ours = local.integer("int", 4);
  const TypeId wanted = local.structure("s", 4, {{"x", ours, 0}});
  const CorePath path = follow_access_string(local, wanted, "0:0");
  TestBtf target;
  const TypeId number = target.integer("long", 8);
  const TypeId unnamed =
      target.combination(nullptr, 8, {{"w", number, 0}, {"x", number, 0}});
  const TypeId holder =
      target.structure(nullptr, 16, {{"v", number, 0}, {nullptr, unnamed, 64}});
  const TypeId root =
      target.structure("s", 24, {{"a", number, 0}, {nullptr, holder, 64}});
  const auto found = find(local, path, target, root);
  REQUIRE(found);
  CHECK(found->bit_offset == 128);
  REQUIRE(found->members.size() == 3);
  CHECK(found->members[0].index == 1);
  CHECK(found->members[2].parent == unnamed);
  CHECK(found->steps.size() == 2);
}

TEST_CASE("members of other types, and elements out of bounds are not found") {
  TestBtf local;
  const TypeId ours = local.integer("int", 4);
  const TypeId wanted = local.structure(
      "s", 20, {{"x", ours, 0}, {"list", local.array(ours, 4), 32}});
  TestBtf target;
  const TypeId theirs = target.integer("int", 4);
  const TypeId root = target.structure(
      "s", 16,
      {{"x", target.pointer(0), 0}, {"list", target.array(theirs, 2), 64}});
  const auto finds = [&](const char* access) {
    return find(local, follow_access_string(local, wanted, access), target,
                root)
        .has_value();
  };
  CHECK_FALSE(finds("0:0"));
  CHECK(finds("0:1"));
  CHECK(finds("0:1:1"));
  CHECK_FALSE(finds("0:1:2"));
}

TEST_CASE("a field has an offset, a size, a sign and shifts") {
  TestBtf btf;
  const TypeId number = btf.integer("int", 4, BTF_INT_SIGNED);
  const TypeId bits = btf.integer("unsigned int", 4);
  const TypeId root = btf.structure(
      "s", 12, {{"a", number, 0}, {"low", bits, 32, 3}, {"wide", bits, 60, 8}});
  const auto value = [&](const char* access, std::uint32_t kind) {
    return field_value(btf, kind, follow_access_string(btf, root, access));
  };
  CHECK(value("0:0", BPF_CORE_FIELD_BYTE_SIZE) == 4);
  CHECK(value("0:0", BPF_CORE_FIELD_SIGNED) == 1);
  CHECK(value("0:1", BPF_CORE_FIELD_SIGNED) == 0);
  CHECK(value("0:1", BPF_CORE_FIELD_BYTE_OFFSET) == 4);
  CHECK(value("0:1", BPF_CORE_FIELD_BYTE_SIZE) == 4);
  CHECK(value("0:1", BPF_CORE_FIELD_RSHIFT_U64) == 61);
  if (btf.byte_order() == std::endian::little)
    CHECK(value("0:1", BPF_CORE_FIELD_LSHIFT_U64) == 61);
  // Bits 60 to 67 lie across two ints, and two longs.
  CHECK(value("0:2", BPF_CORE_FIELD_EXISTS) == 1);
  CHECK_THROWS_AS(value("0:2", BPF_CORE_FIELD_BYTE_SIZE), Error);
  CHECK(value("1", BPF_CORE_FIELD_BYTE_OFFSET) == 12);
  CHECK(value("1", BPF_CORE_FIELD_BYTE_SIZE) == 12);
  CHECK_THROWS_AS(value("1", BPF_CORE_FIELD_SIGNED), Error);
}

TEST_CASE("members that are nested without end are given up") {
  TestBtf local;
  const TypeId ours = local.integer("int", 4);
  const TypeId wanted = local.structure("s", 4, {{"x", ours, 0}});
  const CorePath path = follow_access_string(local, wanted, "0:0");
  TestBtf target;
  const TypeId root = target.structure("s", 4, {{nullptr, 1, 0}});
  btf_members(target.edit(root))[0].type = root;
  CHECK_THROWS_AS(find(local, path, target, root), Error);
}

}  // namespace skep::btf
