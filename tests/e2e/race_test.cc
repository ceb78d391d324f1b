// Every command that lists, finds or reads, while objects come and go.
#include <bpf/bpf.h>
#include <doctest/doctest.h>
#include <fcntl.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <memory>
#include <set>

#include "src/sys/bpffs.h"
#include "src/sys/error.h"
#include "src/sys/kernel_object.h"
#include "src/sys/text.h"
#include "tests/e2e/churn.h"
#include "tests/e2e/loaded.h"
#include "tests/e2e/map_fixture.h"
#include "tests/e2e/prog_fixture.h"

namespace skep::test {
namespace {

using Json = nlohmann::ordered_json;
using Check = std::function<void(const Result&)>;

// One command line, and what must be true of its result besides success.
struct Turn {
  std::string line;
  Check check{};
  bool may_fail = false;  // then `check` looks at the failure
  std::string input{};
};
using Turns = std::vector<Turn>;

// An object that is there all the time.
struct Stable {
  std::string kind;
  std::string id;
  std::string name;  // empty: links have none
  std::string pin;
};

// How long the run takes: $SKEP_RACE_SECONDS, or 30.
std::chrono::seconds duration() {
  const char* given = std::getenv("SKEP_RACE_SECONDS");
  return std::chrono::seconds{given != nullptr ? std::atoi(given) : 30};
}

// What is there all the time, and the place for what is not.
class World {
 public:
  World() {
    for (std::uint32_t key = 0; key < first_churned; ++key) {
      const std::uint64_t value = key;
      hash.set(key, value);
      trie.set(TrieKey{.key = key}, value);
    }
  }

  [[nodiscard]] ChurnPlace place() const {
    return {names,   bpffs.path(),   cgroup.path(),
            object_, hash_fd_.get(), trie_fd_.get()};
  }
  [[nodiscard]] std::vector<Stable> stable() const {
    return {{"map", map_id(hash), hash.name(), hash.pin()},
            {"map", map_id(trie), trie.name(), trie.pin()},
            {"prog", std::to_string(prog().id), prog_name_, prog_pin()},
            {"link", link_id_, "", link_pin()}};
  }
  [[nodiscard]] std::string prog_tag() const {
    const bpf_prog_info info = prog();
    return fmt::format("{:02x}", fmt::join(info.tag, ""));
  }

  // How much is there that is not stable.
  [[nodiscard]] std::size_t count_leftovers() const;

  ChurnNames names;
  Bpffs bpffs;
  Cgroup cgroup;
  TestMap hash{{.value_size = 8, .max_entries = 1024}};
  TestMap trie{{.type = BPF_MAP_TYPE_LPM_TRIE,
                .key_size = sizeof(TrieKey),
                .value_size = 8,
                .max_entries = 1024,
                .flags = BPF_F_NO_PREALLOC}};

 private:
  [[nodiscard]] static std::string map_id(const TestMap& map) {
    return map.ref().substr(std::string_view{"id "}.size());
  }
  [[nodiscard]] bpf_prog_info prog() const {
    return info_of<bpf_prog_info>(prog_);
  }
  [[nodiscard]] std::string prog_pin() const { return bpffs / "prog"; }
  [[nodiscard]] std::string link_pin() const { return bpffs / "link"; }

  // Attach the program and pin both; return the id of the link.
  [[nodiscard]] std::string attach() const {
    const Fd group{::open(cgroup.path().c_str(), O_RDONLY | O_CLOEXEC)};
    const Fd link{check(bpf_link_create(prog_.get(), group.get(),
                                        BPF_CGROUP_INET_INGRESS, nullptr),
                        "can't attach")};
    check(bpf_obj_pin(prog_.get(), prog_pin().c_str()), "can't pin");
    check(bpf_obj_pin(link.get(), link_pin().c_str()), "can't pin");
    return std::to_string(info_of<bpf_link_info>(link).id);
  }

