#include "src/sys/netlink_message.h"

#include <cerrno>

namespace skep {
namespace {

constexpr std::size_t aligned(std::size_t size) { return NLMSG_ALIGN(size); }

ByteView behind(ByteView bytes, std::size_t size) {
  return bytes.subspan(std::min(size, bytes.size()));
}

}  // namespace

void NetlinkAttributes::visit(
    const std::function<void(std::uint16_t type, ByteView value)>& visit)
    const {
  ByteView rest = bytes_;
  while (rest.size() >= sizeof(nlattr)) {
    const auto header = load_as<nlattr>(rest);
    if (header.nla_len < NLA_HDRLEN || header.nla_len > rest.size()) return;
    visit(static_cast<std::uint16_t>(header.nla_type & NLA_TYPE_MASK),
          rest.subspan(NLA_HDRLEN, header.nla_len - NLA_HDRLEN));
    rest = behind(rest, aligned(header.nla_len));
  }
}

std::optional<ByteView> NetlinkAttributes::find(std::uint16_t type) const {
  std::optional<ByteView> found;
  visit([&](std::uint16_t other, ByteView value) {
    if (other == type) found = value;
  });
  return found;
}

std::string NetlinkAttributes::text(std::uint16_t type) const {
  const std::string_view value = text_of(find(type).value_or(ByteView{}));
  return std::string{value.substr(0, value.find('\0'))};
}

void NetlinkRequest::append(ByteView bytes) {
  bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
  bytes_.resize(aligned(bytes_.size()));
}

void NetlinkRequest::add(std::uint16_t type, ByteView value) {
  nlattr header{};
  header.nla_len = static_cast<std::uint16_t>(NLA_HDRLEN + value.size());
  header.nla_type = type;
  append(bytes_of(header));
  append(value);
}

void NetlinkRequest::add(std::uint16_t type, const std::string& text) {
  add(type,
      ByteView{reinterpret_cast<const Byte*>(text.c_str()), text.size() + 1});
}

void NetlinkRequest::add_nested(std::uint16_t type,
                                const std::function<void()>& fill) {
  const std::size_t start = bytes_.size();
  add(static_cast<std::uint16_t>(type | NLA_F_NESTED), ByteView{});
  fill();
  const auto size = static_cast<std::uint16_t>(bytes_.size() - start);
  std::memcpy(bytes_.data() + start, &size, sizeof size);
}

Bytes NetlinkRequest::bytes(std::uint32_t sequence) const {
  nlmsghdr header = header_;
  header.nlmsg_len = static_cast<std::uint32_t>(bytes_.size());
  // A list ends with a message of its own.
  if ((header.nlmsg_flags & NLM_F_DUMP) != NLM_F_DUMP)
    header.nlmsg_flags |= NLM_F_ACK;
  header.nlmsg_seq = sequence;
  Bytes result = bytes_;
  std::memcpy(result.data(), &header, sizeof header);
  return result;
}

void NetlinkAnswer::add(ByteView datagram) {
  while (!is_complete_ && datagram.size() >= sizeof(nlmsghdr)) {
    const auto header = load_as<nlmsghdr>(datagram);
    if (header.nlmsg_len < NLMSG_HDRLEN || header.nlmsg_len > datagram.size())
      return;
    if (header.nlmsg_seq == sequence_ && header.nlmsg_pid == port_)
      take(header,
           datagram.subspan(NLMSG_HDRLEN, header.nlmsg_len - NLMSG_HDRLEN));
    datagram = behind(datagram, aligned(header.nlmsg_len));
  }
}

void NetlinkAnswer::take(const nlmsghdr& header, ByteView payload) {
  if ((header.nlmsg_flags & NLM_F_DUMP_INTR) != 0) is_interrupted_ = true;
  if (header.nlmsg_type == NLMSG_NOOP) return;
  if (header.nlmsg_type == NLMSG_OVERRUN) is_interrupted_ = true;
  if (header.nlmsg_type == NLMSG_ERROR || header.nlmsg_type == NLMSG_DONE)
    return take_status(header, payload);
  messages_.push_back(
      {header.nlmsg_type, Bytes{payload.begin(), payload.end()}});
}

// Both kinds begin with a negated errno value, or 0. Behind that of an error
// comes the request, whole or its header alone; then attributes may follow.
void NetlinkAnswer::take_status(const nlmsghdr& header, ByteView payload) {
  is_complete_ = true;
  if (payload.size() < sizeof(int)) {
    if (header.nlmsg_type == NLMSG_ERROR) error_ = EBADMSG;
    return;
  }
  const int status = load_as<int>(payload);
  constexpr int highest_errno = 4095;
  if (status < 0) error_ = status >= -highest_errno ? -status : EBADMSG;
  if ((header.nlmsg_flags & NLM_F_ACK_TLVS) == 0) return;
  ByteView rest = behind(payload, sizeof(int));
  if (header.nlmsg_type == NLMSG_ERROR) {
    const auto request = load_as<nlmsghdr>(rest);
    const bool is_capped = (header.nlmsg_flags & NLM_F_CAPPED) != 0;
    rest =
        behind(rest, is_capped ? sizeof(nlmsghdr) : aligned(request.nlmsg_len));
  }
  reason_ = NetlinkAttributes{rest}.text(NLMSGERR_ATTR_MSG);
}

}  // namespace skep
