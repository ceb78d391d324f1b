// Where skep and bpftool may differ: data, each with its reason. A difference
// that is not here fails the test that finds it; an entry that no test finds
// in a run of the whole suite fails the run.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tests/e2e/kernel_facts.h"

namespace skep::test {

// What of two runs differs.
enum class Aspect {
  exit_code,
  text,    // lines of standard output
  json,    // a value at a JSON pointer, or the whole document: ""
  effect,  // what a command leaves or says, by a name that the test gives it
  unseen,  // it takes another machine than most to see it
};

// The patterns are regular expressions to be found somewhere; an empty one is
// found everywhere.
struct Difference {
  std::string_view row;      // the first column of its row in README.md
  std::string_view command;  // in the line of words, options left out
  Aspect aspect;
  std::string_view where;   // in the JSON pointer or the name of the effect
  std::string_view ours;    // in what skep has there
  std::string_view theirs;  // in what bpftool has there
  std::string_view reason;
  // A word of `bpftool version`: with it the difference is gone.
  std::string_view unless_bpftool_has{};
  // The first version of bpftool without the difference; {}: all have it. An
  // older one is under test where no newer one can be fetched: README.md does
  // not tell of it.
  Version before{};
};

// A place where skep and bpftool differ, and what each has there.
struct Finding {
  std::string line{};
  Aspect aspect = Aspect::effect;
  std::string where{};
  std::string ours{};
  std::string theirs{};
};

// How a JSON value that is not there is written in a Finding.
inline constexpr std::string_view absent = "(absent)";

// Return all accepted differences.
std::span<const Difference> accepted_differences();

// Is there an entry for a finding, and for the bpftool under test? The first
// one that matches is used.
bool is_accepted(const Finding& finding);

// Return those entries that have not been used since the start, but could have
// been.
std::vector<Difference> unused_differences();

}  // namespace skep::test
