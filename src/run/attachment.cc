#include "src/run/attachment.h"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <iterator>
#include <utility>

#include "src/object/load_error.h"
#include "src/sys/error.h"
#include "src/sys/log.h"
#include "src/sys/proc.h"

namespace skep {
namespace {

// The perf events that this process has open.
std::vector<int> open_perf_events() {
  return descriptors_of("anon_inode:[perf_event]");
}

// Return the values of `all` without those of `some`; both are in order.
std::vector<int> without(const std::vector<int>& all,
                         const std::vector<int>& some) {
  std::vector<int> rest;
  std::ranges::set_difference(all, some, std::back_inserter(rest));
  return rest;
}

// libbpf keeps the descriptor of a program that it has loaded.
Fd open_again(const bpf_program* program) {
  return Fd{check(::fcntl(bpf_program__fd(program), F_DUPFD_CLOEXEC, 3),
                  "can't use program '{}'", bpf_program__name(program))};
}

}  // namespace

void Attachments::leave() {
  for (Attachment& attachment : list_)
    for (BpfLink& link : attachment.links) link.leave();
  list_.clear();
}

Attachment attach_by_section(const bpf_program* program) {
  HeldDiagnostics messages;
  const std::vector<int> events = open_perf_events();
  Attachment result{.program = program};
  try {
    bpf_link* link =
        check(bpf_program__attach(program), "can't attach program '{}'",
              bpf_program__name(program));
    result.links.emplace_back(link, without(open_perf_events(), events));
  } catch (const Error& error) {
    const std::vector<std::string> reasons = messages.take();
    // libbpf says nothing of such a section, and something when it is the
    // kernel that can't.
    if (error.code() != EOPNOTSUPP || !reasons.empty())
      throw with_reasons(error, reasons);
  }
  return result;
}

Attachment attach_to_hook(const bpf_program* program, const Hook& hook) {
  Attachment result{.program = program};
  for (Fd& link : attach(open_again(program), bpf_program__name(program), hook))
    result.links.emplace_back(std::move(link));
  return result;
}

}  // namespace skep
