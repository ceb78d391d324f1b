// Every command on a map of every type: it does what it should, or refuses.
#include <bpf/libbpf.h>
#include <doctest/doctest.h>

#include "src/map/map_type.h"
#include "src/sys/kernel_object.h"
#include "tests/e2e/beside_bpftool.h"
#include "tests/e2e/features.h"
#include "tests/e2e/loaded.h"
#include "tests/e2e/map_fixture.h"

namespace skep::test {
namespace {

// Return `keyword` and a zero for each byte; nothing for no bytes.
std::string zeros(const std::string& keyword, const nlohmann::json& size) {
  std::string words;
  for (int i = 0; i < size.get<int>(); ++i) words += " 0";
  return words.empty() ? "" : " " + keyword + words;
}

// Check that a line succeeds, or fails with a message, in text and in JSON.
void check_answers(const std::string& line) {
  CAPTURE(line);
  const Result text = skep(line);
  const Result json = skep("-j " + line);
  CHECK(text.exit <= 2);
  CHECK(json.exit <= 2);
  if (json.exit != 0 && !json.json().is_null())
    CHECK(json.json().contains("error"));
  if (text.exit != 0) CHECK(!(text.out + text.err).empty());
}

// Check every command on a map that `ref` means.
void check_commands(const std::string& ref) {
  const auto shown = skep_ok("-j map show " + ref).json();
  const std::string key = zeros("key", shown["bytes_key"]);
  const std::string value = zeros("value", shown["bytes_value"]);
  check_answers("map dump " + ref);
  check_answers("map getnext " + ref);
  check_answers("map update " + ref + key + value);
  check_answers("map lookup " + ref + key);
  check_answers("map peek " + ref);
  check_answers("map pop " + ref + key);
  check_answers("map push " + ref + value);
  check_answers("map delete " + ref + key);
  check_answers("map events " + ref + " --timeout 0");
  check_answers("map freeze " + ref);
}

// Has the kernel the type that a line begins with?
bool is_known_type(const std::string& spec) {
  const auto type = map::find_type(spec.substr(0, spec.find(' ')));
  return libbpf_probe_bpf_map_type(static_cast<bpf_map_type>(type.value()),
                                   nullptr) == 1;
}

// Check them for a map of a loaded object.
void check_commands_for(const char* object, const char* map) {
  CAPTURE(map);
  const Loaded loaded{object};
  const auto info = info_of<bpf_map_info>(loaded.map_fd(map));
  check_commands("id " + std::to_string(info.id));
}

}  // namespace

TEST_CASE("every command answers for a map of every type") {
  const TestMap inner;
  for (const std::string& spec : specs_of_all_types(inner)) {
    CAPTURE(spec);
    const Bpffs bpffs;
    const std::string line = "map create " + bpffs / "m" + " type " + spec;
    if (is_known_type(spec)) {
      skep_ok(line + " name x");
      check_commands("pinned " + bpffs / "m");
    } else {
      check_fails(line + " name x", 1, {});
    }
  }
}

TEST_CASE("every command answers for maps that only an object can define") {
  check_commands_for("maps", "per_task");
  check_commands_for("map_struct_ops", "shown");
}

TEST_CASE("every command answers for the storage of control groups") {
  NEEDS(feature::cgroup_storage);
  check_commands_for("cgroup_storage", "per_cgroup");
}

TEST_CASE("slots that can't be read give the reason for each key") {
  const TestMap map{{.type = BPF_MAP_TYPE_PERF_EVENT_ARRAY, .max_entries = 2}};
  // bpftool has no words for this errno value.
  check_same_as_bpftool("map dump " + map.ref());
  const auto elements = skep_ok("-j map dump " + map.ref()).json();
  CHECK(elements[1]["value"]["error"] == "Operation not supported");
}

TEST_CASE("sockets in short values say how long they must be") {
  const TestMap map{{.type = BPF_MAP_TYPE_SOCKMAP}};
  check_fails("map lookup " + map.ref() + " key 0 0 0 0", 1,
              {map.name(), "8 bytes"});
}

}  // namespace skep::test
