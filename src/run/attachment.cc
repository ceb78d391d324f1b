#include "src/run/attachment.h"

#include <fcntl.h>
#include <linux/bpf.h>

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

// Detach one; what could not be is told.
void detach(Attachment& attachment, std::vector<std::string>& failures) try {
  while (!attachment.links.empty()) {
    const int result = attachment.links.back().destroy();
    attachment.links.pop_back();
    check(result, "can't detach {}", attachment.label());
  }
  if (attachment.direct)
    detach_directly(open_again(attachment.program),
                    bpf_program__name(attachment.program), *attachment.direct);
} catch (const Error& error) {
  // ENOENT, ENODEV: somebody was faster, or the device is gone.
  if (error.code() != ENOENT && error.code() != ENODEV)
    failures.emplace_back(error.what());
}

}  // namespace

bool Attachment::has_link() const {
  if (map != nullptr) return (bpf_map__map_flags(map) & BPF_F_LINK) != 0;
  return !direct;
}

std::string Attachment::label() const {
  return program != nullptr
             ? fmt::format("program '{}'", bpf_program__name(program))
             : fmt::format("map '{}'", bpf_map__name(map));
}

void Attachments::leave() {
  for (Attachment& attachment : list_)
    for (BpfLink& link : attachment.links) link.leave();
  list_.clear();
}

std::vector<std::string> Attachments::detach() noexcept {
  std::vector<std::string> failures;
  for (; !list_.empty(); list_.pop_back()) skep::detach(list_.back(), failures);
  return failures;
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

Attachment attach_to_hook(const bpf_program* program, DirectHook hook) {
  attach_directly(open_again(program), bpf_program__name(program), hook);
  return {.program = program, .direct = std::move(hook)};
}

Attachment attach_struct_ops(const bpf_map* map) {
  Attachment result{.map = map};
  HeldDiagnostics messages;
  try {
    result.links.push_back(take_link([&] {
      return check(bpf_map__attach_struct_ops(map), "can't register map '{}'",
                   bpf_map__name(map));
    }));
  } catch (const Error& error) {
    throw with_reasons(error, messages.take());
  }
  return result;
}

}  // namespace skep
