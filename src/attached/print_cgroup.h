// Programs of control groups, as bpftool's `cgroup show` prints them.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "src/attached/query.h"
#include "src/link/place.h"
#include "src/output/writer.h"
#include "src/sys/cgroup.h"

namespace skep::attached {

// The programs of a control group for one attach type.
struct CgroupHookPrograms {
  bpf_attach_type type = BPF_CGROUP_INET_INGRESS;
  std::vector<QueriedProgram> programs{};
};

// Return what is attached to a control group, by attach types that have any;
// with `is_effective` what runs, also from the groups above.
// Errors: Error when it is none, or may not be asked.
[[nodiscard]] std::vector<CgroupHookPrograms> programs_of_cgroup(
    const std::string& path, bool is_effective);

// Prints them as rows of a table, or as objects of the open list.
class CgroupPrinter {
 public:
  CgroupPrinter(Writer& out, bool is_effective)
      : out_(out), is_effective_(is_effective) {}

  void print_titles();
  // `indent` is what stands before a row.
  void print(const std::vector<CgroupHookPrograms>& hooks,
             std::string_view indent);

 private:
  void print_program(bpf_attach_type type, const QueriedProgram& program,
                     std::string_view indent);
  void print_target(const bpf_prog_info& info);

  Writer& out_;
  bool is_effective_;
  PlaceNames names_{};
};

}  // namespace skep::attached
