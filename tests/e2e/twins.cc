#include "tests/e2e/twins.h"

#include <doctest/doctest.h>

#include "src/sys/text.h"
#include "tests/e2e/beside_bpftool.h"
#include "tests/e2e/prog_fixture.h"

namespace skep::test {
namespace {

std::string in(const Bpffs& bpffs, std::string_view line) {
  std::string words{line};
  for (auto at = words.find('%'); at != std::string::npos; at = words.find('%'))
    words.replace(at, 1, bpffs.path());
  return words;
}

}  // namespace

Twins::Twins(std::string_view line) {
  const Result result = run(line);
  CAPTURE(result.err);
  REQUIRE(result.exit == 0);
  messages_ = result.err;
}

void Twins::prepare(std::string_view lines) const {
  for (const Bpffs* bpffs : {&ours_, &theirs_}) {
    const Result result = skep("batch file -", {.input = in(*bpffs, lines)});
    CAPTURE(result.err);
    REQUIRE(result.exit == 0);
  }
}

Result Twins::run(std::string_view line, std::string_view format) {
  std::string words{line};
  if (!format.empty()) words = std::string{format} + " " + words;
  CAPTURE(words);
  line_ = words;
  const Result ours = skep(in(ours_, words));
  const Result theirs = bpftool(in(theirs_, words));
  if (format.empty())
    check_same_text(words, ours, theirs);
  else
    check_same_json(words, ours, theirs);
  return ours;
}

void Twins::check_same_names(std::string_view directory) const {
  check_same({.line = line_,
              .aspect = Aspect::effect,
              .where = "pins",
              .ours = join(files_below(ours_ / directory), " "),
              .theirs = join(files_below(theirs_ / directory), " ")});
}

void Twins::check_same_pins(std::string_view kind,
                            std::string_view directory) const {
  const auto names = files_below(ours_ / directory);
  CHECK_FALSE(names.empty());
  check_same_names(directory);
  for (const std::string& name : names)
    check_same_pin(kind, std::string{directory} + "/" + name);
}

void Twins::check_same_pin(std::string_view kind, std::string_view name) const {
  check_same({.line = line_,
              .aspect = Aspect::effect,
              .where = "facts of " + std::string{name},
              .ours = facts_of(kind, ours_ / name).dump(),
              .theirs = facts_of(kind, theirs_ / name).dump()});
}

}  // namespace skep::test