  // This process is the owner that must be shown.
  Fd hash_fd_ = hash.open();
  Fd trie_fd_ = trie.open();
  std::string prog_name_ = unique_name("stable");
  Fd prog_ = load_idle_prog(BPF_PROG_TYPE_CGROUP_SKB, prog_name_, ::getpid());
  std::string link_id_ = attach();
  std::string object_ = bpf_object("metadata");
};

template <typename Info>
std::size_t count_named(ObjectKind kind, const ChurnNames& names) {
  std::size_t count = 0;
  for_each_object(kind, [&](std::uint32_t, const Fd& fd) {
    if (names.has(info_of<Info>(fd).name)) ++count;
  });
  return count;
}

std::size_t World::count_leftovers() const {
  // Stable are two pins and one link.
  return count_named<bpf_map_info>(ObjectKind::map, names) +
         count_named<bpf_prog_info>(ObjectKind::prog, names) +
         files_below(bpffs.path()).size() - 2 + count_links_of(prog_pin()) - 1;
}

// ---- what must be true ------------------------------------------------------
bool is_name_character(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' ||
         c == '.';
}

// Check that wherever a name of the churn begins, all of it is there.
void check_names_are_whole(std::string_view text, const ChurnNames& names) {
  while (true) {
    const auto start = text.find(names.prefix);
    if (start == std::string_view::npos) return;
    text.remove_prefix(start);
    const auto end =
        std::find_if_not(text.begin(), text.end(), is_name_character);
    const std::string name{text.begin(), end};
    CHECK_MESSAGE(names.has(name), name);
    text.remove_prefix(name.size());
  }
}

void check_has(const std::string& text, const std::string& part) {
  CAPTURE(part);
  CHECK(text.find(part) != std::string::npos);
}

void check_shown(const Json& shown, const Stable& stable, bool with_pins) {
  CHECK(shown["id"].dump() == stable.id);
  if (!stable.name.empty()) CHECK(shown["name"] == stable.name);
  if (with_pins) CHECK(shown["pinned"] == Json::array({stable.pin}));
  if (stable.kind == "link") return;
  const Json owners = shown.value("pids", Json::array());
  CHECK(std::any_of(owners.begin(), owners.end(), [](const Json& owner) {
    return owner["pid"] == ::getpid();
  }));
}

void check_listed(const Json& list, const Stable& stable, bool with_pins) {
  const auto found = std::find_if(
      list.begin(), list.end(),
      [&](const Json& object) { return object["id"].dump() == stable.id; });
  REQUIRE(found != list.end());
  check_shown(*found, stable, with_pins);
}

void check_text_shows(const std::string& text, const Stable& stable,
                      bool with_pins) {
  check_has("\n" + text, "\n" + stable.id + ": ");
  check_has(text, stable.name);
  if (with_pins) check_has(text, "\tpinned " + stable.pin);
}

std::size_t count_stable_keys(const std::set<std::uint32_t>& keys) {
  return static_cast<std::size_t>(
      std::distance(keys.begin(), keys.lower_bound(first_churned)));
}

void check_has_stable_keys(const std::set<std::uint32_t>& keys) {
  CHECK(count_stable_keys(keys) == first_churned);
}

// Return the number in the last bytes of each key of `map dump -j`.
std::set<std::uint32_t> keys_of_dump(const Json& dump) {
  std::set<std::uint32_t> keys;
  for (const Json& element : dump) {
    Bytes bytes;
    for (const Json& byte : element["key"])
      bytes.push_back(
          static_cast<Byte>(parse_unsigned(byte.get<std::string>()).value()));
    REQUIRE(bytes.size() >= sizeof(std::uint32_t));
    const ByteView last = ByteView{bytes}.last(sizeof(std::uint32_t));
    keys.insert(load_as<std::uint32_t>(last));
  }
  return keys;
}

void check_dump(const Result& result) {
  check_has_stable_keys(keys_of_dump(result.json()));
}

// A trie has no order that outlives a change: the walk may have to give up.
void check_dump_of_trie(const Result& result) {
  if (result.exit == 0)
    check_dump(result);
  else
    check_has(result.out, "changes faster");
}

std::set<std::uint32_t> keys_of_rows(const std::string& rows) {
  std::set<std::uint32_t> keys;
  for (const std::string& row : split(rows, '\n'))
    if (!row.empty()) keys.insert(static_cast<std::uint32_t>(std::stoul(row)));
  return keys;
}

// The kernel iterates over the elements of a hash without a lock: one that goes
// may lead it away from those behind, but not always from the same.
void check_iterated(const Result& result, const std::string& line) {
  std::set<std::uint32_t> keys = keys_of_rows(result.out);
  for (int more = 3; more > 0 && count_stable_keys(keys) < first_churned;
       --more)
    keys.merge(keys_of_rows(skep(line).out));
  check_has_stable_keys(keys);
}

Check fails_only_with(const std::string& words) {
  return [words](const Result& result) {
    const Json shown = result.json();
    if (result.exit == 0) return;
    CHECK(result.exit == 1);
    check_has(shown["error"].get<std::string>(), words);
  };
}

// ---- the turns --------------------------------------------------------------
void add_listings(Turns& turns, const Stable& stable) {
  for (const bool with_pins : {false, true}) {
    const std::string line = (with_pins ? "-f " : "") + stable.kind + " show";
    turns.push_back({line, [=](const Result& result) {
                       check_text_shows(result.out, stable, with_pins);
                     }});
    for (const std::string json : {"-j ", "-p "})
      turns.push_back({json + line, [=](const Result& result) {
                         check_listed(result.json(), stable, with_pins);
                       }});
  }
}

void add_look_ups(Turns& turns, const Stable& stable, const std::string& tag) {
  std::vector<std::string> refs{"id " + stable.id, "pinned " + stable.pin};
  if (!stable.name.empty()) refs.push_back("name " + stable.name);
  if (stable.kind == "prog") refs.push_back("tag " + tag);
  for (const std::string& ref : refs) {
    const std::string line = stable.kind + " show " + ref;
    turns.push_back({line, [=](const Result& result) {
                       check_text_shows(result.out, stable, false);
                     }});
    turns.push_back({"-f -j " + line, [=](const Result& result) {
                       check_shown(result.json(), stable, true);
                     }});
  }
}

void add_completions(Turns& turns, const Stable& stable) {
  const std::string line = "__complete " + stable.kind + " show ";
  const auto offers = [](const std::string& word) {
    return [word](const Result& result) {
      check_has("\n" + result.out, "\n" + word + "\t");
    };
  };
  turns.push_back({line + "id ''", offers(stable.id)});
  if (!stable.name.empty())
    turns.push_back({line + "name ''", offers(stable.name)});
  const std::string start = stable.pin.substr(0, stable.pin.size() - 1);
  turns.push_back({line + "pinned " + start, offers(stable.pin)});
}

// Names that several objects have, or none has at the moment.
void add_churned_names(Turns& turns, const ChurnNames& names) {
  for (const std::string& line :
       {"map show name " + names.map, "prog show name " + names.prog})
    turns.push_back({"-j " + line, fails_only_with("is named"), true});
}

void add_dumps(Turns& turns, const World& world) {
  const std::string hash = "map dump " + world.hash.ref();
  turns.push_back({hash});
  turns.push_back({"map dump name " + world.hash.name()});
  for (const std::string json : {"-j ", "-p "})
    turns.push_back({json + hash, check_dump});
  turns.push_back(
      {"-j map dump " + world.trie.ref(), check_dump_of_trie, true});
  const std::string iteration = "iter dump " + bpf_object("iter_bpf_map_elem") +
                                " map " + world.hash.ref();
  turns.push_back({iteration, [=](const Result& result) {
                     check_iterated(result, iteration);
                   }});
}

void add_elements(Turns& turns, const World& world) {
  const std::string hash = " name " + world.hash.name();
  turns.push_back(
      {"-j map lookup" + hash + " key 7 0 0 0", [](const Result& result) {
         CHECK(result.json()["value"][0] == "0x07");
       }});
  turns.push_back({"-j map getnext" + hash});
  for (const std::string key : {" key 7 0 0 0", " key 77 0 0 0"})
    turns.push_back(
        {"-j map getnext" + hash + key, fails_only_with("no next key"), true});
}

// All listings in one process.
void add_batch(Turns& turns) {
  std::string lines;
  for (const std::string kind : {"prog", "map", "link"})
    for (int i = 0; i < 3; ++i) lines += kind + " show\n";
  for (const std::string json : {"", "-j "})
    turns.push_back({json + "batch file -", {}, false, lines});
}

Turns turns_of(const World& world) {
  Turns turns;
  for (const Stable& stable : world.stable()) {
    add_listings(turns, stable);
    add_look_ups(turns, stable, world.prog_tag());
    add_completions(turns, stable);
  }
  turns.push_back({"__complete prog show tag ''"});
  add_churned_names(turns, world.names);
  add_dumps(turns, world);
  add_elements(turns, world);
  add_batch(turns);
  return turns;
}

// ---- the run ----------------------------------------------------------------
void take(const Turn& turn, const ChurnNames& names) {
  CAPTURE(turn.line);
  const Result result = skep(turn.line, {.input = turn.input});
  CAPTURE(result.err);
  if (!turn.may_fail) CHECK(result.exit == 0);
  if (turn.line.starts_with("-j")) CHECK_FALSE(result.json().is_discarded());
  if (turn.check) turn.check(result);
  check_names_are_whole(result.out, names);
}

// Return how many runs there were.
std::uint64_t take_turns(const World& world, const Churn& churn) {
  const Turns turns = turns_of(world);
  const auto end = std::chrono::steady_clock::now() + duration();
  std::uint64_t runs = 0;
  std::uint64_t objects = 0;
  do {
    for (const Turn& turn : turns) {
      take(turn, world.names);
      ++runs;
    }
    // On a busy machine it may stand still for one round.
    CHECK(eventually([&] { return churn.count() > objects; }));
    objects = churn.count();
  } while (std::chrono::steady_clock::now() < end);
  return runs;
}

}  // namespace

TEST_SUITE("races") {
  TEST_CASE("listings and dumps are right while objects come and go") {
    const World world;
    Churn churn{world.place()};
    const std::uint64_t runs = take_turns(world, churn);
    CHECK(churn.end());
    // The kernel lets go of them in its own time.
    CHECK(eventually([&] { return world.count_leftovers() == 0; }));
    std::cout << fmt::format("races: {} runs, {} objects churned, {} leftovers",
                             runs, churn.count(), world.count_leftovers())
              << std::endl;
  }

  TEST_CASE("pins are found while directories beside them come and go") {
    const World world;
    const Churn churn{world.place()};
    const Stable prog = world.stable()[2];
    for (int i = 0; i < 5000; ++i) {
      const auto pins = find_pins(ObjectKind::prog);
      const auto found =
          pins.find(static_cast<std::uint32_t>(std::stoul(prog.id)));
      REQUIRE(found != pins.end());
      REQUIRE(found->second == std::vector<std::string>{prog.pin});
    }
  }

  TEST_CASE("of many that pin at one path, one wins, and nothing else stays") {
    const Bpffs bpffs;
    const std::string name = unique_name("rival");
    const std::string line = "map create " + bpffs / "pin" +
                             " type array key 4 value 4 entries 1 name " + name;
    std::vector<std::unique_ptr<Background>> rivals;
    for (int i = 0; i < 8; ++i) {
      std::vector<std::string> argv = split_words(line);
      argv.insert(argv.begin(), skep_program());
      rivals.push_back(std::make_unique<Background>(argv));
    }
    int winners = 0;
    for (const auto& rival : rivals) {
      const Result result = rival->wait();
      if (result.exit == 0)
        ++winners;
      else
        check_has(result.err, "File exists");
    }
    CHECK(winners == 1);
    // One match is an object, several are a list.
    CHECK(eventually([&] {
      return skep("-j map show name " + name).json().contains("id");
    }));
    CHECK(files_below(bpffs.path()) == std::vector<std::string>{"pin"});
  }
}

}  // namespace skep::test
