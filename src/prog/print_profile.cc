// A profile in bpftool's text and JSON; declared in profiler.h.
#include <algorithm>

#include "src/prog/profiler.h"

namespace skep::prog {
namespace {

// Return the reading that a ratio is made with; null: it was not counted.
const Reading* base_of(std::span<const Metric> metrics, const Profile& profile,
                       const Ratio& ratio) {
  for (std::size_t i = 0; i < metrics.size(); ++i)
    if (metrics[i].name == ratio.base && profile.readings[i].counter > 0)
      return &profile.readings[i];
  return nullptr;
}

void print_ratio(Sink& sink, const Ratio& ratio, const Reading& reading,
                 const Reading* base) {
  if (base == nullptr) return sink.print("{:41}", "");
  sink.print("# {:8.2f} {:30}",
             static_cast<double>(reading.counter) * ratio.factor /
                 static_cast<double>(base->counter),
             ratio.text);
}

void print_reading(Writer& out, const Metric& metric, std::uint64_t run_count,
                   const Reading& reading, const Reading* base) {
  const auto object = out.object();
  out.field("metric", metric.name);
  out.field("run_cnt", run_count);
  out.field("value", reading.counter);
  out.field("enabled", reading.enabled);
  out.field("running", reading.running);
  out.in_text([&](Sink& sink) {
    sink.print("{:18} {:20}", reading.counter, metric.name);
    print_ratio(sink, metric.ratio, reading, base);
    // The CPU has fewer counters than are wanted: they took turns.
    if (reading.enabled > reading.running)
      sink.print("({:4.2f}%)", static_cast<double>(reading.running) * 100.0 /
                                   static_cast<double>(reading.enabled));
    sink.put('\n');
  });
}

}  // namespace

void print_profile(Writer& out, std::span<const Metric> metrics,
                   const Profile& profile) {
  const auto list = out.list();
  out.in_text([&](Sink& sink) {
    sink.print("\n{:18} {:20}\n", profile.run_count, "run_cnt");
  });
  for (std::size_t i = 0; i < metrics.size(); ++i)
    print_reading(out, metrics[i], profile.run_count, profile.readings[i],
                  base_of(metrics, profile, metrics[i].ratio));
}

}  // namespace skep::prog
