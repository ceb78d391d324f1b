#include "commands/types/attachment_words.h"

#include <bpf/libbpf.h>
#include <sys/stat.h>

#include <algorithm>

#include "src/sys/cgroup.h"
#include "src/sys/netdev.h"
#include "src/sys/text.h"

namespace skep::commands {
namespace {

// Append the names that libbpf has for the numbers from 0 on.
template <typename Name>
void add_names(std::vector<std::string>& names, Name&& name_of) {
  for (int number = 0;; ++number) {
    const char* name = name_of(number);
    if (name == nullptr) return;
    names.emplace_back(name);
  }
}

std::vector<std::string> known_types() {
  std::vector<std::string> names{
      "xdp",        "tc_ingress",  "tc_egress",     "fentry",
      "fexit",      "fmod_ret",    "lsm",           "freplace",
      "kprobe",     "kretprobe",   "uprobe",        "uretprobe",
      "tracepoint", "iter",        "kprobe_multi",  "uprobe_multi",
      "struct_ops", "netlink",     "netfilter",     "map",
      "perf_event", "prog_attach", "raw_tracepoint"};
  add_names(names, [](int number) {
    return libbpf_bpf_link_type_str(static_cast<bpf_link_type>(number));
  });
  add_names(names, [](int number) {
    return libbpf_bpf_attach_type_str(
        static_cast<enum bpf_attach_type>(number));
  });
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

std::uint64_t id_of_cgroup(const std::string& path) {
  const Fd directory = open_cgroup(path);
  struct stat status{};
  check(::fstat(directory.get(), &status), "can't look at the cgroup {}", path);
  return status.st_ino;
}

}  // namespace

std::string read_attachment_type(cli::Words& words, std::string_view name) {
  std::string word = words.take(name, [] {
    cli::Candidates candidates;
    for (std::string& type : known_types())
      candidates.push_back({std::move(type), "type"});
    return candidates;
  });
  const auto types = known_types();
  if (!std::binary_search(types.begin(), types.end(), word))
    throw usage_error("there is no hook or type of links '{}'", word)
        .with_hint(did_you_mean(word, types));
  return word;
}

attached::Filter open_filter(const AttachmentWords& words) {
  attached::Filter filter;
  if (words.device) filter.ifindex = ifindex_of(*words.device);
  if (words.cgroup) filter.cgroup_id = id_of_cgroup(words.cgroup->path);
  if (words.prog)
    filter.prog_id = info_of<bpf_prog_info>(open_prog(*words.prog)).id;
  filter.type = words.type;
  return filter;
}

}  // namespace skep::commands
