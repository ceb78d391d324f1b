#include "commands/run/words.h"

#include <utility>

#include "commands/run/object_names.h"

namespace skep::commands {
namespace {

// Any number of programs, completed by those of the object.
cli::Arg<LifeWords> programs_argument() {
  cli::Arg<LifeWords> result;
  result.shown = {.syntax = "[PROG...]",
                  .name = "PROG",
                  .help =
                      "the programs to attach, by their names or patterns "
                      "with * and ?, in this order",
                  .definition = {},
                  .parts = {}};
  result.parse_by([](LifeWords& options, cli::Words& words, std::size_t) {
    const auto names = [&] { return program_candidates(options.object.path); };
    while (!words.done()) options.programs.push_back(words.take("PROG", names));
  });
  return result;
}

std::vector<cli::Arg<LifeWords>> preparing_options() {
  using cli::completed_by;
  using cli::option;
  using W = LifeWords;
  return {
      completed_by(
          option<W, std::vector<MapElement>>(
              "--map-set", "MAP KEY VALUE", &W::elements,
              "set an element of a map before the programs are loaded"),
          map_values),
      completed_by(option<W, std::vector<MapPin>>(
                       "--map-pin", "MAP=PATH", &W::map_pins,
                       "pin a map there as long as the object runs"),
                   map_values),
      completed_by(
          option<W, std::vector<ReuseWords>>(
              "--map-reuse", "MAP=WITH", &W::map_reuses,
              "use a map that exists in place of one of the object's: PATH "
              "where it is pinned, id:ID or name:NAME"),
          map_values),
      option<W, std::optional<cli::FilePath>>(
          "--log-file", "FILE", &W::log_file,
          "write what the verifier says of each program to a file"),
      completed_by(
          option<W, std::vector<AttachWords>>(
              "--attach", "PROG=HOOK", &W::attached,
              "attach a program, in the words of `prog attach`, in place of "
              "where its section says: 'count=xdp dev eth0'"),
          program_values),
      option<W, AttachPolicy>(
          "--attach-policy", "POLICY", &W::policy,
          "all, which is usual: if one program can't be attached, none is; or "
          "best: the others are"),
      option<W, std::optional<CommandLine>>(
          "--pre-attach", "CMD", &W::pre_attach,
          "run a command when all is loaded and nothing attached yet"),
  };
}

std::vector<cli::Arg<LifeWords>> ending_options() {
  using cli::completed_by;
  using cli::option;
  using W = LifeWords;
  return {
      option<W, std::optional<CommandLine>>(
          "--exec", "CMD", &W::command,
          "run a command once all is attached, and end with it"),
      option<W>("--exec-status", &W::takes_status,
                "end with the exit code of that command"),
      option<W, std::optional<std::uint32_t>>("--pid", "PID", &W::pid,
                                              "end when this process does"),
      option<W, std::optional<cli::Seconds>>(
          "--timeout", "SECONDS", &W::timeout, "end after this time"),
      option<W, std::optional<std::uint64_t>>(
          "--count", "NUMBER", &W::count, "end when so many things were shown"),
      completed_by(
          option<W, std::optional<btf::Expression>>(
              "--until", "EXPR", &W::until,
              "end when this holds of global variables or maps: 'hits > 100'"),
          state_values),
      option<W, std::optional<cli::FilePath>>(
          "--keep", "DIR", &W::kept_in,
          "pin all in a directory on a BPF file system, and leave it running"),
      option<W>("--dry-run", &W::is_dry_run,
                "load, show what the verifier says of the programs, and leave "
                "nothing"),
  };
}

std::vector<cli::Arg<LifeWords>> showing_options() {
  using cli::completed_by;
  using cli::option;
  using W = LifeWords;
  return {
      completed_by(option<W, std::vector<TailRequest>>(
                       "--tail", "MAP[:STRUCT]", &W::tails,
                       "show the events of a ring buffer or perf event array"),
                   map_values),
      completed_by(option<W, std::vector<std::string>>(
                       "--watch", "MAP|VAR", &W::watched,
                       "show changes of a map or a global variable"),
                   state_values),
      option<W, std::optional<cli::Seconds>>(
          "--interval", "SECONDS", &W::interval,
          "how often to look for changes; 1 if not given"),
      option<W>("--trace", &W::shows_trace,
                "show what the programs print by bpf_printk() and to their "
                "streams"),
      option<W>("--no-maps", &W::hides_maps,
                "do not print variables and maps in the end"),
      option<W, std::optional<EventFormat>>("--format", "FORMAT", &W::format,
                                            "text, which is usual, or ndjson"),
  };
}

}  // namespace

std::vector<cli::Arg<LifeWords>> life_arguments() {
  std::vector<cli::Arg<LifeWords>> arguments{
      cli::arg("OBJ", &LifeWords::object, "BPF object file"),
      programs_argument()};
  const auto add = [&](std::vector<cli::Arg<LifeWords>> options) {
    for (auto& option : options) arguments.push_back(std::move(option));
  };
  for (auto& option : object_options<LifeWords>()) {
    auto values = object_values(option.shown.name);
    arguments.push_back(
        cli::completed_by(std::move(option), std::move(values)));
  }
  add(sec_arguments<LifeWords>());
  add(preparing_options());
  add(showing_options());
  add(ending_options());
  return arguments;
}

}  // namespace skep::commands
