// BTF that is read where it lies, beside libbpf; types put on top of one.
#include <doctest/doctest.h>

#include <array>
#include <cstring>
#include <memory>
#include <utility>

#include "src/btf/added_types.h"
#include "src/btf/find_member.h"
#include "src/btf/find_types.h"
#include "src/btf/raw_types.h"
#include "tests/unit/btf_fixture.h"

namespace skep::btf {
namespace {

Bytes raw_bytes_of(const TestBtf& types) {
  std::uint32_t size = 0;
  const void* data = btf__raw_data(types.get(), &size);
  REQUIRE(data != nullptr);
  const auto* bytes = static_cast<const Byte*>(data);
  return {bytes, bytes + size};
}

std::unique_ptr<const RawTypes> read(Bytes bytes) {
  return RawTypes::read(FileView{std::move(bytes)});
}

// A BTF with types of many kinds.
struct Sample {
  TestBtf types{};
  TypeId number = types.integer("long unsigned int", 8);
  TypeId text = types.pointer(types.integer("char", 1));
  TypeId row = types.array(number, 3);
  TypeId mood = types.enumeration("mood", 4, {{"CALM", 0}, {"LOUD", 2}});
  TypeId inner = types.combination("", 8, {{"a", number, 0}});
  TypeId pond = types.structure(
      "pond", 40, {{"row", row, 0}, {"", inner, 192}, {"mood", mood, 256}});
  TypeId other = types.structure("pond", 8, {{"text", text, 0}});
  TypeId alias = types.alias("pond_t", types.constant(pond));
  TypeId call = types.named_function("swim", types.function(number));
  TypeId level = types.variable("level", number);
  TypeId half = types.floating("float", 4);
  TypeId far = types.forward("sea");
};

}  // namespace

TEST_CASE("types are where libbpf finds them") {
  const Sample sample;
  const BtfView expected = sample.types;
  const auto raw = read(raw_bytes_of(sample.types));
  REQUIRE(raw != nullptr);
  CHECK(raw->type_count() == expected.type_count());
  for (TypeId id = 0; id <= expected.type_count() + 1; ++id) {
    CAPTURE(id);
    const btf_type* ours = raw->type(id);
    const btf_type* theirs = expected.type(id);
    REQUIRE((ours == nullptr) == (theirs == nullptr));
    if (ours == nullptr) continue;
    CHECK(std::memcmp(ours, theirs, sizeof *ours) == 0);
    CHECK(raw->name(ours->name_off) == expected.name(*theirs));
    CHECK(raw->size_of(id) == expected.resolve_size(id));
  }
  CHECK(raw->pointer_size() == expected.pointer_size());
  CHECK(raw->find("pond", BTF_KIND_STRUCT) == sample.pond);
  CHECK(raw->find("swim", BTF_KIND_FUNC) == sample.call);
  CHECK_FALSE(raw->find("pond", BTF_KIND_UNION));
  CHECK_FALSE(raw->find("po", BTF_KIND_STRUCT));
  CHECK(raw->name(0xffff'ffffU).empty());
  CHECK(btf__type_cnt(raw->parsed()) == raw->type_count());
}

TEST_CASE("what is cut off or made up is not read") {
  const Sample sample;
  const Bytes whole = raw_bytes_of(sample.types);
  for (std::size_t size = 0; size < whole.size(); ++size)
    CHECK(read({whole.begin(), whole.begin() + static_cast<long>(size)}) ==
          nullptr);
  for (std::size_t at = 0; at < whole.size(); ++at)
    for (const int value : {0x00, 0x1f, 0x7f, 0xff}) {
      Bytes changed = whole;
      changed[at] = static_cast<Byte>(value);
      const auto raw = read(changed);
      if (raw == nullptr) continue;
      // Nothing outside is read, and nothing goes on for ever.
      for (TypeId id = 0; id < raw->type_count(); ++id) {
        (void)raw->name(raw->type(id)->name_off);
        (void)raw->size_of(id);
      }
    }
}

TEST_CASE("several types are found in one walk") {
  const Sample sample;
  const std::array<std::string_view, 4> names{"nothing", "pond", "mood", ""};
  const auto found = find_structs(sample.types, names);
  REQUIRE(found.size() == 4);
  CHECK_FALSE(found[0]);
  CHECK(found[1] == sample.pond);
  CHECK_FALSE(found[2]);
  CHECK_FALSE(found[3]);
}

TEST_CASE("types of our own rest on those of a BTF") {
  auto base = std::make_shared<Sample>();
  const TypeId first = base->types.type_count();
  AddedTypes added{base->types};
  const TypeId kind = added.add_enum("kind", {{"one", 1}, {"two", 2}});
  const TypeId pointer = added.add_pointer(base->pond);
  const TypeId whole =
      added.add_struct("whole", 16, {{"kind", kind, 0}, {"pond", pointer, 8}});
  CHECK(kind == first);
  const auto check = [&](const Btf& all) {
    CHECK(all.type_count() == first + 3);
    CHECK(all.find("whole", BTF_KIND_STRUCT) == whole);
    CHECK(all.find("pond", BTF_KIND_STRUCT) == base->pond);
    CHECK(all.resolve_size(whole) == 16U);
    const auto member = find_member(all, {.type = whole}, "pond");
    REQUIRE(member);
    CHECK(member->byte == 8);
    CHECK(all.type(member->type)->type == base->pond);
    CHECK(all.name(*all.type(kind)) == "kind");
    CHECK(btf__type_cnt(all.get()) == first + 3);
  };
  check(Btf::on_top_of({base, &base->types}, added.finish()));

  const auto below = read(raw_bytes_of(base->types));
  const auto all = RawTypes::read(FileView{added.finish()}, below.get());
  REQUIRE(all != nullptr);
  CHECK(all->type_count() == first + 3);
  CHECK(all->find("whole", BTF_KIND_STRUCT) == whole);
  CHECK(all->find("pond", BTF_KIND_STRUCT) == base->pond);
  CHECK(all->type(pointer)->type == base->pond);
  CHECK(all->size_of(pointer) == 8U);
  CHECK(all->name(all->type(kind)->name_off) == "kind");
  CHECK(btf__type_cnt(all->parsed()) == first + 3);
}

}  // namespace skep::btf
