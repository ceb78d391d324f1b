// A link made by this process: libbpf's bpf_link, or a descriptor, with an
// owner.
#pragma once

#include <bpf/libbpf.h>
#include <unistd.h>

#include <memory>
#include <utility>
#include <vector>

#include "src/sys/fd.h"

namespace skep {

// Owns an attachment from attach to detach; move-only.
class BpfLink {
 public:
  BpfLink() = default;
  // Take over `link`; null owns nothing. `events` are the descriptors of the
  // perf events behind it, which libbpf has opened.
  explicit BpfLink(bpf_link* link, std::vector<int> events = {})
      : link_(link), events_(std::move(events)) {}
  // Take over a link that was made without libbpf.
  explicit BpfLink(Fd link) : bare_(std::move(link)) {}

  // Null for a link that was made without libbpf.
  [[nodiscard]] bpf_link* get() const { return link_.get(); }
  [[nodiscard]] bool is_attached() const { return link_ || bare_.is_open(); }
  // The descriptor of the link. A kernel before 5.15 has no link for
  // tracepoints, kprobes and the like: it is then the perf event's, which
  // can't be pinned.
  [[nodiscard]] int fd() const {
    return link_ ? bpf_link__fd(get()) : bare_.get();
  }
  // Give libbpf's link away.
  [[nodiscard]] bpf_link* release() { return link_.release(); }

  // Detach now; return what bpf_link__destroy() does.
  int destroy() {
    bare_ = Fd{};
    return bpf_link__destroy(link_.release());
  }

  // Let the attachment live on by its pin, and close the descriptors.
  // bpf_link__destroy() would switch off the perf event behind a pinned link;
  // without, libbpf leaves the event's descriptor open for good.
  void leave() {
    bare_ = Fd{};
    if (!link_) return;
    bpf_link__disconnect(get());
    ::close(fd());
    for (const int event : events_) ::close(event);
    link_.reset();
  }

 private:
  struct Destroy {
    void operator()(bpf_link* link) const { bpf_link__destroy(link); }
  };

  std::unique_ptr<bpf_link, Destroy> link_{};
  std::vector<int> events_{};
  Fd bare_{};
};

}  // namespace skep
