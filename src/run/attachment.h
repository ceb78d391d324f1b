// Programs of a loaded object, attached by their sections or to hooks.
#pragma once

#include <bpf/libbpf.h>

#include <string>
#include <utility>
#include <vector>

#include "src/link/attach/hook.h"
#include "src/object/bpf_link.h"
#include "src/object/bpf_object.h"

namespace skep {

// Where one of an object's programs is to be attached.
struct AttachRequest {
  std::string program;  // its name
  Hook hook;
};

// A program, attached as long as the links are open or pinned.
struct Attachment {
  const bpf_program* program = nullptr;
  std::vector<BpfLink> links{};  // none: it is not attached
};

// Attachments of an object; what is left of them is detached in reverse order.
class Attachments {
 public:
  Attachments() = default;
  Attachments(Attachments&&) = default;
  Attachments& operator=(Attachments&&) = delete;
  ~Attachments() {
    while (!list_.empty()) list_.pop_back();
  }

  const Attachment& add(Attachment attachment) {
    return list_.emplace_back(std::move(attachment));
  }
  [[nodiscard]] const std::vector<Attachment>& list() const { return list_; }
  // Let all of them live on by their pins.
  void leave();

 private:
  std::vector<Attachment> list_{};
};

// Attach a program of a loaded object where its section says, by its handler or
// by libbpf; without links if that does not say.
// Errors: Error that names the program, and the reason; or what the handler
//         throws.
[[nodiscard]] Attachment attach_by_section(const BpfObject& object,
                                           const bpf_program* program);

// Attach a loaded program to a hook.
// Errors: as attach() has them.
[[nodiscard]] Attachment attach_to_hook(const bpf_program* program,
                                        const Hook& hook);

}  // namespace skep
