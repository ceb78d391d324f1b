// Which of a kernel's types answer a relocation.
#include <doctest/doctest.h>

#include <string>

#include "src/btf/core_resolver.h"
#include "src/sys/error.h"
#include "tests/unit/btf_fixture.h"

namespace skep::btf {
namespace {

// An object and a kernel, and what the one asks the other.
struct Both {
  TestBtf local{};
  TestBtf target{};
  TypeId ours = local.integer("int", 4);
  TypeId theirs = target.integer("int", 4);

  [[nodiscard]] CoreRelocation relocation(std::uint32_t kind, TypeId type,
                                          const char* access = "0") {
    CoreRelocation relocation{};
    relocation.kind = kind;
    relocation.type = type;
    relocation.access = TestBtf::id(btf__add_str(local.get_mutable(), access));
    return relocation;
  }
};

std::vector<TypeId> roots(const std::vector<CoreTarget>& targets) {
  std::vector<TypeId> ids;
  for (const CoreTarget& target : targets) ids.push_back(target.path.root);
  return ids;
}

}  // namespace

TEST_CASE("candidates have the same name, without flavors, and kind") {
  Both b;
  const TypeId wanted = b.local.structure("s___mine", 4, {});
  const TypeId first = b.target.structure("s", 4, {});
  b.target.combination("s", 4, {});
  b.target.alias("s", first);
  b.target.structure("t", 4, {});
  const TypeId second = b.target.structure("s___2", 4, {});
  const CoreCandidates candidates{b.target};
  CHECK(candidates.find(b.local, *b.local.type(wanted)) ==
        std::vector<TypeId>{first, second});
  CHECK(candidates.find(b.local, *b.local.type(b.ours)).size() == 1);
}

TEST_CASE("types of a module count if the kernel has none") {
  TestBtf kernel;
  const TypeId common = kernel.structure("common", 4, {});
  const Btf module{btf__new_empty_split(kernel.get_mutable())};
  REQUIRE(btf__add_struct(module.get_mutable(), "common", 8) > 0);
  const TypeId own =
      TestBtf::id(btf__add_struct(module.get_mutable(), "own", 8));
  TestBtf local;
  const TypeId ours = local.structure("common", 4, {});
  const TypeId its = local.structure("own", 4, {});
  const CoreCandidates candidates{module};
  CHECK(candidates.find(local, *local.type(ours)) ==
        std::vector<TypeId>{common});
  CHECK(candidates.find(local, *local.type(its)) == std::vector<TypeId>{own});
}

TEST_CASE("a type that lacks what others have is not asked again") {
  Both b;
  const TypeId wanted =
      b.local.structure("s", 8, {{"x", b.ours, 0}, {"y", b.ours, 32}});
  const TypeId with_x = b.target.structure("s", 4, {{"x", b.theirs, 0}});
  const TypeId with_both =
      b.target.structure("s", 8, {{"x", b.theirs, 0}, {"y", b.theirs, 32}});
  const auto x = b.relocation(BPF_CORE_FIELD_EXISTS, wanted, "0:0");
  const auto y = b.relocation(BPF_CORE_FIELD_EXISTS, wanted, "0:1");
  const CoreCandidates candidates{b.target};
  CoreResolver resolver{b.local, candidates};
  CHECK(roots(resolver.resolve(x)) == std::vector<TypeId>{with_x, with_both});
  CHECK(roots(resolver.resolve(y)) == std::vector<TypeId>{with_both});
  CHECK(roots(resolver.resolve(x)) == std::vector<TypeId>{with_both});
}

TEST_CASE("types of one name have to agree") {
  Both b;
  const TypeId wanted = b.local.structure("s", 4, {{"x", b.ours, 0}});
  b.target.structure("s", 8, {{"x", b.theirs, 0}});
  b.target.structure("s", 8, {{"x", b.theirs, 32}});
  const CoreCandidates candidates{b.target};
  CoreResolver resolver{b.local, candidates};
  CHECK(resolver.resolve(b.relocation(BPF_CORE_TYPE_SIZE, wanted)).size() == 2);
  CHECK_THROWS_WITH_AS(
      resolver.resolve(b.relocation(BPF_CORE_FIELD_BYTE_OFFSET, wanted, "0:0")),
      doctest::Contains("disagree"), Error);
  CHECK_THROWS_AS(
      resolver.resolve(b.relocation(BPF_CORE_TYPE_ID_TARGET, wanted)), Error);
}

TEST_CASE("what the kernel lacks is no failure") {
  Both b;
  const TypeId wanted = b.local.structure("gone", 4, {{"x", b.ours, 0}});
  const CoreCandidates candidates{b.target};
  CoreResolver resolver{b.local, candidates};
  for (const std::uint32_t kind :
       {BPF_CORE_TYPE_EXISTS, BPF_CORE_TYPE_SIZE, BPF_CORE_TYPE_MATCHES,
        BPF_CORE_TYPE_ID_TARGET, BPF_CORE_TYPE_ID_LOCAL})
    CHECK(resolver.resolve(b.relocation(kind, wanted)).empty());
  CHECK(resolver.resolve(b.relocation(BPF_CORE_FIELD_BYTE_SIZE, wanted, "0:0"))
            .empty());
}

TEST_CASE("enumerators are found by their names, in enums of either size") {
  Both b;
  const TypeId wanted =
      TestBtf::id(btf__add_enum(b.local.get_mutable(), "e", 4));
  btf__add_enum_value(b.local.get_mutable(), "a", 1);
  btf__add_enum_value(b.local.get_mutable(), "b___new", 2);
  const TypeId found =
      TestBtf::id(btf__add_enum64(b.target.get_mutable(), "e", 8, false));
  btf__add_enum64_value(b.target.get_mutable(), "b", 0x123456789a);
  const CoreCandidates candidates{b.target};
  CoreResolver resolver{b.local, candidates};
  const auto targets =
      resolver.resolve(b.relocation(BPF_CORE_ENUMVAL_VALUE, wanted, "1"));
  REQUIRE(roots(targets) == std::vector<TypeId>{found});
  CHECK(targets[0].value == 0x123456789a);
  CHECK(resolver.resolve(b.relocation(BPF_CORE_ENUMVAL_EXISTS, wanted, "0"))
            .empty());
}

TEST_CASE("malformed relocations are told by what they ask") {
  Both b;
  const TypeId wanted = b.local.structure("s", 4, {{"x", b.ours, 0}});
  const TypeId unnamed = b.local.structure(nullptr, 4, {{"x", b.ours, 0}});
  const TypeId forward = b.local.forward("f");
  const CoreCandidates candidates{b.target};
  CoreResolver resolver{b.local, candidates};
  const auto check_refused = [&](const CoreRelocation& relocation) {
    CAPTURE(relocation.kind);
    CAPTURE(relocation.type);
    CHECK_THROWS_WITH_AS(resolver.resolve(relocation),
                         doctest::Contains("of type "), Error);
  };
  check_refused(b.relocation(BPF_CORE_FIELD_EXISTS, 4711, "0:0"));
  check_refused(b.relocation(BPF_CORE_FIELD_EXISTS, void_id, "0:0"));
  check_refused(b.relocation(BPF_CORE_FIELD_EXISTS, wanted, "0:1"));
  check_refused(b.relocation(BPF_CORE_FIELD_EXISTS, wanted, ""));
  check_refused(b.relocation(BPF_CORE_FIELD_EXISTS, unnamed, "0:0"));
  check_refused(b.relocation(BPF_CORE_FIELD_SIGNED, wanted, "0"));
  check_refused(b.relocation(BPF_CORE_TYPE_EXISTS, wanted, "0:0"));
  check_refused(b.relocation(BPF_CORE_TYPE_SIZE, forward));
  check_refused(b.relocation(BPF_CORE_ENUMVAL_VALUE, wanted, "0"));
  check_refused(b.relocation(13, wanted));
  CoreRelocation stray = b.relocation(BPF_CORE_TYPE_EXISTS, wanted);
  stray.access = 0x7fffffff;
  check_refused(stray);
}

}  // namespace skep::btf
