#include <doctest/doctest.h>

#include "src/gen/c_order.h"
#include "src/gen/names.h"
#include "tests/unit/btf_fixture.h"

namespace skep::gen {
namespace {

using btf::TestBtf;
using btf::TypeId;

}  // namespace

TEST_CASE("types are ordered by what they are, then by name") {
  TestBtf btf;
  const TypeId number = btf.integer("int", 4);
  const TypeId late = btf.structure("b", 4, {{"x", number, 0}});
  const TypeId early = btf.structure("a", 4, {{"x", number, 0}});
  const TypeId pointer = btf.pointer(late);
  const TypeId alias = btf.alias("z", number);
  const TypeId of_struct = btf.alias("c", early);
  CHECK(order_for_c(btf, number) ==
        std::vector<TypeId>{number, alias, early, of_struct, late, pointer});
  CHECK(order_for_c(btf, pointer) ==
        std::vector<TypeId>{alias, of_struct, pointer});
}

TEST_CASE("types of one name are ordered by what they are made of") {
  TestBtf btf;
  const TypeId number = btf.integer("int", 4);
  const TypeId first = btf.structure("same", 4, {{"x", number, 0}});
  const TypeId second = btf.structure("same", 4, {{"a", number, 0}});
  TestBtf other;
  const TypeId other_number = other.integer("int", 4);
  const TypeId other_second =
      other.structure("same", 4, {{"a", other_number, 0}});
  const TypeId other_first =
      other.structure("same", 4, {{"x", other_number, 0}});
  CHECK((order_for_c(btf, first)[0] == first) ==
        (order_for_c(other, other_second)[0] == other_first));
  CHECK((order_for_c(btf, first)[0] == second) ==
        (order_for_c(other, other_second)[0] == other_second));
}

TEST_CASE("a BPF program may use names that other programs may not") {
  for (const char* name : {"errno", "true", "linux", "nullptr", "NULL"}) {
    CAPTURE(name);
    CHECK(is_bpf_identifier(name));
    CHECK_FALSE(is_c_identifier(name));
  }
  for (const char* name : {"", "1st", "a-b", "int", "while", "a\n"}) {
    CAPTURE(name);
    CHECK_FALSE(is_bpf_identifier(name));
  }
}

}  // namespace skep::gen
