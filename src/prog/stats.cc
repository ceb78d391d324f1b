#include "src/prog/stats.h"

#include <linux/bpf.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <numeric>

#include "src/object/bpf_object.h"
#include "src/object/verifier_stats.h"
#include "src/sys/error.h"
#include "src/sys/file.h"
#include "src/sys/kernel_object.h"
#include "src/sys/log.h"
#include "src/sys/signals.h"
#include "src/verifier/explain.h"

namespace skep::prog {
namespace {

constexpr std::array columns{
    StatsColumn{"insns", &Stats::insns},
    StatsColumn{"states", &Stats::states},
    StatsColumn{"peak_states", &Stats::peak_states},
    StatsColumn{"max_states", &Stats::max_states},
    StatsColumn{"stack", &Stats::stack},
    StatsColumn{"xlated", &Stats::xlated},
    StatsColumn{"jited", &Stats::jited},
    StatsColumn{"time_us", &Stats::time_us},
};

// Statistics, and why a program is refused; not the way through it.
constexpr unsigned statistics_level = 4;

// Maps of these types have no elements of their own.
bool has_entries(bpf_map_type type) {
  switch (type) {
    case BPF_MAP_TYPE_CGROUP_STORAGE:
    case BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE:
    case BPF_MAP_TYPE_SK_STORAGE:
    case BPF_MAP_TYPE_INODE_STORAGE:
    case BPF_MAP_TYPE_TASK_STORAGE:
    case BPF_MAP_TYPE_CGRP_STORAGE:
    case BPF_MAP_TYPE_PERF_EVENT_ARRAY:  // libbpf knows how many
    case BPF_MAP_TYPE_STRUCT_OPS:
      return false;
    default:
      return true;
  }
}

bool is_ring(bpf_map_type type) {
  return type == BPF_MAP_TYPE_RINGBUF || type == BPF_MAP_TYPE_USER_RINGBUF;
}

void set_smallest_size(bpf_map* map) {
  const auto size = static_cast<std::uint32_t>(::getpagesize());
  bpf_map__set_max_entries(map, is_ring(bpf_map__type(map)) ? size : 1);
}

// In a value of struct_ops, a member that a program stands for is a pointer to
// that program until it is loaded. Members of others become null: libbpf would
// load them as well. Returns whether `wanted` stands for one.
bool leave_alone(bpf_map* ops, const BpfObject& object,
                 const bpf_program* wanted) {
  std::size_t size = 0;
  auto* value = static_cast<Byte*>(bpf_map__initial_value(ops, &size));
  bool is_wanted = false;
  for (std::size_t at = 0; value != nullptr && at + sizeof(void*) <= size;
       at += sizeof(void*)) {
    bpf_program* member = nullptr;
    std::memcpy(static_cast<void*>(&member), value + at, sizeof member);
    if (member == wanted)
      is_wanted = true;
    else if (std::ranges::any_of(object.programs(),
                                 [&](auto* prog) { return prog == member; }))
      std::memset(value + at, 0, sizeof member);
  }
  return is_wanted;
}

void set_up_maps(const BpfObject& object, const bpf_program* wanted,
                 bool are_small) {
  for (bpf_map* map : object.maps()) {
    bpf_map__set_pin_path(map, nullptr);
    const bpf_map_type type = bpf_map__type(map);
    if (type == BPF_MAP_TYPE_STRUCT_OPS)
      bpf_map__set_autocreate(map, leave_alone(map, object, wanted));
    else if (has_entries(type) && (are_small || bpf_map__max_entries(map) == 0))
      set_smallest_size(map);
  }
}

// Of what libbpf warned of, return the first that says more than that a program
// or object was not loaded.
std::string telling(std::span<const std::string> warnings) {
  for (std::string_view warning : warnings) {
    if (warning.find("failed to load") != warning.npos ||
        warning.find("load failed") != warning.npos)
      continue;
    if (warning.starts_with("libbpf: ")) warning.remove_prefix(8);
    return std::string{warning.substr(0, warning.find('\n'))};
  }
  return {};
}

// One program of an object, in an object of its own.
class Trial {
 public:
  Trial(ByteView bytes, const std::string& path, const std::string& name)
      : bytes_(bytes), path_(path), name_(name) {}

