// Every command that skep shares with bpftool: on the same objects, by every
// way to name them, as text, -j and -p, with the options that both have.
#include <bpf/bpf.h>
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "tests/e2e/beside_bpftool.h"
#include "tests/e2e/loaded.h"
#include "tests/e2e/map_fixture.h"
#include "tests/e2e/prog_fixture.h"
#include "tests/e2e/twins.h"

namespace skep::test {
namespace {

constexpr const char* formats[] = {"", "-j", "-p"};

// Check a line with each of the options that change a listing or do nothing.
void check_with_options(const std::string& line) {
  for (const char* option :
       {"", "-f ", "--bpffs ", "-n ", "--nomount ", "-m ", "--mapcompat "})
    check_same_as_bpftool(option + line);
}

// A map with a name and a pin, a queue, a program, a link of it to a control
// group, and a socket map, the same in both places.
class Workshop {
 public:
  explicit Workshop(const std::string& cgroup) {
    std::string lines =
        "map create %/hash type hash key 4 value 4 entries 8 name h\n"
        "map create %/queue type queue key 0 value 4 entries 8 name q\n"
        "map create %/sockets type sockmap key 4 value 4 entries 2 name s\n";
    for (const char* byte : {"1", "2"})
      lines += fmt::format(
          "map update pinned %/hash key {0} 0 0 0 value 1 2 3 4\n"
          "map push pinned %/queue value {0} 0 0 0\n",
          byte);
    lines += "prog load " + bpf_object("cgroup_skb") + " %/prog\n";
    lines += "prog loadall " + bpf_object("sk_msg") + " %/sk\n";
    lines += "prog attach pinned %/prog cgroup " + cgroup +
             " egress pinned %/link\n";
    twins_.prepare(lines);
  }
  Twins& twins() { return twins_; }

