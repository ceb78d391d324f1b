// The words that `cgroup attach` and `cgroup detach` share.
#pragma once

#include <string>
#include <vector>

#include "commands/types/handles.h"
#include "src/cli/command.h"
#include "src/link/attach/direct.h"

namespace skep::commands {

struct CgroupTarget {
  cli::FilePath cgroup;
  bpf_attach_type type = BPF_CGROUP_INET_INGRESS;
  ProgRef prog;
};

// Read an attach type, as bpftool does: libbpf's name, or the beginning of an
// old one.
bpf_attach_type read_cgroup_type(cli::Words& words, std::string_view name);

// Return the arguments for Options that are a CgroupTarget.
template <typename O>
std::vector<cli::Arg<O>> cgroup_target_arguments() {
  cli::Arg<O> type;
  type.shown.name = "ATYPE";
  type.shown.syntax = "ATYPE";
  type.shown.help =
      "the attach type, \"cgroup_inet_egress\" or bpftool's \"egress\"";
  type.parse_by([](O& options, cli::Words& words, std::size_t) {
    options.type = read_cgroup_type(words, "ATYPE");
  });
  return {cli::arg<O, cli::FilePath>("CGROUP", &O::cgroup,
                                     "the directory of the control group"),
          std::move(type),
          cli::arg<O, ProgRef>("PROG", &O::prog, "the program")};
}

}  // namespace skep::commands
