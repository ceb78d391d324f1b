#include "src/link/attach/iter.h"

#include <bpf/bpf.h>

#include <cerrno>

#include "src/link/iter_target.h"
#include "src/sys/bytes.h"
#include "src/sys/error.h"

namespace skep {
namespace {

std::string_view expected_by(IterParameters parameters) {
  switch (parameters) {
    case IterParameters::map:
      return "it takes `map MAP`";
    case IterParameters::task:
      return "it takes `tid N`, `pid N` or `pidfd FD`";
    case IterParameters::cgroup:
      return "it takes `cgroup PATH|ID`, `order ORDER` or both";
    case IterParameters::none:
      break;
  }
  return "it takes none";
}

void check_fits(std::string_view target, std::string_view word, bool is_given,
                IterParameters needed) {
  const auto parameters = iter_parameters_of(target);
  if (is_given && parameters != needed)
    throw usage_error("iterators over '{}' have no parameter '{}'", target,
                      word)
        .with_hint(std::string{expected_by(*parameters)});
}

void check_is_given(std::string_view target, bool is_given) {
  const auto parameters = iter_parameters_of(target);
  if (!is_given)
    throw usage_error("iterators over '{}' need a parameter", target)
        .with_hint(std::string{expected_by(*parameters)});
}

bpf_iter_link_info make_info(const IterHook& hook) {
  auto info = zeroed<bpf_iter_link_info>();
  if (hook.map) info.map.map_fd = static_cast<std::uint32_t>(hook.map->get());
  if (hook.cgroup)
    info.cgroup.cgroup_fd = static_cast<std::uint32_t>(hook.cgroup->get());
  if (hook.cgroup_id != 0) info.cgroup.cgroup_id = hook.cgroup_id;
  if (hook.has_cgroup())
    info.cgroup.order = static_cast<bpf_cgroup_iter_order>(
        hook.order.value_or(BPF_CGROUP_ITER_DESCENDANTS_PRE));
  if (hook.tid != 0) info.task.tid = hook.tid;
  if (hook.pid != 0) info.task.pid = hook.pid;
  if (hook.pidfd != 0) info.task.pid_fd = hook.pidfd;
  return info;
}

bool has_parameters(const IterHook& hook) {
  return hook.map || hook.has_cgroup() || hook.has_task();
}

std::string hint_for_refusal(int code, std::string_view target,
                             const IterHook& hook) {
  if (code == EACCES && target == "bpf_map_elem")
    return "the program reads more of a key or value than the map has";
  if (code == ENOENT && hook.cgroup_id != 0)
    return fmt::format("no control group of version 2 has the id {}",
                       hook.cgroup_id);
  if (code != EINVAL) return {};
  if (target == "bpf_map_elem")
    return "it goes through hash and array maps only, also LRU and per-CPU "
           "ones";
  if (iter_parameters_of(target) == IterParameters::map)
    return "the map is of another type than the target goes through";
  if (hook.order == BPF_CGROUP_ITER_CHILDREN)
    return "the order children is there since Linux 7.0";
  return "a sleepable iterator (SEC(\"iter.s/...\")) attaches only to targets "
         "that may be interrupted: see `skep iter list`";
}

}  // namespace

void check_iter_parameters(std::string_view target, const IterHook& hook) {
  if ((hook.tid != 0) + (hook.pid != 0) + (hook.pidfd != 0) > 1)
    throw usage_error("'tid', 'pid' and 'pidfd' exclude each other");
  const auto parameters = iter_parameters_of(target);
  if (!parameters) return;
  check_fits(target, "map", hook.map.has_value(), IterParameters::map);
  check_fits(target, "cgroup", hook.cgroup || hook.cgroup_id != 0,
             IterParameters::cgroup);
  check_fits(target, "order", hook.order.has_value(), IterParameters::cgroup);
  check_fits(target, "tid", hook.tid != 0, IterParameters::task);
  check_fits(target, "pid", hook.pid != 0, IterParameters::task);
  check_fits(target, "pidfd", hook.pidfd != 0, IterParameters::task);
  if (parameters == IterParameters::map)
    check_is_given(target, hook.map.has_value());
  if (parameters == IterParameters::cgroup)
    check_is_given(target, hook.has_cgroup());
}

void choose_usual_order(std::string_view target, IterHook& hook) {
  if (target == "cgroup" && !hook.has_cgroup())
    hook.order = BPF_CGROUP_ITER_DESCENDANTS_PRE;
}

std::string iter_target_of(const Program& program) {
  return check_target(program, "bpf_iter_", "an iterator");
}

std::string title_of(const IterHook& hook) {
  return hook.target.empty() ? "the target of its iterator"
                             : fmt::format("iterator target {}", hook.target);
}

Fd attach_to(const IterHook& hook, const Program& program) {
  const std::string target =
      hook.target.empty() ? iter_target_of(program) : hook.target;
  check_iter_parameters(target, hook);
  bpf_iter_link_info info = make_info(hook);
  bpf_link_create_opts options{};
  options.sz = sizeof options;
  if (has_parameters(hook)) {
    options.iter_info = &info;
    options.iter_info_len = sizeof info;
  }
  return Fd{
      accepted(bpf_link_create(program.fd, 0, BPF_TRACE_ITER, &options),
               [&](int code) { return hint_for_refusal(code, target, hook); })};
}

}  // namespace skep
