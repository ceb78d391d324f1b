#include "commands/types/hook_notes.h"

#include <fmt/format.h>

namespace skep::commands {

std::string hook_details() {
  return fmt::format(
      "fentry, fexit, fmod_ret, fsession, lsm and tp_btf need no more words: "
      "where they go was said when the program was loaded. freplace can take "
      "another target than that of the load.\n\n"
      "FUNCTIONS and POINTS are lists with commas. A pattern has * and ?, and "
      "stands for all the functions that can be probed and match. =COOKIE is "
      "for one place or pattern, `cookie` for those without.\n\n"
      "Programs of tcx, netkit and control groups run in an order: behind all "
      "others, unless `first`, `before` or `after` is said (for control groups "
      "since Linux 6.17).\n\n"
      "The short names of the socket map hooks are bpftool's old ones.\n\n"
      "A static probe (USDT) is one that the source of the program or library "
      "has: PROBE is `PROVIDER:NAME`. The program is one that includes "
      "<bpf/usdt.bpf.h>; N is what bpf_usdt_cookie() returns in it. It takes "
      "one link for all places that have the probe if it was loaded by libbpf "
      "for SEC(\"usdt\"), since Linux 6.6; else one for each, which can be "
      "held, but not pinned.\n\n"
      "A perf event is sampled 99 times a second if neither `freq` nor "
      "`period` is given. Watched on all CPUs it needs a link for each of "
      "them: pin one with `cpu N`, or hold all of them.\n\n{}",
      cli::iter_details());
}

std::string no_keeper_hint() {
  return "a program stays attached as long as a file pins its link, or a "
         "process holds it";
}

void check_single_link(const HookWords& words) {
  if (!is_on_all_cpus(words)) return;
  throw usage_error("an event on all CPUs needs more than one link")
      .with_hint("pin it for one CPU (`cpu N`), or use --hold");
}

}  // namespace skep::commands
