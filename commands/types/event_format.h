// The form of events on the command line: --format FORMAT.
#pragma once

#include "src/cli/arg_type.h"

namespace skep::commands {

enum class EventFormat { text, ndjson };

}  // namespace skep::commands

namespace skep::cli {

template <>
struct ArgType<commands::EventFormat> {
  static commands::EventFormat parse(Words& words, std::string_view name) {
    if (words.accept_exactly("text", "for people"))
      return commands::EventFormat::text;
    if (words.accept_exactly("ndjson", "a JSON object on each line"))
      return commands::EventFormat::ndjson;
    words.reject(name);
  }
  static std::string_view syntax() { return "{ text | ndjson }"; }
};

}  // namespace skep::cli
