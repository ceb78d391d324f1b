// skep beside the real bpftool: the same words on the same objects, and what
// differs judged by the table of accepted differences.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "tests/e2e/bpftool_differences.h"
#include "tests/e2e/harness.h"

namespace skep::test {

// Check that both end with the same exit code and print the same text for a
// line, and the same JSON by -j and -p; skep may have more keys.
void check_same_as_bpftool(std::string_view line,
                           const RunOptions& options = {});
void check_same_text(std::string_view line, const RunOptions& options = {});
void check_same_json(std::string_view line, const RunOptions& options = {});

// Check the same of results that two lines have had, such as lines that name
// different objects of the same kind; `line` stands for both.
void check_same_text(std::string_view line, const Result& ours,
                     const Result& theirs);
void check_same_json(std::string_view line, const Result& ours,
                     const Result& theirs);

// Check that `ours` has all that `theirs` has: keys, values, lengths.
void check_covers(std::string_view line, const nlohmann::ordered_json& ours,
                  const nlohmann::ordered_json& theirs);

// Check that what both programs have is the same, or accepted.
void check_same(const Finding& finding);

}  // namespace skep::test
