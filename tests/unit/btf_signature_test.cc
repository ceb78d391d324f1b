#include <doctest/doctest.h>

#include "src/btf/signature.h"
#include "tests/unit/btf_fixture.h"

namespace skep::btf {
namespace {

TypeId add_function(TestBtf& btf, const char* name, TypeId proto) {
  return TestBtf::id(btf__add_func(btf.get_mutable(), name, BTF_FUNC_GLOBAL,
                                   static_cast<int>(proto)));
}

void add_param(TestBtf& btf, const char* name, TypeId type) {
  REQUIRE(btf__add_func_param(btf.get_mutable(), name,
                              static_cast<int>(type)) == 0);
}

TEST_CASE("a function is declared in bpftool's layout") {
  TestBtf btf;
  const TypeId number = btf.integer("int", 4, BTF_INT_SIGNED);
  const TypeId context = btf.structure("xdp_md", 0, {});
  const TypeId pointer = btf.pointer(btf.constant(context));
  const TypeId bytes = btf.pointer(btf.array(number, 3));
  const TypeId nothing = btf.pointer(void_id);
  const TypeId proto = btf.function(number);
  add_param(btf, "ctx", pointer);
  add_param(btf, "numbers", bytes);
  add_param(btf, nullptr, nothing);
  add_param(btf, nullptr, void_id);
  const TypeId function = add_function(btf, "on_packet", proto);
  CHECK(signature_of(btf, function) ==
        "int on_packet(const struct xdp_md * ctx, int [3]* numbers, void *, "
        "...)");
  CHECK(signature_of(btf, number).empty());
  CHECK(signature_of(btf, 12345).empty());
}

TEST_CASE("types without an end have a short declaration") {
  TestBtf btf;
  const TypeId self = btf.type_count();
  btf.pointer(self);
  const TypeId proto = btf.function(self);
  CHECK(signature_of(btf, add_function(btf, "odd", proto)).size() < 1024);
  const TypeId doubled = btf.type_count();
  btf.function(doubled);
  add_param(btf, "a", doubled);
  add_param(btf, "b", doubled);
  CHECK(signature_of(btf, add_function(btf, "wide", doubled)).size() < 1024);
}

}  // namespace
}  // namespace skep::btf
