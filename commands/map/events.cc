// map events: show the records that BPF programs send to user space.
#include "commands/map/event_loop.h"
#include "commands/map/event_type.h"
#include "commands/types/event_format.h"
#include "commands/types/handles.h"
#include "commands/types/seconds.h"
#include "src/cli/command.h"
#include "src/sys/log.h"
#include "src/sys/signals.h"

namespace skep::commands {
namespace {

struct Options {
  MapRef map;
  std::optional<std::string> type;
  std::optional<std::string> btf;
  std::optional<std::uint64_t> count;
  std::optional<cli::Seconds> timeout;
  std::optional<EventFormat> format;
};

void check_options(const Options& options, Format format) {
  if (options.btf && !options.type)
    throw usage_error("--btf tells where a type is: --type is missing");
  if (options.format && format != Format::text)
    throw usage_error("'-j' and '--format' exclude each other");
  if (options.count == 0U) throw usage_error("--count 0 asks for nothing");
}

// Prints events and counts them.
class Tally {
 public:
  Tally(const map::EventPrinter& printer, std::optional<std::uint64_t> most)
      : printer_(printer), most_(most) {}

  // Return whether more are wanted.
  bool add(Writer& out, const map::Event& event) {
    printer_.print(out, event);
    if (event.is_record()) ++records_;
    if (event.lost) lost_ += event.lost->count;
    return records_ != most_;
  }

  void tell() const {
    log::notice("{} record{}{}", records_, records_ == 1 ? "" : "s",
                lost_ == 0 ? "" : fmt::format(", {} lost", lost_));
  }

 private:
  const map::EventPrinter& printer_;
  std::optional<std::uint64_t> most_;
  std::uint64_t records_ = 0;
  std::uint64_t lost_ = 0;
};

void run(const Options& options, cli::Context& context) {
  check_options(options, context.options.format);
  const map::Map map{open_map(options.map, /*writable=*/true)};
  // First, so that what is no buffer is called that.
  const auto reader = map::open_events(map);
  const auto type = load_event_type(map, options.type, options.btf);
  const map::EventPrinter printer{type ? &*type : nullptr,
                                  options.format == EventFormat::ndjson};
  Tally tally{printer, options.count};
  const auto limit =
      options.timeout ? std::optional{options.timeout->time} : std::nullopt;
  Writer& out = context.out;
  const auto list = out.list();
  read_events(*reader, limit, out,
              [&](const map::Event& event) { return tally.add(out, event); });
  tally.tell();
  throw_if_stopped();
}

}  // namespace

cli::Command map_events() {
  return cli::command<Options>(
      "map events", "Show the records that BPF programs send to user space",
      {cli::arg("MAP", &Options::map, "ring buffer or perf event array"),
       cli::option("--type", "TYPE", &Options::type,
                   "the type of the records, such as a struct"),
       cli::option("--btf", "SOURCE", &Options::btf,
                   "where the type is: a file, or vmlinux for the kernel"),
       cli::option("--count", "NUMBER", &Options::count,
                   "end after so many records"),
       cli::option("--timeout", "SECONDS", &Options::timeout,
                   "end after this time; 0: show what is there"),
       cli::option("--format", "FORMAT", &Options::format,
                   "text, which is usual, or ndjson")},
      run,
      {.details =
           "Records are shown as they come. A ring buffer has one reader: "
           "what is shown is removed, and another process that reads the map "
           "does not see it. To a perf event array a perf event is added for "
           "each CPU that is online; what others have put in these places is "
           "replaced, and nothing is put back in the end.\n"
           "\n"
           "By --type records are shown as values of a type of BTF: of the "
           "programs that use the map, of an object file, or of the kernel. "
           "Otherwise their bytes are shown. Records that find no room are "
           "lost: a perf event array tells how many, a ring buffer tells the "
           "program alone. How many records there were, and how many were "
           "lost, is told on standard error in the end.\n"
           "\n"
           "With ndjson each line is an object: {\"value\": V} or {\"lost\": "
           "N}, of perf events with \"cpu\" and, in nanoseconds of "
           "CLOCK_MONOTONIC, \"time\". With -j they are a list, which ends "
           "when the reading does. A signal (SIGINT, SIGTERM, SIGHUP) ends it "
           "with exit code 130.",
       .examples = {{"map events name ring --type event",
                     "Show records as values of struct event"},
                    {"map events name ring --type event --format ndjson",
                     "The same for a script"},
                    {"map events id 7 --count 10 --timeout 5",
                     "Show the bytes of 10 records, for 5 seconds at most"}},
       .aliases = {}});
}

}  // namespace skep::commands
