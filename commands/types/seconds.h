// Times on the command line.
#pragma once

#include <chrono>

#include "src/cli/arg_type.h"

namespace skep::cli {

// A time in seconds, with or without a fraction: 5, 0.25.
struct Seconds {
  std::chrono::milliseconds time;
};

template <>
struct ArgType<Seconds> {
  static Seconds parse(Words& words, std::string_view name);
  static std::string_view syntax() { return {}; }
};

template <>
struct ArgType<std::chrono::milliseconds> {
  static std::chrono::milliseconds parse(Words& words, std::string_view name) {
    return ArgType<Seconds>::parse(words, name).time;
  }
  static std::string_view syntax() { return {}; }
};

}  // namespace skep::cli
