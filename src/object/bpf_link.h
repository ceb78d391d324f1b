// A link made by this process: libbpf's bpf_link with an owner.
#pragma once

#include <bpf/libbpf.h>
#include <unistd.h>

#include <memory>
#include <utility>
#include <vector>

namespace skep {

// Owns an attachment from attach to detach; move-only.
class BpfLink {
 public:
  BpfLink() = default;
  // Take over `link`; null owns nothing. `events` are the descriptors of the
  // perf events behind it, which libbpf has opened.
  explicit BpfLink(bpf_link* link, std::vector<int> events = {})
      : link_(link), events_(std::move(events)) {}

  [[nodiscard]] bpf_link* get() const { return link_.get(); }
  // The descriptor of the link. A kernel before 5.15 has no link for
  // tracepoints, kprobes and the like: it is then the perf event's, which
  // can't be pinned.
  [[nodiscard]] int fd() const { return bpf_link__fd(get()); }

  // Let the attachment live on by its pin, and close the descriptors.
  // bpf_link__destroy() would switch off the perf event behind a pinned link;
  // without, libbpf leaves the event's descriptor open for good.
  void leave() {
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

  std::unique_ptr<bpf_link, Destroy> link_;
  std::vector<int> events_{};
};

}  // namespace skep