  Stats run() {
    load();
    while (code_ == ENOSPC && !log().empty() && log_size_ < largest_log) {
      log_size_ *= 4;
      load();
    }
    if ((code_ == ENOMEM || code_ == E2BIG) && log().empty()) {
      are_maps_small_ = true;
      load();
    }
    if (code_ == 0)
      stats_.verdict = Verdict::accepted;
    else
      tell_reason();
    count();
    return std::move(stats_);
  }

  // Was it not the program that was to blame, but who wants to load it?
  [[nodiscard]] bool was_forbidden() const {
    return code_ == EPERM && log().empty();
  }

 private:
  static constexpr std::size_t largest_log = std::size_t{64} << 20U;

  [[nodiscard]] std::string_view log() const { return log_.get(); }

  void load() {
    HeldDiagnostics messages;
    const BpfObject object =
        BpfObject::open(bytes_, path_, {.kernel_log_level = statistics_level});
    for (bpf_program* prog : object.programs())
      bpf_program__set_autoload(prog, name_ == bpf_program__name(prog));
    bpf_program* prog = object.find_program(name_);
    set_up_maps(object, prog, are_maps_small_);
    log_ = std::make_unique_for_overwrite<char[]>(log_size_);
    log_[0] = '\0';
    bpf_program__set_log_buf(prog, log_.get(), log_size_);
    code_ = -bpf_object__load(object.get());
    stats_ = {.object = path_, .program = name_, .type = type_of(prog)};
    if (code_ == 0) read_sizes(bpf_program__fd(prog));
    warnings_ = messages.take();
  }

  static std::string type_of(const bpf_program* prog) {
    const bpf_prog_type type = bpf_program__type(prog);
    const char* name = libbpf_bpf_prog_type_str(type);
    return name != nullptr ? name : std::to_string(type);
  }

  void read_sizes(int fd) {
    const auto info = info_of<bpf_prog_info>(fd);
    stats_.xlated = info.xlated_prog_len;
    stats_.jited = info.jited_prog_len;
  }

  void tell_reason() {
    stats_.reason = verifier::explain(log()).reason;
    if (!stats_.reason.empty()) {
      stats_.verdict = Verdict::refused;
      return;
    }
    stats_.reason = telling(warnings_);
    if (stats_.reason.empty()) stats_.reason = errno_text(code_);
  }

  void count() {
    const VerifierStats counted = find_stats(log());
    stats_.insns = counted.instructions;
    stats_.states = counted.total_states;
    stats_.peak_states = counted.peak_states;
    stats_.max_states = counted.max_states_per_insn;
    stats_.time_us = counted.microseconds;
    const auto& depths = counted.stack_depths;
    if (!depths.empty())
      stats_.stack =
          std::accumulate(depths.begin(), depths.end(), std::uint64_t{0});
  }

  ByteView bytes_;
  const std::string& path_;
  const std::string& name_;
  std::size_t log_size_ = std::size_t{1} << 20U;
  bool are_maps_small_ = false;
  std::unique_ptr<char[]> log_;
  std::vector<std::string> warnings_;
  Stats stats_;
  int code_ = 0;
};

std::vector<std::string> names_of_programs(ByteView bytes,
                                           const std::string& path) {
  const BpfObject object = BpfObject::open(bytes, path);
  std::vector<std::string> names;
  for (const bpf_program* prog : object.programs())
    names.emplace_back(bpf_program__name(prog));
  return names;
}

}  // namespace

std::span<const StatsColumn> stats_columns() { return columns; }

std::string_view name_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::accepted:
      return "accepted";
    case Verdict::refused:
      return "refused";
    case Verdict::failed:
      break;
  }
  return "failed";
}

std::vector<Stats> measure(const std::string& path) {
  const Bytes bytes = read_file(path);
  std::vector<Stats> all;
  bool is_all_forbidden = true;
  for (const std::string& name : names_of_programs(bytes, path)) {
    throw_if_stopped();
    Trial trial{bytes, path, name};
    all.push_back(trial.run());
    is_all_forbidden = is_all_forbidden && trial.was_forbidden();
  }
  if (!all.empty() && is_all_forbidden)
    throw system_error(EPERM, "can't load the programs of {}", path);
  return all;
}

}  // namespace skep::prog
