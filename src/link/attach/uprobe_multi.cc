#include "src/link/attach/uprobe_multi.h"

#include <bpf/bpf.h>
#include <fmt/format.h>

#include <cerrno>

#include "src/link/attach/elf_symbol.h"
#include "src/sys/file.h"

namespace skep {
namespace {

std::vector<std::uint64_t> offsets_of(const ProbePlace& place,
                                      const std::string& file) {
  if (place.is_pattern()) return offsets_matching(file, place.point.function);
  return {offset_in_file(file, place.point)};
}

// What bpf_link_create() is told, with the memory that it points to.
class Request {
 public:
  explicit Request(const UprobeMultiHook& hook) : file_(whole_path(hook.file)) {
    for (const ProbePlace& place : hook.places) add(place, hook.cookie);
    options_.sz = sizeof options_;
    auto& probe = options_.uprobe_multi;
    if (hook.moment == ProbeMoment::at_return)
      probe.flags = BPF_F_UPROBE_MULTI_RETURN;
    probe.path = file_.c_str();
    probe.cnt = static_cast<std::uint32_t>(offsets_.size());
    probe.offsets = offsets_.data();
    probe.ref_ctr_offsets = ref_ctrs_.data();
    probe.cookies = cookies_.data();
    probe.pid = hook.pid.value_or(0);
  }
  Request(const Request&) = delete;
  Request& operator=(const Request&) = delete;
  ~Request() = default;

  [[nodiscard]] const bpf_link_create_opts* get() const { return &options_; }

 private:
  void add(const ProbePlace& place, std::optional<std::uint64_t> cookie) {
    for (const std::uint64_t offset : offsets_of(place, file_)) {
      offsets_.push_back(offset);
      ref_ctrs_.push_back(place.ref_ctr.value_or(0));
      cookies_.push_back(place.cookie.value_or(cookie.value_or(0)));
    }
  }

  std::string file_;
  std::vector<unsigned long> offsets_{};
  std::vector<unsigned long> ref_ctrs_{};
  std::vector<__u64> cookies_{};
  bpf_link_create_opts options_{};
};

std::string hint_for_uprobes(int code, ProbeMoment moment) {
  if (code == ESRCH) return "there is no such process";
  if (code == EOPNOTSUPP) return "this kernel is built without uprobes";
  if (code != EINVAL) return {};
  return moment == ProbeMoment::session
             ? "sessions need Linux 6.13 and a program loaded for them "
               "(SEC(\"uprobe.session\"))"
             : "the program must be loaded for it (SEC(\"uprobe.multi\")); it "
               "needs Linux 6.6, and an offset must be that of an instruction";
}

}  // namespace

std::string title_of(const UprobeMultiHook& hook) {
  return fmt::format("{} {}:{}", multi_probe_name("u", hook.moment), hook.file,
                     text_of(hook.places));
}

Fd attach_to(const UprobeMultiHook& hook, const Program& program) {
  check_type(program, {BPF_PROG_TYPE_KPROBE});
  const Request request{hook};
  return Fd{
      accepted(bpf_link_create(program.fd, 0,
                               hook.moment == ProbeMoment::session
                                   ? BPF_TRACE_UPROBE_SESSION
                                   : BPF_TRACE_UPROBE_MULTI,
                               request.get()),
               [&](int code) { return hint_for_uprobes(code, hook.moment); })};
}

}  // namespace skep