 private:
  Twins twins_;
};

const std::vector<std::string>& lines_that_change() {
  static const std::vector<std::string> lines{
      "map create %/new type hash key 4 value 8 entries 4 name fresh",
      "map create %/new type array key 4 value 8 entries 4 name fresh flags 0",
      "map update pinned %/hash key 1 0 0 0 value 9 9 9 9",
      "map update pinned %/hash key hex a 0 0 0 value hex ff 0 0 0 noexist",
      "map update pinned %/hash key 1 0 0 0 value 9 9 9 9 noexist",
      "map delete pinned %/hash key 2 0 0 0",
      "map freeze pinned %/hash",
      "map pin pinned %/hash %/new",
      "map push pinned %/queue value 9 0 0 0",
      "map enqueue pinned %/queue value 9 0 0 0",
      "map pop pinned %/queue",
      "map dequeue pinned %/queue",
      "map peek pinned %/queue",
      "prog load " + bpf_object("nomaps") + " %/new",
      "prog loadall " + bpf_object("several") + " %/dir pinmaps %/maps",
      "prog loadall " + bpf_object("several") + " % autoattach",
      "prog pin pinned %/prog %/new",
      "prog attach pinned %/sk/on_message sk_msg_verdict pinned %/sockets",
      "prog detach pinned %/sk/on_message sk_msg_verdict pinned %/sockets",
      "link pin pinned %/link %/new",
      "link detach pinned %/link",
      "iter pin " + bpf_object("iter_task") + " %/new"};
  return lines;
}

// Two hashes with the same elements have them in different orders.
std::vector<std::string> sorted_dump(const std::string& pin) {
  std::istringstream dump{skep_ok("map dump pinned " + pin).out};
  std::vector<std::string> lines;
  for (std::string line; std::getline(dump, line);) lines.push_back(line);
  std::sort(lines.begin(), lines.end());
  return lines;
}

std::string member(const std::string& kind, const std::string& pin,
                   const char* key) {
  const auto value = skep_ok("-j " + kind + " show pinned " + pin).json()[key];
  return value.is_string() ? value.get<std::string>() : value.dump();
}

// Return the object with this id from a list, or null.
nlohmann::ordered_json with_id(const nlohmann::ordered_json& list,
                               const std::string& id) {
  for (const auto& object : list)
    if (object["id"].dump() == id) return object;
  return {};
}

// Check how a list of all that there is shows one object: the others' come and
// go.
void check_same_in_list(const std::string& line, const std::string& id) {
  CAPTURE(line);
  const auto ours = with_id(skep_ok("-j " + line).json(), id);
  const auto theirs = with_id(bpftool("-j " + line).json(), id);
  CHECK_FALSE(theirs.is_null());
  check_covers(line, ours, theirs);
}

}  // namespace

TEST_CASE("what changes something prints and leaves the same as bpftool") {
  const Cgroup cgroup;
  for (const std::string& line : lines_that_change()) {
    CAPTURE(line);
    for (const char* format : formats) {
      Workshop workshop{cgroup.path()};
      Twins& twins = workshop.twins();
      twins.run(line, format);
      twins.check_same_names("");
      for (const char* map : {"hash", "queue"})
        CHECK(facts_of("map", twins.ours() / map) ==
              facts_of("map", twins.theirs() / map));
      CHECK(sorted_dump(twins.ours() / "hash") ==
            sorted_dump(twins.theirs() / "hash"));
    }
  }
}

TEST_CASE("programs are shown alike, however they are named") {
  const Bpffs bpffs;
  skep_ok("prog loadall " + bpf_object("several") + " " + (bpffs / "d"));
  const std::string pin = bpffs / "d/a_filter_with_a_long_name";
  const std::string id = member("prog", pin, "id");
  check_with_options("prog show id " + id);
  check_with_options("prog show pinned " + pin);
  check_same_as_bpftool("prog list id " + id);
  check_same_as_bpftool("prog show name " + member("prog", pin, "name"));
  check_same_as_bpftool("prog show tag " + member("prog", pin, "tag"));
  for (const char* line : {"prog show", "prog list", "-f prog", "prog"})
    check_same_in_list(line, id);
}

TEST_CASE("maps are shown and dumped alike, however they are named") {
  const TestMap map;
  map.set(1, 2);
  for (const std::string& ref :
       {map.ref(), "name " + map.name(), "pinned " + map.pin()}) {
    check_with_options("map show " + ref);
    check_same_as_bpftool("map list " + ref);
    check_with_options("map dump " + ref);
    check_same_as_bpftool("map lookup " + ref + " key 1 0 0 0");
    check_same_as_bpftool("map peek " + ref + " key 1 0 0 0");
    check_same_as_bpftool("map getnext " + ref);
  }
}

TEST_CASE("maps are listed alike, those without BTF behind those with BTF") {
  for (int i = 0; i < 3; ++i) {
    const Loaded typed{"odd_values"};
    const TestMap untyped;
    const std::string id = member("map", untyped.pin(), "id");
    for (const char* line : {"map show", "map list", "-f map", "map"})
      check_same_in_list(line, id);
  }
}

TEST_CASE("links are shown alike, however they are named") {
  const Bpffs bpffs;
  const Cgroup cgroup;
  const std::string link = bpffs / "link";
  skep_ok("prog load " + bpf_object("cgroup_skb") + " " + (bpffs / "prog"));
  skep_ok("prog attach pinned " + (bpffs / "prog") + " cgroup " +
          cgroup.path() + " egress pinned " + link);
  const std::string id = member("link", link, "id");
  check_with_options("link show id " + id);
  check_with_options("link show pinned " + link);
  check_same_as_bpftool("link list id " + id);
  for (const char* line : {"link show", "link list", "-f link", "link"})
    check_same_in_list(line, id);
}

TEST_CASE("the short forms that bpftool has mean the same") {
  const TestMap map;
  map.set(1, 2);
  const std::string ref = map.ref();
  for (const std::string& line :
       {"m s " + ref, "map sh " + ref, "map l " + ref, "m d " + ref,
        "map loo " + ref + " k 1 0 0 0", "map g " + ref,
        "map pe " + ref + " k 1 0 0 0"})
    check_same_as_bpftool(line);
}

}  // namespace skep::test
