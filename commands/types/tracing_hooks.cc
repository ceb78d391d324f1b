// Words for the hooks of those who trace: the kernel's functions and
// tracepoints, the functions of programs, events that are counted.
#include <utility>

#include "commands/types/hook_parts.h"
#include "commands/types/hook_words.h"

namespace skep::commands {
namespace {

using cli::alternative;
using cli::arg;
using cli::keyword;

template <typename H>
cli::Arg<H> cookie_argument() {
  return keyword("cookie", "N", &H::cookie,
                 "a number that the program can read");
}

template <typename H>
cli::Arg<H> retprobe_argument() {
  return cli::flag("retprobe", &H::at_return, "run when the function returns");
}

template <typename H>
cli::Arg<H> places_argument(std::string name, std::string help,
                            std::string definition) {
  cli::Arg<H> result;
  result.shown.syntax = name;
  result.shown.help = std::move(help);
  result.shown.definition = std::move(definition);
  result.parse_by([name](H& hook, cli::Words& words, std::size_t) {
    hook.places = read_places(words, name);
  });
  result.shown.name = std::move(name);
  return result;
}

template <typename H>
cli::Arg<H> moment_argument() {
  return cli::choice<H, ProbeMoment>(
      {{"retprobe", ProbeMoment::at_return}, {"session", ProbeMoment::session}},
      &H::moment, "run when a function returns; or at both, in a session");
}

template <typename H>
cli::Arg<H> pid_argument() {
  return keyword("pid", "PID", &H::pid, "the only process to watch");
}

HookForm tracepoint_form() {
  return alternative<HookWords, TracepointHook>(
      "tracepoint", "a tracepoint",
      {tracepoint_argument(), cookie_argument<TracepointHook>()});
}

HookForm raw_tracepoint_form() {
  return alternative<HookWords, RawTracepointHook>(
      "raw_tracepoint", "a tracepoint, with its arguments as they are",
      {arg("NAME", &RawTracepointHook::name, "the tracepoint",
           read_raw_tracepoint),
       cookie_argument<RawTracepointHook>()});
}

HookForm btf_tracepoint_form() {
  return alternative<HookWords, BtfTracepointHook>(
      "tp_btf", "the BTF tracepoint that the program was loaded for",
      {cookie_argument<BtfTracepointHook>()});
}

HookForm uprobe_form() {
  return alternative<HookWords, UprobeHook>(
      "uprobe", "a function or an instruction of a program or library",
      {arg("BINARY", &UprobeHook::file, "the ELF file", read_path),
       arg("POINT", &UprobeHook::point, "where in the file"),
       pid_argument<UprobeHook>(), retprobe_argument<UprobeHook>(),
       keyword("ref_ctr", "OFFSET", &UprobeHook::ref_ctr,
               "where in the file a counter of those who watch is"),
       cookie_argument<UprobeHook>()});
}

HookForm uprobe_multi_form() {
  return alternative<HookWords, UprobeMultiHook>(
      "uprobe_multi", "many functions of a program or library",
      {arg("BINARY", &UprobeMultiHook::file, "the ELF file", read_path),
       places_argument<UprobeMultiHook>(
           "POINTS", "where in the file",
           "{ SYMBOL[+OFFSET] | PATTERN | OFFSET }[@REF_CTR][=COOKIE][,...]"),
       pid_argument<UprobeMultiHook>(), moment_argument<UprobeMultiHook>(),
       cookie_argument<UprobeMultiHook>()});
}

HookForm usdt_form() {
  return alternative<HookWords, UsdtHook>(
      "usdt", "a static probe of a program or library",
      {arg("BINARY", &UsdtHook::file, "the ELF file", read_path),
       static_probe_argument(), pid_argument<UsdtHook>(),
       cookie_argument<UsdtHook>()});
}

HookForm perf_event_form() {
  return alternative<HookWords, PerfEventHook>(
      "perf_event", "samples of an event that the CPU or the kernel counts",
      {arg("EVENT", &PerfEventHook::event, "the event"),
       keyword("freq", "HZ", &PerfEventHook::frequency,
               "samples in a second; 99 if nothing is said"),
       keyword("period", "N", &PerfEventHook::period,
               "events between two samples"),
       keyword("cpu", "CPU", &PerfEventHook::cpu, "the only CPU to watch"),
       pid_argument<PerfEventHook>(), cookie_argument<PerfEventHook>()});
}

HookForm tracing_form(std::string word, bpf_attach_type type,
                      std::string help) {
  TracingHook start;
  start.type = type;
  return alternative<HookWords, TracingHook>(std::move(word), std::move(help),
                                             {cookie_argument<TracingHook>()},
                                             start);
}

HookForm freplace_form() {
  return alternative<HookWords, FreplaceWords>(
      "freplace", "a function of another program, in whose place it comes",
      {keyword("target", "PROG", &FreplaceWords::target,
               "that program; without it, the one of the load"),
       keyword("function", "NAME", &FreplaceWords::function,
               "the function of the target")});
}

HookForm kprobe_form() {
  auto place = arg("PLACE", &KprobeHook::point, "where in the kernel");
  place.shown.definition = "{ FUNCTION | FUNCTION+OFFSET | ADDRESS }";
  return alternative<HookWords, KprobeHook>(
      "kprobe", "a function or an instruction of the kernel",
      {std::move(place), retprobe_argument<KprobeHook>(),
       cookie_argument<KprobeHook>()});
}

HookForm kprobe_multi_form() {
  return alternative<HookWords, KprobeMultiHook>(
      "kprobe_multi", "many functions of the kernel",
      {places_argument<KprobeMultiHook>(
           "FUNCTIONS", "the functions",
           "{ NAME | PATTERN | ADDRESS }[=COOKIE][,...]"),
       moment_argument<KprobeMultiHook>(), cookie_argument<KprobeMultiHook>()});
}

}  // namespace

std::vector<HookForm> tracing_forms() {
  return {
      tracepoint_form(),   raw_tracepoint_form(), btf_tracepoint_form(),
      uprobe_form(),       perf_event_form(),     kprobe_form(),
      kprobe_multi_form(), uprobe_multi_form(),   usdt_form(),
  };
}

std::vector<HookForm> function_forms() {
  return {
      tracing_form("fentry", BPF_TRACE_FENTRY,
                   "the entry of the function that it was loaded for"),
      tracing_form("fexit", BPF_TRACE_FEXIT,
                   "the exit of the function that it was loaded for"),
      tracing_form("fmod_ret", BPF_MODIFY_RETURN,
                   "what the function that it was loaded for returns"),
      tracing_form("fsession", BPF_TRACE_FSESSION,
                   "entry and exit of the function that it was loaded for"),
      tracing_form("lsm", BPF_LSM_MAC,
                   "the security hook that it was loaded for"),
      freplace_form(),
  };
}

}  // namespace skep::commands
