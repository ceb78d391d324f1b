#include "src/run/phase.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>

namespace skep {
namespace {

constexpr std::string_view key = "phase";

constexpr std::array<std::string_view, 8> names{
    "parse", "open", "prepare", "load", "hook", "attach", "hold", "teardown"};

constexpr int load_failed = 3;
constexpr int teardown_failed = 4;

// The exit code of a phase in which something could not be done; 0: the usual.
int exit_code_of(Phase phase) {
  switch (phase) {
    case Phase::load:
      return load_failed;
    case Phase::teardown:
      return teardown_failed;
    default:
      return 0;
  }
}

}  // namespace

std::string_view name_of(Phase phase) {
  return names.at(static_cast<std::size_t>(phase));
}

Error told(Phase phase, const Error& error) {
  if (std::ranges::any_of(error.facts(),
                          [](const Fact& fact) { return fact.key == key; }))
    return error;
  Facts facts = error.facts();
  facts.insert(facts.begin(),
               {.key = std::string{key}, .value = std::string{name_of(phase)}});
  Error result = error.with_details(error.notes(), std::move(facts));
  const int code = exit_code_of(phase);
  const bool is_failure =
      error.kind() == ErrorKind::system && error.exit_code() == 0;
  return is_failure && code != 0 ? result.with_exit_code(code) : result;
}

}  // namespace skep
