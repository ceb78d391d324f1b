// The command line itself: options, abbreviations, errors, exit codes, output.
#include <doctest/doctest.h>

#include "commands/table.h"
#include "src/sys/text.h"
#include "tests/e2e/harness.h"

namespace skep::test {

TEST_CASE("version prints the same shape as bpftool") {
  const Result ours = skep("-j version");
  const Result theirs = bpftool("-j version");
  const auto shape = theirs.json();
  for (const auto& [key, value] : shape.items()) {
    CAPTURE(key);
    CHECK(ours.json().contains(key));
  }
  CHECK(skep("-V").out == skep("version").out);
}

TEST_CASE("options stand anywhere on the line") {
  const std::string before = skep("-j version").out;
  CHECK(skep("version -j").out == before);
  CHECK(skep("version --json").out == before);
  CHECK(skep("-jp version").out == skep("version -p").out);
}

TEST_CASE("an unknown command is wrong use, with the close one as hint") {
  check_fails("verson", 2, {"unknown command 'verson'", "version"});
  check_fails("map lokup", 2, {"unknown map command 'lokup'", "lookup"});
}

TEST_CASE("an unknown option is wrong use, with the close one as hint") {
  check_fails("version --jsno", 2, {"unknown option '--jsno'", "--json"});
}

TEST_CASE("a word too many is wrong use") {
  check_fails("version 1", 2, {"not '1'", "usage: skep version"});
}

TEST_CASE("help without a verb is about the group") {
  CHECK(skep("map -h").out == skep("map help").out);
  CHECK(skep("map show -h").out != skep("map help").out);
  CHECK(skep("version -h").out.find("Usage: skep version") !=
        std::string::npos);
}

TEST_CASE("help is printed and succeeds at every level") {
  const std::vector<std::string> lines{"", "help", "-h", "map help",
                                       "map lookup --help"};
  for (const std::string& line : lines) {
    CAPTURE(line);
    const Result result = skep(line);
    CHECK(result.exit == 0);
    CHECK(result.out.find("Usage:") != std::string::npos);
    CHECK(skep("-j " + line).json().is_null());
  }
}

TEST_CASE("every command has help, on standard output") {
  for (const cli::Command& command : commands::make_table().commands) {
    CAPTURE(command.path);
    const Result result = skep(command.path + " --help");
    CHECK(result.exit == 0);
    CHECK(result.out.find("Usage: skep " + command.path) != std::string::npos);
    CHECK(result.err.empty());
    CHECK(skep("help " + command.path).out == result.out);
  }
}

TEST_CASE("output that can't be written is a failure") {
  const Result full = skep("version", {.output_file = "/dev/full"});
  CHECK(full.exit == 1);
  CHECK(full.err.find("No space left on device") != std::string::npos);
  CHECK(skep("-j version", {.output_file = "/dev/full"}).exit == 1);
  CHECK(shell(skep_program() + " version >&-").exit == 1);
}

TEST_CASE("a closed pipe ends quietly") {
  const Result result = shell(std::string{"{ "} + skep_program() +
                              " version; echo $? >&2; } | true; sleep 0.2");
  CHECK(result.err.find("Error") == std::string::npos);
}

}  // namespace skep::test
