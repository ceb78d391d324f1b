#include "src/btf/fingerprint.h"
#include "tests/unit/btf_fixture.h"

namespace skep::btf {

TEST_CASE("types of one layout have one fingerprint") {
  TestBtf btf;
  const TypeId u32 = btf.integer("unsigned int", 4);
  const TypeId other = btf.integer("u32", 4);
  const TypeId a = btf.structure("a", 8, {{"x", u32, 0}, {"y", u32, 32}});
  const TypeId b = btf.structure(
      "b", 8, {{"x", btf.alias("t", other), 0}, {"y", btf.constant(u32), 32}});
  CHECK(fingerprint(btf, a) == fingerprint(btf, b));
  CHECK(fingerprint(btf, btf.pointer(a)) == fingerprint(btf, btf.pointer(u32)));
  CHECK(fingerprint(btf, void_id) == 0);
}

TEST_CASE("a fingerprint tells whatever makes values mean something else") {
  TestBtf btf;
  const TypeId u32 = btf.integer("u32", 4);
  const TypeId s32 = btf.integer("s32", 4, BTF_INT_SIGNED);
  const TypeId up = btf.enumeration("e", 4, {{"up", 1}});
  const TypeId all[]{
      u32,
      s32,
      up,
      btf.enumeration("e", 4, {{"up", 2}}),
      btf.enumeration("e", 4, {{"down", 1}}),
      btf.array(u32, 2),
      btf.array(u32, 3),
      btf.structure("s", 8, {{"x", u32, 0}, {"y", u32, 32}}),
      btf.structure("s", 8, {{"y", u32, 0}, {"x", u32, 32}}),
      btf.structure("s", 12, {{"x", u32, 0}, {"y", u32, 64}}),
      btf.structure("s", 8, {{"x", u32, 0}, {"y", s32, 32}}),
      btf.structure("s", 4, {{"x", u32, 0, 3}}),
      btf.structure("s", 4, {{"x", u32, 0, 4}}),
      btf.combination("s", 4, {{"x", u32, 0}}),
      btf.structure("s", 4, {{"x", u32, 0}}),
  };
  for (const TypeId& a : all)
    for (const TypeId& b : all) {
      CAPTURE(a);
      CAPTURE(b);
      CHECK((fingerprint(btf, a) == fingerprint(btf, b)) == (&a == &b));
    }
}

TEST_CASE("a type with absurdly many parts has a fingerprint in no time") {
  TestBtf btf;
  TypeId inner = btf.integer("u32", 4);
  for (int i = 0; i < 30; ++i)
    inner = btf.structure("s", 8, {{"a", inner, 0}, {"b", inner, 32}});
  CHECK(fingerprint(btf, inner) != 0);
}

}  // namespace skep::btf
