#include "src/prog/profile_code.h"

#include <array>

#include "src/bpf_asm/assembler.h"

namespace skep::prog {
namespace {

using bpf_asm::Assembler;
using bpf_asm::Condition;
using bpf_asm::Memory;
using bpf_asm::Operation;
using bpf_asm::Reg;
using bpf_asm::Width;

// Points to the value of the map.
constexpr Reg profile_value = Reg::r7;
// Where the key of its only value lies.
constexpr Memory key{Reg::frame, -8};

std::size_t start_offset(std::size_t metric) {
  return sizeof(ProfileHeader) + metric * 2 * sizeof(Reading);
}

// Where the end of a run is read to, below the key.
Memory on_stack(std::size_t metric, std::size_t member = 0) {
  const auto below =
      static_cast<std::ptrdiff_t>((metric + 1) * sizeof(Reading));
  return {Reg::frame,
          static_cast<std::int16_t>(key.offset - below +
                                    static_cast<std::ptrdiff_t>(member))};
}

Memory in_profile(std::size_t offset) {
  return {profile_value, static_cast<std::int16_t>(offset)};
}

// Let r7 point to this CPU's value; go to `end` if there is none, which the
// verifier thinks possible.
void find_profile(Assembler& out, const Fd& profile, Assembler::Label end) {
  out.store(key, 0, Width::bytes_4);
  out.load_map(Reg::r1, profile);
  out.move(Reg::r2, key.base);
  out.add(Reg::r2, key.offset);
  out.call(BPF_FUNC_map_lookup_elem);
  out.jump_if(Condition::equal, Reg::r0, 0, end);
  out.move(profile_value, Reg::r0);
}

// Read this CPU's event; go to `failed` if it has none, such as when it came
// online later.
void read_event(Assembler& out, const Fd& events, Memory to,
                Assembler::Label failed) {
  out.load_map(Reg::r1, events);
  out.move_wide(Reg::r2, BPF_F_CURRENT_CPU);
  out.move(Reg::r3, to.base);
  out.add(Reg::r3, to.offset);
  out.move(Reg::r4, sizeof(Reading));
  out.call(BPF_FUNC_perf_event_read_value);
  out.jump_if(Condition::not_equal, Reg::r0, 0, failed);
}

// Add what has passed since the start to the sum.
void add_difference(Assembler& out, std::size_t metric) {
  constexpr std::array members{offsetof(Reading, counter),
                               offsetof(Reading, enabled),
                               offsetof(Reading, running)};
  for (const std::size_t member : members) {
    const Memory start = in_profile(start_offset(metric) + member);
    const Memory sum = in_profile(sum_offset(metric) + member);
    out.load(Reg::r1, on_stack(metric, member), Width::bytes_8);
    out.load(Reg::r2, start, Width::bytes_8);
    out.compute(Operation::subtract, Reg::r1, Reg::r2);
    out.load(Reg::r2, sum, Width::bytes_8);
    out.compute(Operation::add, Reg::r1, Reg::r2);
    out.store(sum, Reg::r1, Width::bytes_8);
  }
}

void leave(Assembler& out, Assembler::Label end) {
  out.place(end);
  out.move(Reg::r0, 0);
  out.leave();
}

}  // namespace

std::size_t profile_size(std::size_t metric_count) {
  return start_offset(metric_count);
}

std::size_t sum_offset(std::size_t metric) {
  return start_offset(metric) + sizeof(Reading);
}

// A run that begins within another one, such as in an interrupt, takes its
// place: the outer one is not counted.
std::vector<bpf_insn> assemble_entry(const std::vector<Fd>& events,
                                     const Fd& profile) {
  Assembler out;
  const auto end = out.label();
  find_profile(out, profile, end);
  const Memory is_running = in_profile(offsetof(ProfileHeader, is_running));
  out.store(is_running, 0, Width::bytes_8);
  for (std::size_t i = 0; i < events.size(); ++i)
    read_event(out, events[i], in_profile(start_offset(i)), end);
  out.store(is_running, 1, Width::bytes_8);
  leave(out, end);
  return out.finish();
}

// The events are read before anything else, so that little of the measuring is
// measured. A run that began elsewhere, or before anybody looked, does not
// count.
std::vector<bpf_insn> assemble_exit(const std::vector<Fd>& events,
                                    const Fd& profile) {
  Assembler out;
  const auto end = out.label();
  for (std::size_t i = 0; i < events.size(); ++i)
    read_event(out, events[i], on_stack(i), end);
  find_profile(out, profile, end);
  const Memory is_running = in_profile(offsetof(ProfileHeader, is_running));
  out.load(Reg::r1, is_running, Width::bytes_8);
  out.jump_if(Condition::equal, Reg::r1, 0, end);
  out.store(is_running, 0, Width::bytes_8);
  const Memory count = in_profile(offsetof(ProfileHeader, count));
  out.load(Reg::r1, count, Width::bytes_8);
  out.add(Reg::r1, 1);
  out.store(count, Reg::r1, Width::bytes_8);
  for (std::size_t i = 0; i < events.size(); ++i) add_difference(out, i);
  leave(out, end);
  return out.finish();
}

}  // namespace skep::prog
