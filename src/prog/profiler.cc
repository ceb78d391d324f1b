#include "src/prog/profiler.h"

#include <bpf/bpf.h>
#include <sys/types.h>

#include <cerrno>
#include <utility>

#include "src/object/entry_function.h"
#include "src/object/written_program.h"
#include "src/sys/bytes.h"
#include "src/sys/cpus.h"
#include "src/sys/error.h"
#include "src/sys/kernel_object.h"
#include "src/sys/perf_event.h"

namespace skep::prog {
namespace {

constexpr const char* map_name = "skep_profile";
constexpr std::uint32_t only_key = 0;

perf_event_attr attributes_of(const Metric& metric) {
  auto attributes = zeroed<perf_event_attr>();
  attributes.type = metric.type;
  attributes.config = metric.config;
  attributes.exclude_user = 1;
  return attributes;
}

// Return nothing for a CPU that has gone offline meanwhile.
Fd open_counter(const Metric& metric, std::uint32_t cpu) {
  constexpr pid_t all = -1;
  try {
    return open_perf_event(attributes_of(metric), all, static_cast<int>(cpu));
  } catch (const Error& error) {
    if (error.code() == ENODEV) return Fd{};
    const Error told = system_error(error.code(), "can't count {} on CPU {}",
                                    metric.name, cpu);
    if (error.code() != ENOENT && error.code() != EOPNOTSUPP) throw told;
    throw told.with_hint(
        "this machine does not count it; virtual ones often count cpu_clock, "
        "task_clock, page_faults and context_switches alone");
  }
}

std::uint32_t slot_count(const std::vector<std::uint32_t>& cpus) {
  return cpus.empty() ? 1 : cpus.back() + 1;
}

// Make the map in which a program finds its CPU's counter of a metric. It has
// to be a CPU's place even if some CPUs are not there.
Fd make_event_map(std::uint32_t slots) {
  return Fd{
      check(bpf_map_create(BPF_MAP_TYPE_PERF_EVENT_ARRAY, map_name,
                           sizeof(std::uint32_t), sizeof(int), slots, nullptr),
            "can't create a map of perf events")};
}

void open_counters(const Metric& metric, const Fd& map,
                   std::vector<Fd>& counters) {
  for (const std::uint32_t cpu : online_cpus()) {
    Fd counter = open_counter(metric, cpu);
    if (!counter.is_open()) continue;
    const int fd = counter.get();
    check(bpf_map_update_elem(map.get(), &cpu, &fd, BPF_ANY),
          "can't put a perf event into a map");
    counters.push_back(std::move(counter));
  }
}

Fd make_profile(std::size_t metric_count) {
  return Fd{check(
      bpf_map_create(BPF_MAP_TYPE_PERCPU_ARRAY, map_name, sizeof only_key,
                     static_cast<std::uint32_t>(profile_size(metric_count)), 1,
                     nullptr),
      "can't create a map for what is counted")};
}

std::uint32_t entry_of(const Fd& prog) {
  const auto info = info_of<bpf_prog_info>(prog);
  const auto function = entry_function(prog, info);
  if (!function)
    throw failure("program {} has no BTF that tells its functions", info.id)
        .with_hint("compile it with clang -g, and load it by libbpf");
  return function->id;
}

Fd attach(const Fd& prog, std::uint32_t function, bpf_attach_type type,
          std::vector<bpf_insn> code) {
  const Fd loaded = load({.name = map_name,
                          .task = "measures another one",
                          .attach_type = type,
                          .function = function,
                          .target = prog.get(),
                          .code = std::move(code)});
  return Fd{check(bpf_link_create(loaded.get(), 0, type, nullptr),
                  "can't attach to the program")};
}

}  // namespace

Profiler::Profiler(const Fd& prog, std::span<const Metric> metrics)
    : metric_count_(metrics.size()), profile_(make_profile(metrics.size())) {
  const std::uint32_t function = entry_of(prog);
  const std::uint32_t slots = slot_count(possible_cpus());
  for (const Metric& metric : metrics) {
    events_.push_back(make_event_map(slots));
    open_counters(metric, events_.back(), counters_);
  }
  links_.push_back(attach(prog, function, BPF_TRACE_FEXIT,
                          assemble_exit(events_, profile_)));
  links_.push_back(attach(prog, function, BPF_TRACE_FENTRY,
                          assemble_entry(events_, profile_)));
}

Profile Profiler::read() const {
  const std::size_t size = profile_size(metric_count_);
  Bytes values(size * possible_cpus().size());
  check(bpf_map_lookup_elem(profile_.get(), &only_key, values.data()),
        "can't read what was counted");
  Profile profile{.readings = std::vector<Reading>(metric_count_)};
  for (std::size_t at = 0; at < values.size(); at += size) {
    const ByteView value = ByteView{values}.subspan(at, size);
    profile.run_count += load_as<ProfileHeader>(value).count;
    for (std::size_t i = 0; i < metric_count_; ++i) {
      const auto sum = load_as<Reading>(value.subspan(sum_offset(i)));
      profile.readings[i].counter += sum.counter;
      profile.readings[i].enabled += sum.enabled;
      profile.readings[i].running += sum.running;
    }
  }
  return profile;
}

}  // namespace skep::prog
