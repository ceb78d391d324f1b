#include "src/link/attach/kprobe_multi.h"

#include <bpf/bpf.h>
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <map>

#include "src/link/attach/kernel_function.h"
#include "src/sys/diagnose.h"

namespace skep {
namespace {

// The functions that the places of a hook come down to, by name, and those
// that are told by their addresses; with their cookies.
struct Functions {
  std::map<std::string, std::uint64_t> named{};
  std::map<std::uint64_t, std::uint64_t> addresses{};
};

void add_matching(const ProbePlace& place, std::uint64_t cookie,
                  Functions& functions) {
  const auto names = functions_matching(place.point.function);
  if (names.empty())
    throw failure("no function of the kernel that can be probed matches '{}'",
                  place.point.function);
  // A function that is named by itself keeps its cookie.
  for (const std::string& name : names) functions.named.emplace(name, cookie);
}

Functions find_functions(const KprobeMultiHook& hook) {
  Functions functions;
  const auto cookie_of = [&](const ProbePlace& place) {
    return place.cookie.value_or(hook.cookie.value_or(0));
  };
  for (const ProbePlace& place : hook.places)
    if (place.point.function.empty())
      functions.addresses[place.point.offset] = cookie_of(place);
    else if (!place.is_pattern())
      functions.named[place.point.function] = cookie_of(place);
  for (const ProbePlace& place : hook.places)
    if (place.is_pattern()) add_matching(place, cookie_of(place), functions);
  return functions;
}

std::vector<std::string> names_of(const Functions& functions) {
  std::vector<std::string> names;
  for (const auto& [name, cookie] : functions.named) names.push_back(name);
  return names;
}

// The kernel takes names or addresses: with both, names become addresses.
void name_addresses(Functions& functions) {
  if (functions.addresses.empty() || functions.named.empty()) return;
  const auto places = addresses_of_functions(names_of(functions));
  auto place = places.begin();
  for (const auto& [name, cookie] : functions.named)
    functions.addresses.emplace(*place++, cookie);
  functions.named.clear();
}

Error refused_error(int code, const Functions& functions, ProbeMoment moment) {
  Error error{ErrorKind::system, code, errno_text(code), hint_for(code)};
  if (code == ESRCH || code == ENOENT)
    return functions.named.empty()
               ? error.with_hint("no function of the kernel begins there")
               : unprobed_error(code, names_of(functions));
  if (code == EINVAL && moment == ProbeMoment::session)
    return error.with_hint(
        "sessions need Linux 6.10 and a program loaded for them "
        "(SEC(\"kprobe.session\"))");
  if (code == EINVAL)
    return error.with_hint(
        "the program must be loaded for it (SEC(\"kprobe.multi\")); it needs "
        "Linux 5.18, and an address must be that of a function");
  if (code == EOPNOTSUPP)
    return error.with_hint("this kernel is built without CONFIG_FPROBE");
  return error;
}

// What bpf_link_create() is told, with the memory that it points to.
class Request {
 public:
  Request(const Functions& functions, ProbeMoment moment) {
    for (const auto& [name, cookie] : functions.named) {
      names_.push_back(name.c_str());
      cookies_.push_back(cookie);
    }
    for (const auto& [address, cookie] : functions.addresses) {
      addresses_.push_back(address);
      cookies_.push_back(cookie);
    }
    options_.sz = sizeof options_;
    auto& probe = options_.kprobe_multi;
    if (moment == ProbeMoment::at_return)
      probe.flags = BPF_F_KPROBE_MULTI_RETURN;
    probe.cnt = static_cast<std::uint32_t>(cookies_.size());
    if (names_.empty())
      probe.addrs = addresses_.data();
    else
      probe.syms = names_.data();
    probe.cookies = cookies_.data();
  }
  Request(const Request&) = delete;
  Request& operator=(const Request&) = delete;
  ~Request() = default;

  [[nodiscard]] const bpf_link_create_opts* get() const { return &options_; }

 private:
  std::vector<const char*> names_{};
  std::vector<unsigned long> addresses_{};
  std::vector<__u64> cookies_{};
  bpf_link_create_opts options_{};
};

}  // namespace

std::string title_of(const KprobeMultiHook& hook) {
  return fmt::format("{} {}", multi_probe_name("k", hook.moment),
                     text_of(hook.places));
}

Fd attach_to(const KprobeMultiHook& hook, const Program& program) {
  check_type(program, {BPF_PROG_TYPE_KPROBE});
  Functions functions = find_functions(hook);
  name_addresses(functions);
  const Request request{functions, hook.moment};
  const int link = bpf_link_create(program.fd, 0,
                                   hook.moment == ProbeMoment::session
                                       ? BPF_TRACE_KPROBE_SESSION
                                       : BPF_TRACE_KPROBE_MULTI,
                                   request.get());
  if (link < 0) throw refused_error(-link, functions, hook.moment);
  return Fd{link};
}

}  // namespace skep
