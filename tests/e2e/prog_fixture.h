// What the tests of programs share: objects under names of their own, and
// what is left of a program when all that differs between two loads is gone.
#pragma once

#include <linux/bpf.h>

#include <string>
#include <string_view>
#include <vector>

#include "tests/e2e/harness.h"

namespace skep::test {

// A copy of a compiled object under a name of its own, which its maps of
// global data begin with ("NAME.rodata").
class ObjectCopy {
 public:
  explicit ObjectCopy(std::string_view object);
  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] const std::string& name() const { return name_; }

  // Are all maps of this copy gone? Waits a little: the kernel frees them in
  // its own time.
  [[nodiscard]] bool has_left_no_map() const;

 private:
  TempDir dir_;
  std::string name_;
  std::string path_;
};

// Lets the kernel count the runs of all programs.
class RunsCounted {
 public:
  static constexpr const char* sysctl = "/proc/sys/kernel/bpf_stats_enabled";

  RunsCounted() { write_file(sysctl, "1"); }
  RunsCounted(const RunsCounted&) = delete;
  RunsCounted& operator=(const RunsCounted&) = delete;
  ~RunsCounted() { write_file(sysctl, before_); }

 private:
  std::string before_ = read_text(sysctl);
};

// Return the names below a directory, sorted; none if it is not there.
std::vector<std::string> files_below(const std::string& directory);

// Return what `show pinned` tells without ids, times and places; KIND is
// "prog", "map" or "link".
nlohmann::ordered_json facts_of(std::string_view kind, const std::string& pin);

// Load instructions as a program of type socket; return its descriptor, or the
// negated errno value.
[[nodiscard]] int load_insns(const std::vector<bpf_insn>& insns);

}  // namespace skep::test
