#include "src/run/attachment.h"

#include <fcntl.h>

#include <cerrno>
#include <utility>

#include "src/object/load_error.h"
#include "src/object/new_link.h"
#include "src/object/sec_handler.h"
#include "src/sys/error.h"
#include "src/sys/log.h"

namespace skep {
namespace {

// Attach a program of one of libbpf's own sections; nothing if that does not
// say where.
std::vector<BpfLink> attach_by_libbpf(const bpf_program* program) {
  HeldDiagnostics messages;
  std::vector<BpfLink> links;
  try {
    links.push_back(take_link([&] {
      return check(bpf_program__attach(program), "can't attach program '{}'",
                   bpf_program__name(program));
    }));
  } catch (const Error& error) {
    const std::vector<std::string> reasons = messages.take();
    // libbpf says nothing of such a section, and something when it is the
    // kernel that can't.
    if (error.code() != EOPNOTSUPP || !reasons.empty())
      throw with_reasons(error, reasons);
  }
  return links;
}

std::vector<BpfLink> attach_by_handler(const bpf_program* program,
                                       const SecHandler::Attach& attach) {
  if (!attach) return {};
  HeldDiagnostics messages;
  try {
    return attach(program);
  } catch (const Error& error) {
    throw with_reasons(error, messages.take());
  }
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

Attachment attach_by_section(const BpfObject& object,
                             const bpf_program* program) {
  Attachment result{.program = program};
  if (!bpf_program__autoattach(program)) return result;
  const SecHandler* handler = object.handler_of(program);
  result.links = handler == nullptr
                     ? attach_by_libbpf(program)
                     : attach_by_handler(program, handler->attach());
  return result;
}

Attachment attach_to_hook(const bpf_program* program, const Hook& hook) {
  Attachment result{.program = program};
  for (Fd& link : attach(open_again(program), bpf_program__name(program), hook))
    result.links.emplace_back(std::move(link));
  return result;
}

}  // namespace skep
