#include "src/link/attach/raw_tracepoint.h"

#include <bpf/bpf.h>

#include <cerrno>
#include <string_view>

#include "src/btf/btf.h"
#include "src/sys/error.h"
#include "src/sys/text.h"

namespace skep {

namespace {

std::string hint_for_raw_tracepoint(int code) {
  return code == E2BIG ? "cookies of raw tracepoints need Linux 6.10" : "";
}

}  // namespace

std::string title_of(const RawTracepointHook& hook) {
  return fmt::format("raw tracepoint {}", hook.name);
}

Fd attach_to(const RawTracepointHook& hook, const Program& program) {
  check_type(program, {BPF_PROG_TYPE_RAW_TRACEPOINT,
                       BPF_PROG_TYPE_RAW_TRACEPOINT_WRITABLE});
  bpf_raw_tp_opts options{};
  options.sz = sizeof options;
  options.tp_name = hook.name.c_str();
  options.cookie = hook.cookie.value_or(0);
  const int link = bpf_raw_tracepoint_open_opts(program.fd, &options);
  if (link == -ENOENT)
    throw failure("there is no such tracepoint")
        .with_hint(did_you_mean(hook.name, raw_tracepoint_names()));
  return Fd{accepted(link, hint_for_raw_tracepoint)};
}

std::vector<std::string> raw_tracepoint_names() {
  static constexpr std::string_view start = "btf_trace_";
  std::vector<std::string> names;
  try {
    const btf::Btf kernel = btf::Btf::vmlinux();
    for (btf::TypeId id = 1; id < kernel.type_count(); ++id) {
      const btf_type& type = *kernel.type(id);
      const std::string_view name = kernel.name(type);
      if (btf_is_typedef(&type) && name.starts_with(start))
        names.emplace_back(name.substr(start.size()));
    }
  } catch (const Error&) {
    return names;
  }
  return names;
}

}  // namespace skep
