#include "src/object/unknown_names.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "src/sys/error.h"
#include "src/sys/text.h"

namespace skep {
namespace {

// More are a list that nobody reads.
constexpr std::size_t most_names = 20;

std::string hint_for(std::string_view kind, const std::string& name,
                     const std::vector<std::string>& known) {
  std::string close = did_you_mean(name, known);
  if (!close.empty()) return close;
  if (known.empty()) return fmt::format("it has no {}s", kind);
  if (known.size() > most_names)
    return fmt::format("it has {} {}s", known.size(), kind);
  return fmt::format("its {}s are {}", kind, join(known, ", "));
}

}  // namespace

void UnknownNames::add(std::string_view kind, std::string name,
                       const std::vector<std::string>& known) {
  std::string what = fmt::format("{} '{}'", kind, name);
  const auto is_same = [&](const Unknown& one) { return one.what == what; };
  if (std::ranges::any_of(unknown_, is_same)) return;
  std::string hint = hint_for(kind, name, known);
  unknown_.push_back({std::move(what), std::move(hint)});
}

void UnknownNames::add(std::string complaint) {
  complaints_.push_back(std::move(complaint));
}

void UnknownNames::check(ErrorKind kind) const {
  if (unknown_.empty() && complaints_.empty()) return;
  const bool is_one = unknown_.size() == 1;
  std::vector<std::string> names;
  std::vector<std::string> hints;
  for (const Unknown& one : unknown_) {
    names.push_back("no " + one.what);
    std::string hint = is_one ? one.hint : one.what + ": " + one.hint;
    if (std::ranges::find(hints, hint) == hints.end())
      hints.push_back(std::move(hint));
  }
  std::vector<std::string> complaints = complaints_;
  if (!names.empty())
    complaints.insert(complaints.begin(),
                      "the object has " + join(names, ", "));
  throw Error{kind, 0, join(complaints, "; "), join(hints, "; ")};
}

}  // namespace skep
