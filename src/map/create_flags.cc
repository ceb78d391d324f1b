#include "src/map/create_flags.h"

#include <algorithm>

#include "src/sys/error.h"
#include "src/sys/text.h"

namespace skep::map {
namespace {

std::uint32_t parse_flag(const std::string& word) {
  const auto& names = create_flag_names();
  const auto found = std::find(names.begin(), names.end(), word);
  if (found != names.end()) return 1U << (found - names.begin());
  const auto number = parse_unsigned(word);
  if (number && *number <= UINT32_MAX)
    return static_cast<std::uint32_t>(*number);
  std::string hint = did_you_mean(word, names);
  if (hint.empty())
    hint = "a number, or names joined by |: " + join(names, ", ");
  throw usage_error("there is no map flag '{}'", word)
      .with_hint(std::move(hint));
}

}  // namespace

const std::vector<std::string>& create_flag_names() {
  // By bit.
  static const std::vector<std::string> names{
      "BPF_F_NO_PREALLOC",  "BPF_F_NO_COMMON_LRU",
      "BPF_F_NUMA_NODE",    "BPF_F_RDONLY",
      "BPF_F_WRONLY",       "BPF_F_STACK_BUILD_ID",
      "BPF_F_ZERO_SEED",    "BPF_F_RDONLY_PROG",
      "BPF_F_WRONLY_PROG",  "BPF_F_CLONE",
      "BPF_F_MMAPABLE",     "BPF_F_PRESERVE_ELEMS",
      "BPF_F_INNER_MAP",    "BPF_F_LINK",
      "BPF_F_PATH_FD",      "BPF_F_VTYPE_BTF_OBJ_FD",
      "BPF_F_TOKEN_FD",     "BPF_F_SEGV_ON_FAULT",
      "BPF_F_NO_USER_CONV", "BPF_F_RB_OVERWRITE",
  };
  return names;
}

std::uint32_t parse_create_flags(std::string_view text) {
  std::string words{text};
  std::replace(words.begin(), words.end(), ',', '|');
  std::uint32_t flags = 0;
  for (const std::string& word : split(words, '|')) flags |= parse_flag(word);
  return flags;
}

std::vector<std::string> create_flags_in(std::uint32_t flags) {
  std::vector<std::string> set;
  const auto& names = create_flag_names();
  for (std::size_t bit = 0; bit < names.size(); ++bit)
    if (const std::uint32_t flag = 1U << bit; (flags & flag) != 0) {
      set.push_back(names[bit]);
      flags &= ~flag;
    }
  if (flags != 0) set.push_back(fmt::format("0x{:x}", flags));
  return set;
}

}  // namespace skep::map
