// Targets of iterators in a BTF, and the ways to fields of their objects.
#include <doctest/doctest.h>

#include "src/iter/field_path.h"
#include "tests/unit/iter_fixture.h"

namespace skep::iter {
namespace {

using Hops = std::vector<std::uint32_t>;

Location found(const Kernel& kernel, std::string_view path) {
  CAPTURE(path);
  auto result = find_field(kernel.types, kernel.target, path);
  REQUIRE(std::holds_alternative<Location>(result));
  return std::get<Location>(result);
}

std::string refused(const Kernel& kernel, std::string_view path) {
  const auto result = find_field(kernel.types, kernel.target, path);
  const auto* error = std::get_if<Error>(&result);
  return error == nullptr ? "no error" : error->what() + ("|" + error->hint());
}

}  // namespace

TEST_CASE("a target has a function and a context, which tells its arguments") {
  Kernel kernel;
  kernel.types.structure("bpf_iter__goose", 8, {{"goose", kernel.text, 0}});
  kernel.types.named_function("bpf_iter_num_new",
                              kernel.types.function(kernel.i32));
  const auto targets = find_targets(kernel.types);
  REQUIRE(targets.size() == 1);
  CHECK(targets[0].name == "duck");
  CHECK(targets[0].function == kernel.function);
  REQUIRE(targets[0].arguments.size() == 2);
  CHECK(targets[0].arguments[0].name == "lake");
  CHECK(targets[0].arguments[0].target.byte == 8);
  CHECK(targets[0].object.name == "duck");
  CHECK(targets[0].object.target.byte == 16);
}

TEST_CASE("an unknown target is refused with the close names") {
  const Kernel kernel;
  CHECK(error_of([&] { (void)find_target(kernel.types, "duk"); }) ==
        "this kernel has no iterators over 'duk'|did you mean duck?");
  CHECK(error_of([&] { (void)find_target(kernel.types, "maps", {"map"}); }) ==
        "this kernel has no iterators over 'maps'|did you mean map?");
}

TEST_CASE("a path starts from an argument or from the object") {
  const Kernel kernel;
  CHECK(found(kernel, "id").hops == Hops{16});
  CHECK(found(kernel, "id").value.byte == 0);
  CHECK(found(kernel, "duck.age").hops == Hops{16});
  CHECK(found(kernel, "duck.age").value.byte == 4);
  CHECK(found(kernel, "lake").hops.empty());
  CHECK(found(kernel, "lake").value.byte == 8);
  CHECK(found(kernel, "duck").hops.empty());
}

TEST_CASE("a path goes through pointers, unnamed members and arrays") {
  const Kernel kernel;
  CHECK(found(kernel, "home.area").hops == Hops{16, 40});
  CHECK(found(kernel, "home.area").value.byte == 16);
  CHECK(found(kernel, "black").value.byte == 16);
  CHECK(found(kernel, "eggs[2]").value.byte == 56);
  CHECK(found(kernel, "eggs[2]").value.type == kernel.u32);
  CHECK(found(kernel, "home[2].area").value.byte == 2 * 24 + 16);
  // An array of 0 elements goes on as far as it likes.
  CHECK(found(kernel, "tail[7]").value.byte == 88 + 7);
  const Location rank = found(kernel, "rank");
  CHECK(rank.value.byte * 8 + rank.value.bit == 65);
  CHECK(rank.value.bitfield_size == 5);
}

TEST_CASE("a path that leads nowhere is refused with the close names") {
  const Kernel kernel;
  CHECK(refused(kernel, "nam") ==
        "'struct duck' has no member 'nam'|did you mean name?");
  CHECK(refused(kernel, "lak") ==
        "'struct duck' has no member 'lak'|did you mean lake?");
  CHECK(refused(kernel, "home.deph") ==
        "'struct pond' has no member 'deph'|did you mean depth?");
  CHECK(refused(kernel, "id.x").starts_with("'x' is looked for in"));
  CHECK(refused(kernel, "likes.x").starts_with("'x' is looked for in"));
  CHECK(refused(kernel, "eggs[3]").starts_with("there is no element 3"));
  CHECK(refused(kernel, "id[0]").starts_with("there is no element 0"));
  CHECK(refused(kernel, "tail[4294967296]").starts_with("there is no element"));
  for (const char* path :
       {"", "home..area", "eggs[", "eggs[x]", "[0]", "eggs[0]x", "."})
    CHECK(refused(kernel, path) != "no error");
}

TEST_CASE("what is there may be taken for a struct that begins so") {
  Kernel kernel;
  kernel.types.structure(
      "swan", 64, {{"duck", kernel.duck, 0}, {"grace", kernel.u64, 448}});
  CHECK(found(kernel, "duck@swan.grace").hops == Hops{16});
  CHECK(found(kernel, "duck@swan.grace").value.byte == 56);
  CHECK(found(kernel, "home@swan.grace").hops == Hops{16, 40});
  CHECK(found(kernel, "eggs[1]@swan.grace").value.byte == 52 + 56);
  CHECK(refused(kernel, "duck@goos.grace")
            .starts_with("the kernel has no 'struct goos'"));
  CHECK(refused(kernel, "duck@swan.name").find("'struct swan'") !=
        std::string::npos);
  for (const char* path : {"@swan", "duck@", "duck@swan[1]", "@"}) {
    CAPTURE(path);
    CHECK(refused(kernel, path) != "no error");
  }
}

}  // namespace skep::iter
