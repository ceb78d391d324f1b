// --pids: whether `show` looks for the processes that hold an object.
#pragma once

#include <optional>
#include <string_view>

#include "src/cli/command.h"
#include "src/iter/owners.h"

namespace skep::cli {

template <>
struct ArgType<iter::OwnerSearch> {
  static iter::OwnerSearch parse(Words& words, std::string_view name);
  static std::string_view syntax() { return "{ auto | on | off }"; }
};

// Not given, it is auto.
using PidsWord = std::optional<iter::OwnerSearch>;

// Return the option for Options with a member `pids`.
template <typename O>
Arg<O> pids_option() {
  return option<O, PidsWord>("--pids", "WHEN", &O::pids,
                             "whether to look for the processes that hold an "
                             "object; default: auto");
}

// Find what the option asks for.
[[nodiscard]] iter::Holders find_holders(ObjectKind kind, const PidsWord& pids);

// Return the text on what it means.
[[nodiscard]] std::string_view pids_details();

}  // namespace skep::cli
