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
using Findings = std::vector<Finding>;

// Where documents differ whose values are the same: in no place of theirs.
constexpr const char* layout = "(layout)";

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

// Find each run of lines that only one of the texts has, or both otherwise.
void compare_lines(std::string_view line, const Lines& ours,
                   const Lines& theirs, Findings& found) {
  const CommonLengths common{ours, theirs};
  Finding hunk{.line = std::string{line}, .aspect = Aspect::text};
  const auto end_hunk = [&] {
    if (!hunk.ours.empty() || !hunk.theirs.empty()) found.push_back(hunk);
    hunk.ours.clear();
    hunk.theirs.clear();
  };
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < ours.size() || j < theirs.size()) {
    if (i < ours.size() && j < theirs.size() && ours[i] == theirs[j]) {
      end_hunk();
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
  end_hunk();
}

void compare_exit(std::string_view line, const Result& ours,
                  const Result& theirs, Findings& found) {
  found.push_back({.line = std::string{line},
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

// Find what `theirs` has and `ours` has not.
void compare_json(std::string_view line, const Json& ours, const Json& theirs,
                  const std::string& where, Findings& found) {
  if (theirs.is_object() && ours.is_object()) {
    for (const auto& [key, value] : theirs.items()) {
      const std::string at = where + "/" + key;
      if (ours.contains(key))
        compare_json(line, ours[key], value, at, found);
      else
        found.push_back({.line = std::string{line},
                         .aspect = Aspect::json,
                         .where = at,
                         .ours = text_of(ours, key),
                         .theirs = value.dump()});
    }
  } else if (theirs.is_array() && ours.is_array() &&
             theirs.size() == ours.size()) {
    for (std::size_t i = 0; i < ours.size(); ++i)
      compare_json(line, ours[i], theirs[i], where + "/" + std::to_string(i),
                   found);
  } else if (ours.dump() != theirs.dump()) {
    found.push_back({.line = std::string{line},
                     .aspect = Aspect::json,
                     .where = where,
                     .ours = ours.dump(),
                     .theirs = theirs.dump()});
  }
}

// What differs of two results that are text, or JSON.
using Compare = Findings (*)(std::string_view line, const Result& ours,
                             const Result& theirs);

Findings compare_as_text(std::string_view line, const Result& ours,
                         const Result& theirs) {
  Findings found;
  compare_exit(line, ours, theirs, found);
  if (ours.out != theirs.out)
    compare_lines(line, lines_of(ours.out), lines_of(theirs.out), found);
  return found;
}

Findings compare_as_json(std::string_view line, const Result& ours,
                         const Result& theirs) {
  Findings found;
  compare_exit(line, ours, theirs, found);
  if (!Json::accept(theirs.out) || !Json::accept(ours.out)) {
    found.push_back({.line = std::string{line},
                     .aspect = Aspect::json,
                     .ours = ours.out,
                     .theirs = theirs.out});
    return found;
  }
  const Json our_document = Json::parse(ours.out);
  const Json their_document = Json::parse(theirs.out);
  compare_json(line, our_document, their_document, "", found);
  // Then the layout is the same, too.
  if (our_document == their_document)
    found.push_back({.line = std::string{line},
                     .aspect = Aspect::json,
                     .where = layout,
                     .ours = ours.out,
                     .theirs = theirs.out});
  return found;
}

bool is_same(const Finding& finding) {
  return finding.ours == finding.theirs ||
         (finding.where != layout && is_accepted(finding));
}

void check_all(const Findings& found, const Result& ours,
               const Result& theirs) {
  CAPTURE(ours.err);
  CAPTURE(theirs.err);
  for (const Finding& finding : found) check_same(finding);
}

// Do words only look, and may be said again?
bool only_looks(std::string_view line) {
  const auto words = split_words(line);
  return std::any_of(words.begin(), words.end(), [](const std::string& word) {
    return word == "show" || word == "list" || word == "dump" || word == "d" ||
           word == "lookup" || word == "tree";
  });
}

// Run both. While one looks and then the other, a process may hold an object
// for a moment, or another object go; what differs indeed does so each time.
void check_runs(std::string_view line, const RunOptions& options,
                Compare compare) {
  for (int more = only_looks(line) ? 3 : 0;; --more) {
    const Result ours = skep(line, options);
    const Result theirs = bpftool(line, options);
    const Findings found = compare(line, ours, theirs);
    if (more == 0 || std::all_of(found.begin(), found.end(), is_same))
      return check_all(found, ours, theirs);
  }
}

}  // namespace

void check_same(const Finding& finding) {
  if (is_same(finding)) return;
  FAIL_CHECK(fmt::format("{}: {} {}\nskep has:\n{}\nbpftool has:\n{}",
                         finding.line, name_of(finding.aspect), finding.where,
                         shortened(finding.ours), shortened(finding.theirs)));
}

void check_covers(std::string_view line, const Json& ours, const Json& theirs) {
  Findings found;
  compare_json(line, ours, theirs, "", found);
  for (const Finding& finding : found) check_same(finding);
}

void check_same_text(std::string_view line, const Result& ours,
                     const Result& theirs) {
  check_all(compare_as_text(line, ours, theirs), ours, theirs);
}

void check_same_json(std::string_view line, const Result& ours,
                     const Result& theirs) {
  check_all(compare_as_json(line, ours, theirs), ours, theirs);
}

void check_same_text(std::string_view line, const RunOptions& options) {
  check_runs(line, options, compare_as_text);
}

void check_same_json(std::string_view line, const RunOptions& options) {
  for (const char* option : {"-j", "-p"})
    check_runs(with_option(option, line), options, compare_as_json);
}

void check_same_as_bpftool(std::string_view line, const RunOptions& options) {
  CAPTURE(line);
  check_same_text(line, options);
  check_same_json(line, options);
}

}  // namespace skep::test
