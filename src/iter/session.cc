#include "src/iter/session.h"

#include <bpf/bpf.h>

#include <cerrno>
#include <utility>

#include "src/iter/replace.h"
#include "src/link/iter_target.h"
#include "src/sys/error.h"
#include "src/sys/file.h"
#include "src/sys/netns.h"
#include "src/sys/signals.h"

namespace skep::iter {
namespace {

// The kernel says EAGAIN when the program asks for the same object again, and
// after a million objects that gave no output. The second is no failure.
constexpr int most_retries = 1000;

Error read_error(int code, std::string_view name) {
  Error error = system_error(code, "can't run the iterator {}", name);
  if (code == EAGAIN)
    return error.with_hint(
        "the program keeps asking for the same object: it returns 1 all the "
        "time");
  if (code == E2BIG)
    return error.with_hint(
        "the program writes more than 32 KiB for one object, which is all the "
        "room that the kernel has");
  if (code == EOPNOTSUPP)
    return error.with_hint(
        "all that an iterator over cgroups writes must fit into 32 KiB: let it "
        "write less, or start further down (`cgroup PATH`, `order self_only`)");
  return error;
}

}  // namespace

Session::Session(const Fd& link, std::string name, const Fd& netns)
    : name_(std::move(name)) {
  const std::string target = target_of_link(link, name_);
  if (netns.is_open() && !may_be_of_netns(target))
    throw usage_error(
        "what iterators over '{}' show is the same in all network namespaces",
        target);
  const auto start = [&] { return bpf_iter_create(link.get()); };
  fd_ = Fd{check(netns.is_open() ? call_in_netns(netns, start) : start(),
                 "can't start the iterator {}", name_)};
}

std::string_view Session::read() {
  for (int retries = 0;;) {
    throw_if_stopped();
    const ssize_t got = read_once(fd_.get(), buffer_);
    if (got >= 0)
      return text_of({buffer_.data(), static_cast<std::size_t>(got)});
    const bool may_retry = got == -EAGAIN && ++retries <= most_retries;
    if (got != -EINTR && !may_retry)
      throw read_error(static_cast<int>(-got), name_);
  }
}

}  // namespace skep::iter
