#include "commands/cgroup/words.h"

#include "src/sys/text.h"

namespace skep::commands {

bpf_attach_type read_cgroup_type(cli::Words& words, std::string_view name) {
  const std::vector<std::string> names = cgroup_attach_type_names();
  const std::string word = words.take(name, [&] {
    cli::Candidates candidates;
    for (const std::string& type : names)
      candidates.push_back({type, "attach type"});
    return candidates;
  });
  if (const auto type = cgroup_attach_type_of(word)) return *type;
  if (const auto type = cgroup_attach_type_abbreviated(word)) return *type;
  const std::string close = did_you_mean(word, names);
  throw usage_error("there is no attach type '{}' of cgroups", word)
      .with_hint(close.empty() ? "one of: " + join(names, ", ") : close);
}

}  // namespace skep::commands
