#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <utility>

#include "src/btf/btf.h"
#include "src/btf/soundness.h"
#include "src/sys/error.h"
#include "tests/unit/btf_fixture.h"

namespace skep::btf {
namespace {

Bytes raw_data(const Btf& btf) {
  std::uint32_t size = 0;
  const void* data = btf__raw_data(btf.get(), &size);
  const auto* first = static_cast<const Byte*>(data);
  return {first, first + size};
}

TEST_CASE("types and names outside of a BTF are absent") {
  TestBtf btf;
  const TypeId number = btf.integer("int", 4, BTF_INT_SIGNED);
  CHECK(btf.name(*btf.type(number)) == "int");
  CHECK(btf.type(number + 1) == nullptr);
  CHECK(btf.type(0xffffffff) == nullptr);
  CHECK(btf.name(0xffffffff).empty());
  REQUIRE(btf.type(void_id) != nullptr);
  CHECK(btf_is_void(btf.type(void_id)));
}

TEST_CASE("a type is found by name and kind") {
  TestBtf btf;
  btf.integer("x", 4);
  const TypeId composite = btf.structure("x", 0, {});
  CHECK(btf.find("x", BTF_KIND_STRUCT) == composite);
  CHECK_FALSE(btf.find("x", BTF_KIND_UNION));
  CHECK_FALSE(btf.find("y", BTF_KIND_STRUCT));
}

TEST_CASE("typedefs are skipped only where asked") {
  TestBtf btf;
  const TypeId number = btf.integer("int", 4);
  const TypeId alias = btf.alias("number", btf.constant(number));
  const TypeId constant = btf.constant(alias);
  CHECK(btf.skip_modifiers(constant) == alias);
  CHECK(btf.skip_modifiers_and_typedefs(constant) == number);
  CHECK(btf.skip_modifiers(number) == number);
}

TEST_CASE("a chain of types that does not end leads to void") {
  TestBtf btf;
  const TypeId self = btf.type_count();
  btf.alias("self", self);
  CHECK(btf.skip_modifiers_and_typedefs(self) == void_id);
  CHECK_FALSE(btf.resolve_size(self));
  const TypeId dangling = btf.alias("dangling", 12345);
  CHECK(btf.skip_modifiers_and_typedefs(dangling) == void_id);
  CHECK_FALSE(btf.resolve_size(dangling));
}

TEST_CASE("sizes are resolved through arrays and typedefs") {
  TestBtf btf;
  const TypeId number = btf.integer("int", 4);
  const TypeId rows = btf.array(btf.alias("row", btf.array(number, 3)), 2);
  CHECK(btf.resolve_size(rows) == 24);
  CHECK(btf.resolve_size(btf.array(number, 0)) == 0);
  CHECK_FALSE(btf.resolve_size(btf.array(number, 0x80000000)));
  CHECK_FALSE(btf.resolve_size(btf.forward("opaque")));
  CHECK_FALSE(btf.resolve_size(void_id));
}

TEST_CASE("a pointer has 8 bytes unless the BTF is of a 32-bit machine") {
  TestBtf btf;
  CHECK(btf.pointer_size() == 8);
  REQUIRE(btf__set_pointer_size(btf.get_mutable(), 4) == 0);
  CHECK(btf.pointer_size() == 4);
}

TEST_CASE("raw BTF is parsed, also as a split one over its base") {
  TestBtf made;
  made.integer("int", 4);
  auto base = std::make_shared<const Btf>(Btf::from_bytes(raw_data(made)));
  const Btf extension{btf__new_empty_split(base->get_mutable()), base};
  const TypeId added =
      TestBtf::id(btf__add_struct(extension.get_mutable(), "extension", 4));
  Btf split = Btf::from_bytes(raw_data(extension), std::move(base));
  const Btf moved = std::move(split);
  CHECK(moved.find("int", BTF_KIND_INT));
  CHECK(moved.find("extension", BTF_KIND_STRUCT) == added);
}

TEST_CASE("malformed BTF is an error") {
  CHECK_THROWS_AS(Btf::from_bytes({}), Error);
  CHECK_THROWS_AS(Btf::from_bytes(Bytes(100)), Error);
  TestBtf made;
  Bytes raw = raw_data(made);
  raw.pop_back();
  CHECK_THROWS_AS(Btf::from_bytes(raw), Error);
}

TEST_CASE("the error for a file without BTF names it") {
  const auto message_for = [](const std::string& path) -> std::string {
    try {
      static_cast<void>(Btf::from_file(path));
      return "";
    } catch (const Error& error) {
      return error.what();
    }
  };
  CHECK(message_for("/no/such/file") ==
        "can't load BTF from /no/such/file: No such file or directory");
  CHECK(message_for("/dev/null").starts_with("can't load BTF from /dev/null"));
  CHECK(message_for("/proc/self/exe").find(".BTF") != std::string::npos);
}

}  // namespace
TEST_CASE("references that come to no end are found") {
  TestBtf btf;
  const TypeId number = btf.integer("int", 4);
  const TypeId first = btf.alias("first", number);
  const TypeId second = btf.constant(first);
  btf.pointer(second);
  CHECK_FALSE(has_endless_references(btf));
  btf.edit(first)->type = second;
  CHECK(has_endless_references(btf));
  TestBtf nested;
  const TypeId array = nested.array(nested.integer("int", 4), 3);
  CHECK_FALSE(has_endless_references(nested));
  btf_array(nested.edit(array))->type = nested.constant(array);
  CHECK(has_endless_references(nested));
}

TEST_CASE("bitfields of what has no bits are found") {
  TestBtf btf;
  const TypeId number = btf.integer("int", 4);
  btf.structure("fine", 4, {{"bits", btf.alias("u32", number), 0, 3}});
  CHECK(find_fault(btf).empty());
  btf.structure("odd", 8, {{"bits", btf.structure("empty", 0, {}), 0, 3}});
  CHECK(find_fault(btf) == "a bitfield is of no number");
}

TEST_CASE("functions that return what is not there are found") {
  TestBtf btf;
  const TypeId function = btf.function(btf.integer("int", 4));
  CHECK(find_fault(btf).empty());
  btf.edit(function)->type = 99;
  CHECK(find_fault(btf) == "a function returns what is not there");
}

}  // namespace skep::btf
