// From the words of `run` to what they ask for.
#include <utility>

#include "commands/run/words.h"
#include "src/sys/error.h"
#include "src/sys/given_options.h"

namespace skep::commands {
namespace {

HookRequest open_request(const AttachWords& words) {
  if (link_use_of(words.hook) == LinkUse::none)
    return {words.program, open_direct_hook(words.hook)};
  return {words.program, open_hook(words.hook)};
}

}  // namespace

void check_life_words(const LifeWords& words,
                      const cli::GlobalOptions& global) {
  GivenOptions given;
  given.add("-L", global.uses_loader);
  given.add("-j", global.format != Format::text);
  given.add("--format", words.format.has_value());
  given.add("--exec", words.command.has_value());
  given.add("--exec-status", words.takes_status);
  given.add("--pid", words.pid.has_value());
  given.add("--timeout", words.timeout.has_value());
  given.add("--count", words.count.has_value());
  given.add("--until", words.until.has_value());
  given.add("--tail", !words.tails.empty());
  given.add("--watch", !words.watched.empty());
  given.add("--interval", words.interval.has_value());
  given.add("--trace", words.shows_trace);
  given.add("--no-maps", words.hides_maps);
  given.add("--map-pin", !words.map_pins.empty());
  given.add("--keep", words.kept_in.has_value());
  given.add("--dry-run", words.is_dry_run);
  given.require("--exec-status", "--exec");
  given.require("--interval", "--watch");
  given.exclude("--exec", "--pid");
  given.exclude("-j", "--format");
  for (const char* other :
       {"--exec", "--pid", "--timeout", "--count", "--until", "--tail",
        "--watch", "--trace", "--no-maps", "--map-pin", "--format"}) {
    given.exclude("--keep", other);
    given.exclude("--dry-run", other);
  }
  given.exclude("--keep", "--dry-run");
  if (global.uses_loader) throw usage_error("-L and -S are for `prog load`");
  if (words.count == 0U) throw usage_error("--count 0 asks for nothing");
}

LifeOptions life_options(const LifeWords& words,
                         const cli::GlobalOptions& global) {
  LifeOptions options{.load = object_configuration(words)};
  for (const ReuseWords& one : words.map_reuses)
    options.load.reused_maps.push_back(one.reuse);
  options.load.relaxed_maps = global.relaxes_maps;
  options.load.logs_verifier = global.is_debug;
  if (words.log_file) options.load.log_file = words.log_file->path;
  options.attach.programs = words.programs;
  for (const AttachWords& one : words.attached)
    options.attach.hooks.push_back(open_request(one));
  options.attach.policy = words.policy;
  options.elements = words.elements;
  options.map_pins = words.map_pins;
  if (words.pre_attach) options.pre_attach = words.pre_attach->words;
  if (words.command) options.command = words.command->words;
  options.pid = words.pid;
  if (words.timeout) options.timeout = words.timeout->time;
  options.count = words.count;
  options.until = words.until;
  if (!words.tails.empty() || !words.watched.empty() || words.shows_trace)
    options.watches = WatchOptions{.tails = words.tails,
                                   .watched = words.watched,
                                   .shows_trace = words.shows_trace};
  if (words.interval) options.watches->interval = words.interval->time;
  options.prints_state = !words.hides_maps;
  const bool is_lines = words.format == EventFormat::ndjson;
  options.is_document = !is_lines;
  options.owns_output = is_lines || global.format != Format::text;
  return options;
}

}  // namespace skep::commands
