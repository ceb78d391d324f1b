#include "commands/types/pids_words.h"

namespace skep::cli {

iter::OwnerSearch ArgType<iter::OwnerSearch>::parse(Words& words,
                                                    std::string_view name) {
  if (words.accept_exactly("auto")) return iter::OwnerSearch::when_cheap;
  if (words.accept_exactly("on")) return iter::OwnerSearch::always;
  if (words.accept_exactly("off")) return iter::OwnerSearch::off;
  words.reject(name);
}

iter::Holders find_holders(ObjectKind kind, const PidsWord& pids) {
  return iter::find_holders(kind, pids.value_or(iter::OwnerSearch::when_cheap));
}

std::string_view pids_details() {
  return "The processes that hold an object are found by an iterator over all "
         "open files (Linux 5.8; BTF, CAP_BPF and CAP_PERFMON). Where there "
         "are few processes, and where the kernel refuses iterators, they are "
         "looked for in /proc, as far as it may be read. With `--pids auto` "
         "that is left out when it would take long, which is when there are "
         "some 2000 processes, or 30000 descriptors; `on` looks in any case, "
         "`off` never.";
}

}  // namespace skep::cli
