// A link made by this process: libbpf's bpf_link with an owner.
#pragma once

#include <bpf/libbpf.h>
#include <unistd.h>

#include <memory>

namespace skep {

// Owns an attachment from attach to detach; move-only.
class BpfLink {
 public:
  BpfLink() = default;
  // Take over `link`; null owns nothing.
  explicit BpfLink(bpf_link* link) : link_(link) {}

  [[nodiscard]] bpf_link* get() const { return link_.get(); }
  // The descriptor of the link. A kernel before 5.15 has no link for
  // tracepoints, kprobes and the like: it is then the perf event's, which
  // can't be pinned.
  [[nodiscard]] int fd() const { return bpf_link__fd(get()); }

  // Let the attachment live on by its pin, and close the descriptor.
  // bpf_link__destroy() would switch off the perf event behind a pinned link;
  // of such a link libbpf keeps that event's descriptor open for good.
  void leave() {
    if (!link_) return;
    bpf_link__disconnect(get());
    ::close(fd());
    link_.reset();
  }

 private:
  struct Destroy {
    void operator()(bpf_link* link) const { bpf_link__destroy(link); }
  };

  std::unique_ptr<bpf_link, Destroy> link_;
};

}  // namespace skep
