// Parts of a BTF that stand alone.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "src/btf/parts.h"
#include "src/gen/btf_subset.h"
#include "src/sys/error.h"
#include "tests/unit/btf_fixture.h"

namespace skep::gen {
namespace {

using btf::Btf;
using btf::TestBtf;
using btf::TypeId;

Btf written(const BtfSubset& subset) { return Btf::from_bytes(subset.write()); }

// Return the kinds and names of all types, "4 task_struct".
std::vector<std::string> types_of(btf::BtfView types) {
  std::vector<std::string> found;
  for (TypeId id = 1; id < types.type_count(); ++id)
    found.push_back(fmt::format("{} {}", btf_kind(types.type(id)),
                                types.name(*types.type(id))));
  return found;
}

// A struct with a pointer, a struct, an array and a bitfield in it.
struct Sample {
  TestBtf btf{};
  TypeId number = btf.integer("int", 4);
  TypeId far = btf.structure("far", 4, {{"n", number, 0}});
  TypeId near = btf.structure("near", 4, {{"n", number, 0}});
  TypeId pointer = btf.pointer(btf.constant(far));
  TypeId list = btf.array(near, 3);
  TypeId whole = btf.structure("whole", 28,
                               {{"pointer", pointer, 0},
                                {"near", near, 64},
                                {"list", list, 96},
                                {"bits", number, 192, 5}});
  TypeId alias = btf.alias("whole_t", whole);
};

}  // namespace

TEST_CASE("a value brings what it is made of, without members") {
  Sample sample;
  BtfSubset subset{sample.btf};
  CHECK(subset.size() == 0);
  subset.keep(sample.alias, Extent::value);
  subset.keep(sample.list, Extent::value);
  subset.keep(sample.pointer, Extent::value);
  const Btf result = written(subset);
  CHECK(types_of(result) == std::vector<std::string>{"1 index", "4 near", "2 ",
                                                     "3 ", "4 whole",
                                                     "8 whole_t"});
  CHECK(result.type(3)->type == btf::void_id);
  CHECK(btf_vlen(result.type(5)) == 0);
  CHECK(result.type(5)->size == 28);
  CHECK(result.type(6)->type == 5);
  CHECK(subset.size() == 6);
}

TEST_CASE("of a struct only the members on the way are kept") {
  Sample sample;
  BtfSubset subset{sample.btf};
  subset.keep(sample.whole, Extent::value);
  subset.keep(btf::MemberRef{sample.whole, 3});
  subset.keep(btf::MemberRef{sample.whole, 0});
  const Btf result = written(subset);
  CHECK(types_of(result) == std::vector<std::string>{"1 int", "2 ", "4 whole"});
  const btf_type& whole = *result.type(3);
  REQUIRE(btf_vlen(&whole) == 2);
  CHECK(result.name(btf::member_of(whole, 0).name_off) == "pointer");
  CHECK(btf::member_of(whole, 1).bit_offset == 192);
  CHECK(btf::member_of(whole, 1).bitfield_size == 5);
}

TEST_CASE("pointees come without members, and members with theirs") {
  Sample sample;
  BtfSubset pointees{sample.btf};
  pointees.keep(sample.pointer, Extent::pointees);
  CHECK(types_of(written(pointees)) ==
        std::vector<std::string>{"4 far", "10 ", "2 "});
  BtfSubset members{sample.btf};
  members.keep(sample.whole, Extent::members);
  const Btf result = written(members);
  CHECK(result.type_count() == 9);
  const auto count_members = [&](const char* name) {
    return btf_vlen(result.type(*result.find(name, BTF_KIND_STRUCT)));
  };
  CHECK(count_members("whole") == 4);
  CHECK(count_members("near") == 1);
  CHECK(count_members("far") == 0);
}

TEST_CASE("types that lead back to themselves are kept once") {
  TestBtf btf;
  const TypeId pointer = btf.pointer(btf::void_id);
  const TypeId list = btf.array(pointer, 2);
  btf.edit(pointer)->type = btf.pointer(list);
  for (const Extent extent : {Extent::pointees, Extent::members}) {
    BtfSubset subset{btf};
    subset.keep(list, extent);
    CHECK(subset.size() == 4);
  }
}

TEST_CASE("enums, functions, tags and forward declarations are kept whole") {
  TestBtf btf;
  ::btf* raw = btf.get_mutable();
  const TypeId number = btf.integer("int", 4, BTF_INT_SIGNED);
  const TypeId small = TestBtf::id(btf__add_enum(raw, "small", 4));
  btf__add_enum_value(raw, "minus", -1);
  const TypeId large = TestBtf::id(btf__add_enum64(raw, "large", 8, false));
  btf__add_enum64_value(raw, "far", 0x123456789abcdef0);
  const TypeId tag =
      TestBtf::id(btf__add_type_tag(raw, "user", int(btf.forward("opaque"))));
  const TypeId floating = btf.floating("double", 8);
  const TypeId function = btf.function(large);
  btf__add_func_param(raw, "x", int(small));
  btf__add_func_param(raw, "y", int(floating));
  const TypeId to_tag = btf.pointer(tag);
  const TypeId to_function = btf.pointer(function);
  BtfSubset subset{btf};
  subset.keep(to_tag, Extent::pointees);
  subset.keep(to_function, Extent::pointees);
  subset.keep(number, Extent::value);
  const Btf result = written(subset);
  CHECK(result.type_count() == 10);
  const auto found = [&](const char* name, std::uint32_t kind) {
    return result.type(*result.find(name, kind));
  };
  CHECK(btf::enumerator_of(*found("small", BTF_KIND_ENUM), 0).value ==
        static_cast<std::uint64_t>(-1));
  CHECK(btf::enumerator_of(*found("large", BTF_KIND_ENUM64), 0).value ==
        0x123456789abcdef0);
  CHECK(btf_int_encoding(found("int", BTF_KIND_INT)) == BTF_INT_SIGNED);
}

TEST_CASE("what is no type can't be kept") {
  TestBtf btf;
  const TypeId variable = btf.variable("v", btf.integer("int", 4));
  const TypeId pointer = btf.pointer(variable);
  BtfSubset subset{btf};
  CHECK_THROWS_AS(subset.keep(pointer, Extent::pointees), Error);
}

TEST_CASE("a function that returns what is not there can't be kept") {
  TestBtf btf;
  const TypeId function = btf.function(4711);
  BtfSubset subset{btf};
  CHECK_THROWS_AS(subset.keep(function, Extent::value), Error);
}

TEST_CASE("the byte order stays that of the machine") {
  Sample sample;
  const auto foreign = std::endian::native == std::endian::little
                           ? BTF_BIG_ENDIAN
                           : BTF_LITTLE_ENDIAN;
  REQUIRE(btf__set_endianness(sample.btf.get_mutable(), foreign) == 0);
  BtfSubset subset{sample.btf};
  subset.keep(sample.whole, Extent::members);
  const Btf result = written(subset);
  CHECK(result.byte_order() != std::endian::native);
  CHECK(result.type_count() == 9);
}

}  // namespace skep::gen
