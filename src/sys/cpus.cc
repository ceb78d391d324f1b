#include "src/sys/cpus.h"

#include <fmt/format.h>

#include "src/sys/error.h"
#include "src/sys/file.h"
#include "src/sys/text.h"

namespace skep {
namespace {

constexpr std::uint64_t highest_cpu = 1U << 16U;

// Append the CPUs of "3" or "3-7"; return false if it is neither.
bool append_range(const std::string& text, std::vector<std::uint32_t>& cpus) {
  const std::vector<std::string> ends = split(text, '-');
  if (ends.empty() || ends.size() > 2) return false;
  const auto first = parse_unsigned(ends.front(), 10);
  const auto last = parse_unsigned(ends.back(), 10);
  if (!first || !last || *last < *first || *last > highest_cpu) return false;
  if (!cpus.empty() && *first <= cpus.back()) return false;
  for (auto cpu = *first; cpu <= *last; ++cpu)
    cpus.push_back(static_cast<std::uint32_t>(cpu));
  return true;
}

std::vector<std::uint32_t> read_cpus(const std::string& path) {
  std::string text = read_small_file(path).value_or("");
  if (text.ends_with('\n')) text.pop_back();
  auto cpus = parse_cpu_list(text);
  if (!cpus) throw failure("can't understand {}: '{}'", path, text);
  if (cpus->empty()) throw failure("can't read the CPUs from {}", path);
  return *std::move(cpus);
}

}  // namespace

std::optional<std::vector<std::uint32_t>> parse_cpu_list(
    std::string_view text) {
  std::vector<std::uint32_t> cpus;
  for (const std::string& range : split(text, ','))
    if (!append_range(range, cpus)) return std::nullopt;
  return cpus;
}

std::vector<std::uint32_t> possible_cpus(const std::string& sysfs) {
  return read_cpus(sysfs + "/devices/system/cpu/possible");
}

std::optional<std::vector<std::uint32_t>> online_numa_nodes(
    const std::string& sysfs) {
  std::string text =
      read_small_file(sysfs + "/devices/system/node/online").value_or("");
  if (text.ends_with('\n')) text.pop_back();
  auto nodes = parse_cpu_list(text);
  return nodes && nodes->empty() ? std::nullopt : nodes;
}

std::vector<std::uint32_t> online_cpus(const std::string& sysfs) {
  return read_cpus(sysfs + "/devices/system/cpu/online");
}

}  // namespace skep
