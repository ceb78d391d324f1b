#include "src/run/dry_run.h"

#include <cstddef>
#include <map>
#include <utility>

#include "src/object/reuse_map.h"
#include "src/sys/error.h"
#include "src/sys/kernel_object.h"

namespace skep {
namespace {

// Statistics, no more: they are few lines.
constexpr std::uint32_t statistics_alone = 4;
constexpr std::size_t log_size = std::size_t{1} << 16U;

using Logs = std::map<const bpf_program*, std::string>;

Logs ask_for_stats(const BpfObject& object) {
  Logs logs;
  for (bpf_program* prog : programs_to_load(object)) {
    std::string& log = logs[prog];
    log.resize(log_size);
    check(bpf_program__set_log_buf(prog, log.data(), log.size()),
          "can't ask for the log of '{}'", bpf_program__name(prog));
    bpf_program__set_log_level(prog, statistics_alone);
  }
  return logs;
}

VerifiedProgram look_at(const bpf_program* prog, const std::string& log) {
  const auto info = info_of<bpf_prog_info>(bpf_program__fd(prog));
  return {.name = bpf_program__name(prog),
          .section = bpf_program__section_name(prog),
          .type = bpf_program__type(prog),
          .xlated_bytes = info.xlated_prog_len,
          .jited_bytes = info.jited_prog_len,
          .stats = find_stats(log.substr(0, log.find('\0')))};
}

BpfObject open_for_trial(const std::string& path, const LoadOptions& options) {
  BpfObject object = open_to_load(path, options);
  forget_new_pins(object);
  return object;
}

}  // namespace

std::vector<VerifiedProgram> verify(const std::string& path,
                                    const LoadOptions& options) {
  // What is to be kept is more than what is read here.
  if (!options.log_file.empty())
    const LoadedObject logged{open_for_trial(path, options), path,
                              options.log_file};
  std::vector<VerifiedProgram> programs;
  BpfObject opened = open_for_trial(path, options);
  Logs logs = ask_for_stats(opened);
  try {
    const LoadedObject loaded{std::move(opened), path};
    for (const bpf_program* prog : loaded.programs())
      programs.push_back(look_at(prog, logs[prog]));
  } catch (const Error&) {
    // Once more with the log that tells why.
    const LoadedObject loaded{open_for_trial(path, options), path};
    throw;
  }
  return programs;
}

}  // namespace skep
