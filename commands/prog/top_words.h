// The words of `prog top`.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "src/cli/command.h"
#include "src/prog/top.h"

namespace skep::cli {

template <>
struct ArgType<prog::TopFormat> {
  static prog::TopFormat parse(Words& words, std::string_view name);
  static std::string_view syntax() { return "{ ndjson | csv }"; }
};

template <>
struct ArgType<const prog::TopColumn*> {
  static const prog::TopColumn* parse(Words& words, std::string_view name);
  static std::string_view syntax() { return {}; }
};

}  // namespace skep::cli

namespace skep::commands {

struct TopWords {
  bool is_once = false;
  std::optional<std::chrono::milliseconds> interval;
  std::optional<std::uint64_t> count;
  std::optional<const prog::TopColumn*> sort;
  bool is_reversed = false;
  std::optional<std::string> filter;
  std::optional<std::uint64_t> limit;
  std::optional<prog::TopFormat> format;

  [[nodiscard]] std::optional<std::uint64_t> table_count() const {
    return is_once ? 1 : count;
  }
};

[[nodiscard]] std::vector<cli::Arg<TopWords>> top_arguments();
[[nodiscard]] cli::Notes top_notes();

// Errors: usage Error for options that make no sense together.
void check_top_words(const TopWords& words, const cli::Context& context);

}  // namespace skep::commands
