// Names that could do harm where they are printed, and objects that have them.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tests/e2e/harness.h"

namespace skep::test {

// A word that generated code must not hold but inside of a string.
inline constexpr std::string_view canary = "injected";

// Names with quotes, line feeds, escape sequences, ends of comments, keywords,
// bytes that are not UTF-8, and of 300 characters.
const std::vector<std::string>& hostile_names();

// Those of them that are more than letters, digits and underscores.
std::vector<std::string> odd_names();

// What has a name in tests/bpf/hostile.bpf.c: "a_map", "a_member" and so on.
const std::vector<std::string>& named_parts();

// Write the object with these names, by part; the others get plain ones that
// end in `suffix`.
void write_hostile_object(const std::string& path,
                          const std::map<std::string, std::string>& names,
                          const std::string& suffix = "");

// Check that a terminal can show the text: UTF-8 without control characters
// other than line feeds and tabs.
void check_is_clean(std::string_view text);

// Run skep for people and for programs: check that the output is clean, valid
// JSON, and an exit code that says done or failed, each time the same. What a
// run made, `undo` takes back. Returns what people get.
Result check_harmless(
    const std::vector<std::string>& words,
    const std::function<void()>& undo = [] {});

// Run skep with words that may hold any bytes.
Result skep_words(std::vector<std::string> words);

}  // namespace skep::test
