// Names of objects: short, as long as the kernel keeps them, and longer.
#include <bpf/bpf.h>
#include <doctest/doctest.h>

#include <algorithm>

#include "src/sys/error.h"
#include "tests/e2e/beside_bpftool.h"
#include "tests/e2e/loaded.h"
#include "tests/e2e/map_fixture.h"

namespace skep::test {
namespace {

std::string create_line(const std::string& pin, const std::string& name) {
  return "map create " + pin + " type array key 4 value 4 entries 1 name " +
         name;
}

nlohmann::ordered_json show_pinned(const std::string& pin) {
  return skep_ok("-j map show pinned " + pin).json();
}

// From here on the pin alone holds the object.
void pin(const Fd& fd, const std::string& path) {
  check(bpf_obj_pin(fd.get(), path.c_str()), "can't pin at {}", path);
}

}  // namespace

TEST_CASE("a map's name has up to 15 characters") {
  const Bpffs bpffs;
  const std::string longest =
      (unique_name("n") + std::string(15, 'x')).substr(0, 15);
  skep_ok(create_line(bpffs / "longest", longest));
  CHECK(show_pinned(bpffs / "longest")["name"] == longest);
  CHECK(skep_ok("-j map show name " + longest).json()["name"] == longest);
  for (const std::size_t length : {16U, 40U, 300U})
    check_fails(create_line(bpffs / "longer", std::string(length, 'x')), 2,
                {"15 characters"});
  check_fails(create_line(bpffs / "odd", "'a b'"), 2, {"'a b'"});
}

TEST_CASE("objects without a name are shown without one") {
  const Bpffs bpffs;
  pin(Fd{bpf_map_create(BPF_MAP_TYPE_ARRAY, nullptr, 4, 4, 1, nullptr)},
      bpffs / "map");
  pin(load_idle_prog(BPF_PROG_TYPE_SOCKET_FILTER, ""), bpffs / "prog");
  for (const std::string kind : {"map", "prog"}) {
    check_same_as_bpftool(kind + " show pinned " + bpffs / kind);
    CHECK_FALSE(skep_ok("-j " + kind + " show pinned " + bpffs / kind)
                    .json()
                    .contains("name"));
    CHECK(skep_ok("__complete " + kind + " show name ''").out.find("\n\t") ==
          std::string::npos);
  }
}

TEST_CASE("a name with dots selects") {
  const Bpffs bpffs;
  const std::string name = unique_name("a.b");
  skep_ok(create_line(bpffs / "map", name));
  CHECK(skep_ok("-j map show name " + name).json()["name"] == name);
}

TEST_CASE("a name selects whole names and those that the kernel has cut") {
  const Bpffs bpffs;
  const Loaded several{"several"};
  const std::string whole = "a_filter_with_a_long_name";
  const std::string cut = whole.substr(0, 15);
  const Fd prog = load_idle_prog(BPF_PROG_TYPE_SOCKET_FILTER, cut);
  const auto names_of = [](const std::string& name) {
    std::vector<std::string> names;
    auto shown = skep_ok("-j prog show name " + name).json();
    if (shown.is_object()) shown = nlohmann::ordered_json::array({shown});
    for (const auto& found : shown)
      names.push_back(found["name"].get<std::string>());
    return names;
  };
  const auto by_cut = names_of(cut);
  CHECK(std::find(by_cut.begin(), by_cut.end(), whole) != by_cut.end());
  CHECK(std::find(by_cut.begin(), by_cut.end(), cut) != by_cut.end());
  const auto by_whole = names_of(whole);
  CHECK(std::find(by_whole.begin(), by_whole.end(), cut) == by_whole.end());
  check_fails("prog pin name " + cut + " " + bpffs / "pin", 1,
              {"several progs match"});
}

}  // namespace skep::test
