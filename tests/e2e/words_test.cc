// Every command with words that are missing, empty or wrong, without the right
// to do anything, and with output that nobody takes.
#include <doctest/doctest.h>

#include <algorithm>

#include "commands/table.h"
#include "src/sys/text.h"
#include "tests/e2e/harness.h"
#include "tests/e2e/map_fixture.h"

namespace skep::test {
namespace {

constexpr uid_t nobody = 65534;

void replace_behind(std::vector<std::string>& words, const std::string& keyword,
                    const std::string& word) {
  for (std::size_t i = 1; i < words.size(); ++i)
    if (words[i - 1] == keyword) words[i] = word;
}

// Return the words of an example, made to name nothing that there is: tests
// touch only what they made.
std::vector<std::string> harmless_words(const cli::Example& example) {
  std::vector<std::string> words = split_words(example.command);
  if (words.front().starts_with('-')) words.erase(words.begin());
  for (std::string& word : words)
    if (word.find('/') != std::string::npos) word = "/nonexistent/pin";
  replace_behind(words, "id", "4294967295");
  replace_behind(words, "name", "no_such_name");
  replace_behind(words, "tag", "0000000000000000");
  replace_behind(words, "dev", "no_such_dev");
  return words;
}

// Do the words begin so?
bool begin_with(const std::vector<std::string>& words,
                std::initializer_list<std::string_view> first) {
  return words.size() >= first.size() &&
         std::equal(first.begin(), first.end(), words.begin());
}

// Does a command need neither an object nor the right to look for any?
bool needs_nothing(const std::vector<std::string>& words) {
  const bool reads_standard_input =
      words.front() == "batch" && words.back() == "-";
  return words.front() == "version" || reads_standard_input ||
         begin_with(words, {"iter", "list"}) ||
         begin_with(words, {"iter", "fields"}) ||
         begin_with(words, {"sec", "list"});
}

// Does a command show whatever there is?
bool shows_all(const std::vector<std::string>& words) {
  const bool is_table = begin_with(words, {"iter", "dump", "ps"}) ||
                        begin_with(words, {"iter", "dump", "task"}) ||
                        begin_with(words, {"iter", "dump", "owners"}) ||
                        begin_with(words, {"iter", "dump", "sockets"});
  const bool is_with_more =
      words.size() > 2 && words[1] == "show" && words[2].starts_with("--");
  return is_table || is_with_more || words.back() == "show" ||
         begin_with(words, {"prog", "top"}) ||
         (words.size() == 2 &&
          (words.front() == "attach" || begin_with(words, {"cgroup", "tree"})));
}

// Is it about the trace, which is there if a tracefs is mounted?
bool reads_trace(const std::vector<std::string>& words) {
  return begin_with(words, {"prog", "tracelog"}) &&
         (words.size() == 2 || words[2].starts_with("--"));
}

template <typename F>
void for_each_example(F&& visit) {
  for (const cli::Command& command : commands::make_table().commands)
    for (const cli::Example& example : command.notes.examples)
      visit(harmless_words(example));
}

Result run_skep(std::vector<std::string> words,
                const RunOptions& options = {}) {
  words = with_an_end(std::move(words));
  words.insert(words.begin(), skep_program());
  return run(words, options);
}

// Check that the words do something or are refused, in one JSON document.
void check_answers(std::vector<std::string> words) {
  words.insert(words.begin(), "-j");
  const std::string line = join(words, "|");
  CAPTURE(line);
  const Result result = run_skep(words);
  CHECK(result.exit <= 2);
  CHECK(nlohmann::json::accept(result.out));
  if (result.exit == 0)
    CHECK(result.err.empty());
  else
    CHECK(result.out.find("\"error\":") != std::string::npos);
}

// Lines that print, whatever else there is on the machine.
std::vector<std::string> printing_lines(const TestMap& map) {
  std::vector<std::string> lines{"help", "version", "__complete map ''",
                                 "__man map", "__completion bash"};
  for (const std::string& line : std::vector<std::string>{
           "map show", "map show " + map.ref(), "map dump " + map.ref(),
           "map lookup " + map.ref() + " key 0 0 0 0",
           "map getnext " + map.ref(), "gen skeleton " + bpf_object("globals"),
           "iter dump " + bpf_object("iter_bpf_map_elem") + " map " + map.ref(),
           "iter list", "iter fields task", "iter dump maps"}) {
    lines.push_back(line);
    lines.push_back("-j " + line);
    lines.push_back("-p " + line);
  }
  return lines;
}

}  // namespace

TEST_SUITE_BEGIN("words");

TEST_CASE("every command answers when its last words are missing") {
  for_each_example([](std::vector<std::string> words) {
    for (words.pop_back(); !words.empty(); words.pop_back())
      check_answers(words);
  });
}

TEST_CASE("every command answers when any word of it is left out or empty") {
  for_each_example([](const std::vector<std::string>& words) {
    for (std::size_t i = 0; i < words.size(); ++i) {
      std::vector<std::string> changed = words;
      changed[i].clear();
      check_answers(changed);
      changed.erase(changed.begin() + static_cast<std::ptrdiff_t>(i));
      check_answers(changed);
    }
  });
}

TEST_CASE("every command answers when a double dash is among its words") {
  for_each_example([](const std::vector<std::string>& words) {
    // In front, behind the verb, at the end.
    for (const std::size_t place :
         {std::size_t{0}, std::size_t{2}, words.size()}) {
      std::vector<std::string> changed = words;
      const auto at =
          static_cast<std::ptrdiff_t>(std::min(place, words.size()));
      changed.insert(changed.begin() + at, "--");
      check_answers(changed);
    }
  });
}

TEST_CASE("an unknown option is wrong use of every command") {
  for_each_example([](std::vector<std::string> words) {
    words.emplace_back("--no-such-option");
    const std::string line = join(words, " ");
    CAPTURE(line);
    const Result result = run_skep(words);
    CHECK(result.exit == 2);
    CHECK(result.out.empty());
    CHECK(result.err.find("--no-such-option") != std::string::npos);
  });
}

TEST_CASE("a word too many is wrong use of every command") {
  for_each_example([](std::vector<std::string> words) {
    words.emplace_back("surplus");
    const std::string line = join(words, " ");
    CAPTURE(line);
    const int exit = run_skep(words).exit;
    // How many words an element has is known once its map is; some commands
    // take any number of objects, or what may be there.
    if (words.front() == "map" || words.front() == "unpin" ||
        words.front() == "run" || begin_with(words, {"cgroup", "tree"}) ||
        words[1] == "object" || words[1] == "stats" ||
        words[1] == "min_core_btf" || words[1] == "fields")
      CHECK(exit != 0);
    else
      CHECK(exit == 2);
  });
}

TEST_CASE("what is not there is a failure of every command") {
  for_each_example([](const std::vector<std::string>& words) {
    const std::string line = join(words, " ");
    CAPTURE(line);
    if (reads_trace(words)) return;
    const Result result = run_skep(words);
    const bool succeeds = needs_nothing(words) || shows_all(words);
    CHECK(result.exit == (succeeds ? 0 : 1));
    CHECK(result.err.starts_with("Error: ") != succeeds);
  });
}

TEST_CASE("without rights every command fails with a message, or needs none") {
  for_each_example([](const std::vector<std::string>& words) {
    const std::string line = join(words, " ");
    CAPTURE(line);
    const Result result = run_skep(words, {.uid = nobody});
    CHECK(result.exit == (needs_nothing(words) ? 0 : 1));
    CHECK(result.err.starts_with("Error: ") != needs_nothing(words));
  });
}

TEST_CASE("no command succeeds when its output goes nowhere") {
  const TestMap map;
  map.set(std::uint32_t{0}, std::uint32_t{1});
  for (const std::string& line : printing_lines(map)) {
    CAPTURE(line);
    const Result full = skep(line, {.output_file = "/dev/full"});
    CHECK(full.exit == 1);
    CHECK(full.err.find("No space left on device") != std::string::npos);
    CHECK(shell(skep_program() + " " + line + " >&-").exit == 1);
    const Result piped =
        shell("{ " + skep_program() + " " + line + "; echo $? >&2; } | :");
    CHECK(piped.err.find("Error") == std::string::npos);
  }
}

TEST_SUITE_END();

}  // namespace skep::test
