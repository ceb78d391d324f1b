#include "tests/e2e/beside_bpftool.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <sstream>
#include <vector>

namespace skep::test {
namespace {

using Json = nlohmann::ordered_json;
using Lines = std::vector<std::string>;

std::string with_option(std::string_view option, std::string_view line) {
  return std::string{option} + " " + std::string{line};
}

Lines lines_of(const std::string& text) {
  Lines lines;
  std::istringstream stream{text};
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  if (!text.empty() && text.back() != '\n') lines.back() += "(no line feed)";
  return lines;
}

// Lengths of the longest common subsequences of what follows each pair of
// lines.
class CommonLengths {
 public:
  CommonLengths(const Lines& a, const Lines& b)
      : width_(b.size() + 1), lengths_((a.size() + 1) * width_) {
    for (std::size_t i = a.size(); i-- > 0;)
      for (std::size_t j = b.size(); j-- > 0;)
        lengths_[i * width_ + j] = a[i] == b[j]
                                       ? at(i + 1, j + 1) + 1
                                       : std::max(at(i + 1, j), at(i, j + 1));
  }
  [[nodiscard]] std::size_t at(std::size_t i, std::size_t j) const {
    return lengths_[i * width_ + j];
  }

 private:
  std::size_t width_;
  std::vector<std::size_t> lengths_;
};

// Report each run of lines that only one of the texts has, or both otherwise.
void check_same_lines(std::string_view line, const Lines& ours,
                      const Lines& theirs) {
  const CommonLengths common{ours, theirs};
  Finding hunk{.line = std::string{line}, .aspect = Aspect::text};
  const auto report = [&] {
    if (!hunk.ours.empty() || !hunk.theirs.empty()) check_same(hunk);
    hunk.ours.clear();
    hunk.theirs.clear();
  };
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < ours.size() || j < theirs.size()) {
    if (i < ours.size() && j < theirs.size() && ours[i] == theirs[j]) {
      report();
      hunk.where = "after: " + ours[i];
      ++i;
      ++j;
    } else if (j == theirs.size() ||
               (i < ours.size() &&
                common.at(i + 1, j) >= common.at(i, j + 1))) {
      hunk.ours += ours[i++] + "\n";
    } else {
      hunk.theirs += theirs[j++] + "\n";
    }
  }
  report();
}

void check_same_exit(std::string_view line, const Result& ours,
                     const Result& theirs) {
  check_same({.line = std::string{line},
              .aspect = Aspect::exit_code,
              .ours = std::to_string(ours.exit),
              .theirs = std::to_string(theirs.exit)});
}

std::string_view name_of(Aspect aspect) {
  switch (aspect) {
    case Aspect::exit_code:
      return "exit code";
    case Aspect::text:
      return "text";
    case Aspect::json:
      return "JSON";
    default:
      return "effect";
  }
}

std::string shortened(const std::string& text) {
  constexpr std::size_t limit = 1000;
  return text.size() <= limit ? text : text.substr(0, limit) + "...";
}

std::string text_of(const Json& object, const std::string& key) {
  return object.contains(key) ? object[key].dump() : std::string{absent};
}

}  // namespace

void check_same(const Finding& finding) {
  if (finding.ours == finding.theirs || is_accepted(finding)) return;
  FAIL_CHECK(fmt::format("{}: {} {}\nskep has:\n{}\nbpftool has:\n{}",
                         finding.line, name_of(finding.aspect), finding.where,
                         shortened(finding.ours), shortened(finding.theirs)));
}

void check_covers(std::string_view line, const Json& ours, const Json& theirs,
                  const std::string& where) {
  if (theirs.is_object() && ours.is_object()) {
    for (const auto& [key, value] : theirs.items()) {
      const std::string at = where + "/" + key;
      if (ours.contains(key))
        check_covers(line, ours[key], value, at);
      else
        check_same({.line = std::string{line},
                    .aspect = Aspect::json,
                    .where = at,
                    .ours = text_of(ours, key),
                    .theirs = value.dump()});
    }
  } else if (theirs.is_array() && ours.is_array() &&
             theirs.size() == ours.size()) {
    for (std::size_t i = 0; i < ours.size(); ++i)
      check_covers(line, ours[i], theirs[i], where + "/" + std::to_string(i));
  } else {
    check_same({.line = std::string{line},
                .aspect = Aspect::json,
                .where = where,
                .ours = ours.dump(),
                .theirs = theirs.dump()});
  }
}

void check_same_text(std::string_view line, const Result& ours,
                     const Result& theirs) {
  CAPTURE(ours.err);
  CAPTURE(theirs.err);
  check_same_exit(line, ours, theirs);
  if (ours.out != theirs.out)
    check_same_lines(line, lines_of(ours.out), lines_of(theirs.out));
}

void check_same_json(std::string_view line, const Result& ours,
                     const Result& theirs) {
  CAPTURE(ours.err);
  CAPTURE(theirs.err);
  check_same_exit(line, ours, theirs);
  if (!Json::accept(theirs.out)) {
    check_same({.line = std::string{line},
                .aspect = Aspect::json,
                .ours = ours.out,
                .theirs = theirs.out});
    return;
  }
  const Json our_document = ours.json();
  const Json their_document = Json::parse(theirs.out);
  check_covers(line, our_document, their_document);
  // Then the layout is the same, too.
  if (our_document == their_document) CHECK(ours.out == theirs.out);
}

void check_same_text(std::string_view line, const RunOptions& options) {
  check_same_text(line, skep(line, options), bpftool(line, options));
}

void check_same_json(std::string_view line, const RunOptions& options) {
  for (const char* option : {"-j", "-p"}) {
    const std::string words = with_option(option, line);
    check_same_json(words, skep(words, options), bpftool(words, options));
  }
}

void check_same_as_bpftool(std::string_view line, const RunOptions& options) {
  CAPTURE(line);
  check_same_text(line, options);
  check_same_json(line, options);
}

}  // namespace skep::test
