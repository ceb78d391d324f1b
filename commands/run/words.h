// The words of `run`.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "commands/types/attach_words.h"
#include "commands/types/event_format.h"
#include "commands/types/handles.h"
#include "commands/types/object_words.h"
#include "commands/types/sec_words.h"
#include "commands/types/seconds.h"
#include "src/btf/expression.h"
#include "src/cli/command.h"
#include "src/run/life.h"

namespace skep::commands {

// A program and its words, as a shell has them: 'ls -l "my files"'.
struct CommandLine {
  std::vector<std::string> words;
};

// A map of the object, and one that exists already.
struct ReuseWords {
  MapReuse reuse;
};

struct LifeWords : ObjectWords, SecWords {
  cli::FilePath object;
  std::vector<std::string> programs;
  std::vector<MapElement> elements;
  std::vector<MapPin> map_pins;
  std::vector<ReuseWords> map_reuses;
  std::vector<AttachWords> attached;
  AttachPolicy policy = AttachPolicy::all;
  std::optional<CommandLine> pre_attach;
  std::optional<CommandLine> command;
  bool takes_status = false;
  std::optional<std::uint32_t> pid;
  std::optional<cli::Seconds> timeout;
  std::optional<std::uint64_t> count;
  std::optional<btf::Expression> until;
  std::vector<TailRequest> tails;
  std::vector<std::string> watched;
  std::optional<cli::Seconds> interval;
  bool shows_trace = false;
  bool hides_maps = false;
  std::optional<EventFormat> format;
  std::optional<cli::FilePath> log_file;
  std::optional<cli::FilePath> kept_in;
  bool is_dry_run = false;
};

[[nodiscard]] std::vector<cli::Arg<LifeWords>> life_arguments();

// Return what help and the man page tell.
[[nodiscard]] cli::Notes life_notes();

// Require that the words make sense together.
// Errors: usage error that names two that do not.
void check_life_words(const LifeWords& words, const cli::GlobalOptions& global);

// Return what the words ask for. Files are read, handles looked up.
[[nodiscard]] LifeOptions life_options(const LifeWords& words,
                                       const cli::GlobalOptions& global);

}  // namespace skep::commands

namespace skep::cli {

template <>
struct ArgType<MapElement> {
  static MapElement parse(Words& words, std::string_view name);
  static std::string_view syntax() { return {}; }
};
template <>
inline constexpr std::size_t words_of_value<MapElement> = 3;

// "MAP=PATH": what stands behind --map-pin.
template <>
struct ArgType<MapPin> {
  static MapPin parse(Words& words, std::string_view name);
  static std::string_view syntax() { return {}; }
};

// "MAP=PATH", "MAP=id:N" or "MAP=name:NAME": what stands behind --map-reuse.
template <>
struct ArgType<commands::ReuseWords> {
  static commands::ReuseWords parse(Words& words, std::string_view name);
  static std::string_view syntax() { return {}; }
};

template <>
struct ArgType<AttachPolicy> {
  static AttachPolicy parse(Words& words, std::string_view name);
  static std::string_view syntax() { return "{ all | best }"; }
};

template <>
struct ArgType<commands::CommandLine> {
  static commands::CommandLine parse(Words& words, std::string_view name);
  static std::string_view syntax() { return {}; }
};

// "MAP" or "MAP:STRUCT": what stands behind --tail.
template <>
struct ArgType<TailRequest> {
  static TailRequest parse(Words& words, std::string_view name);
  static std::string_view syntax() { return {}; }
};

template <>
struct ArgType<btf::Expression> {
  static btf::Expression parse(Words& words, std::string_view name);
  static std::string_view syntax() { return {}; }
};

}  // namespace skep::cli
