// Completion in a real bash, with the committed script.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>

#include "tests/e2e/harness.h"

namespace skep::test {
namespace {

// Complete a line whose last word is still being typed, as bash does.
std::vector<std::string> complete(const std::string& line) {
  std::vector<std::string> words = split_words(line);
  if (line.ends_with(' ')) words.emplace_back();
  std::string array;
  for (const std::string& word : words) array += " '" + word + "'";
  const auto directory =
      std::filesystem::path{skep_program()}.parent_path().string();
  const std::string script =
      "PATH=" + directory +
      ":$PATH; source " SKEP_SOURCE_DIR
      "/completions/skep.bash; COMP_WORDS=(skep" +
      array + "); COMP_CWORD=" + std::to_string(words.size()) +
      "; _skep 2>/dev/null; printf '%s\\n' \"${COMPREPLY[@]}\"";
  const Result result = run({"bash", "-c", script});
  CHECK(result.exit == 0);
  return split_words(result.out);
}

bool has(const std::vector<std::string>& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

TEST_CASE("bash completes commands, verbs and options") {
  CHECK(has(complete(""), "map"));
  CHECK(complete("ma") == std::vector<std::string>{"map"});
  CHECK(has(complete("map "), "lookup"));
  CHECK(has(complete("map --js"), "--json"));
  CHECK(complete("map show nosuch ").empty());
}

TEST_CASE("bash completes what is alive: ids, names, tags and pins") {
  const Bpffs bpffs;
  const std::string name = unique_name("compl");
  skep_ok("map create " + bpffs / "map" +
          " type array key 4 value 4 entries 1 name " + name);
  const std::string id = std::to_string(id_of_pinned("map", bpffs / "map"));
  CHECK(has(complete("map show id "), id));
  CHECK(complete("map show name " + name.substr(0, name.size() - 1)) ==
        std::vector<std::string>{name});
  CHECK(has(complete("map dump pinned " + bpffs.path() + "/m"), bpffs / "map"));
  skep_ok("prog load " + bpf_object("firewall") + " " + bpffs / "prog");
  const auto prog = skep_ok("-j prog show pinned " + bpffs / "prog").json();
  CHECK(has(complete("prog show tag "), prog["tag"].get<std::string>()));
  CHECK(has(complete("prog show id "), prog["id"].dump()));
}

TEST_CASE("bash completes the names of files where files are asked for") {
  const TempDir dir;
  write_file(dir / "object.o", "");
  for (const char* start : {"gen skeleton ", "-B ", "gen skeleton -S -k "}) {
    CAPTURE(start);
    CHECK(complete(start + dir.path() + "/obj") ==
          std::vector<std::string>{dir / "object.o"});
  }
}

TEST_CASE("the committed man pages and completions are up to date") {
  const Result result = shell(
      "cd " SKEP_SOURCE_DIR " && scripts/generate --check " + skep_program());
  CAPTURE(result.out);
  CHECK(result.exit == 0);
}

}  // namespace skep::test
