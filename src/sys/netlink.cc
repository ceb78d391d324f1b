#include "src/sys/netlink.h"

#include <sys/socket.h>

#include <cerrno>

#include "src/sys/diagnose.h"
#include "src/sys/error.h"
#include "src/sys/log.h"
#include "src/sys/signals.h"

namespace skep {
namespace {

// The kernel fills datagrams of up to 32 KiB, if one is asked for.
constexpr std::size_t usual_datagram = 32768;
// How often a list that changes all the time is read.
constexpr int most_attempts = 10;

void switch_on(const Fd& socket, int option) {
  // What an older kernel does not have it does without.
  const int on = 1;
  (void)::setsockopt(socket.get(), SOL_NETLINK, option, &on, sizeof on);
}

std::uint32_t port_of(const Fd& socket) {
  sockaddr_nl address{};
  socklen_t size = sizeof address;
  check(
      ::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&address), &size),
      "can't look at the netlink socket");
  return address.nl_pid;
}

Error refusal(const NetlinkAnswer& answer) {
  const int code = answer.error();
  const std::string reason =
      answer.reason().empty()
          ? errno_text(code)
          : fmt::format("{} ({})", errno_text(code), answer.reason());
  return {ErrorKind::system, code, reason, hint_for(code)};
}

}  // namespace

Netlink::Netlink()
    : socket_(
          check(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE),
                "can't ask the kernel for network devices")),
      buffer_(usual_datagram) {
  sockaddr_nl address{};
  address.nl_family = AF_NETLINK;
  check(::bind(socket_.get(), reinterpret_cast<const sockaddr*>(&address),
               sizeof address),
        "can't bind the netlink socket");
  port_ = port_of(socket_);
  for (const int option :
       {NETLINK_EXT_ACK, NETLINK_CAP_ACK, NETLINK_GET_STRICT_CHK})
    switch_on(socket_, option);
}

// Receive one datagram, however large it is.
void Netlink::receive(NetlinkAnswer& answer) {
  sockaddr_nl from{};
  socklen_t from_size = sizeof from;
  const ssize_t size = ::recvfrom(
      socket_.get(), buffer_.data(), buffer_.size(), MSG_PEEK | MSG_TRUNC,
      reinterpret_cast<sockaddr*>(&from), &from_size);
  if (size < 0 && errno == EINTR) return throw_if_stopped();
  check(size, "can't read what the kernel answers");
  if (static_cast<std::size_t>(size) > buffer_.size())
    buffer_.resize(static_cast<std::size_t>(size));
  const ssize_t got =
      check(::recv(socket_.get(), buffer_.data(), buffer_.size(), 0),
            "can't read what the kernel answers");
  // Other processes can write to the socket as well: the kernel has port 0.
  if (from_size == sizeof from && from.nl_pid == 0)
    answer.add(ByteView{buffer_}.first(static_cast<std::size_t>(got)));
}

NetlinkAnswer Netlink::exchange(const NetlinkRequest& request) {
  const Bytes message = request.bytes(++sequence_);
  check(::send(socket_.get(), message.data(), message.size(), 0),
        "can't ask the kernel for network devices");
  NetlinkAnswer answer{sequence_, port_};
  while (!answer.is_complete()) receive(answer);
  if (answer.error() != 0) throw refusal(answer);
  return answer;
}

std::vector<NetlinkMessage> Netlink::list(const NetlinkRequest& request) {
  for (int attempt = 1;; ++attempt) {
    NetlinkAnswer answer = exchange(request);
    if (!answer.is_interrupted()) return answer.take_messages();
    if (attempt < most_attempts) continue;
    log::warn("the network changes all the time: the list may have holes");
    return answer.take_messages();
  }
}

std::vector<NetlinkMessage> Netlink::ask(const NetlinkRequest& request) {
  return exchange(request).take_messages();
}

}  // namespace skep
