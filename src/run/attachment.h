// Programs of a loaded object, attached by their sections or to hooks.
#pragma once

#include <bpf/libbpf.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "src/link/attach/direct.h"
#include "src/link/attach/hook.h"
#include "src/object/bpf_link.h"
#include "src/object/bpf_object.h"

namespace skep {

// Where one of an object's programs is to be attached.
struct AttachRequest {
  std::string program;  // its name
  Hook hook;
};

// A program, attached as long as the links are open or pinned; or without a
// link, until it is detached. Or a map of struct_ops, which stands for
// programs.
struct Attachment {
  const bpf_program* program = nullptr;
  const bpf_map* map = nullptr;
  std::vector<BpfLink> links{};
  std::optional<DirectHook> direct{};

  [[nodiscard]] bool is_attached() const { return !links.empty() || direct; }
  // Is there a link, so that it goes with this process?
  [[nodiscard]] bool has_link() const;
  // Return what messages call it: "program 'p'", "map 'm'".
  [[nodiscard]] std::string label() const;
};

// Attachments of an object; what is left of them is detached in reverse order.
class Attachments {
 public:
  Attachments() = default;
  Attachments(Attachments&&) = default;
  Attachments& operator=(Attachments&&) = delete;
  ~Attachments() { static_cast<void>(detach()); }

  const Attachment& add(Attachment attachment) {
    return list_.emplace_back(std::move(attachment));
  }
  [[nodiscard]] const std::vector<Attachment>& list() const { return list_; }
  // Let all of them live on: by their pins, or without a link.
  void leave();
  // Detach all in reverse order. Return what could not be detached; what others
  // have detached already is not among it.
  [[nodiscard]] std::vector<std::string> detach() noexcept;

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
// The same without a link.
[[nodiscard]] Attachment attach_to_hook(const bpf_program* program,
                                        DirectHook hook);

// Register what a map of struct_ops defines.
// Errors: Error that names the map, and the reason.
[[nodiscard]] Attachment attach_struct_ops(const bpf_map* map);

}  // namespace skep
