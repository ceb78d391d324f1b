// Netlink: what is asked, and answers that are whole, cut, odd or hostile.
#include <doctest/doctest.h>
#include <linux/rtnetlink.h>

#include <cerrno>

#include "src/sys/netlink_message.h"

using namespace skep;

namespace {

constexpr std::uint32_t sequence = 7;
constexpr std::uint32_t port = 99;

void append(Bytes& bytes, ByteView more) {
  bytes.insert(bytes.end(), more.begin(), more.end());
  bytes.resize(NLMSG_ALIGN(bytes.size()));
}

Bytes attribute(std::uint16_t type, ByteView value) {
  nlattr header{};
  header.nla_len = static_cast<std::uint16_t>(NLA_HDRLEN + value.size());
  header.nla_type = type;
  Bytes bytes;
  append(bytes, bytes_of(header));
  append(bytes, value);
  return bytes;
}

Bytes message(std::uint16_t type, std::uint16_t flags, ByteView payload,
              std::uint32_t to = sequence) {
  nlmsghdr header{};
  header.nlmsg_len = static_cast<std::uint32_t>(NLMSG_HDRLEN + payload.size());
  header.nlmsg_type = type;
  header.nlmsg_flags = flags;
  header.nlmsg_seq = to;
  header.nlmsg_pid = port;
  Bytes bytes;
  append(bytes, bytes_of(header));
  append(bytes, payload);
  return bytes;
}

Bytes error_message(int code, std::uint16_t flags, ByteView behind = {}) {
  Bytes payload;
  append(payload, bytes_of(code));
  append(payload, bytes_of(nlmsghdr{.nlmsg_len = NLMSG_HDRLEN,
                                    .nlmsg_type = 0,
                                    .nlmsg_flags = 0,
                                    .nlmsg_seq = 0,
                                    .nlmsg_pid = 0}));
  append(payload, behind);
  return message(NLMSG_ERROR, flags, payload);
}

NetlinkAnswer answer_of(std::initializer_list<Bytes> datagrams) {
  NetlinkAnswer answer{sequence, port};
  for (const Bytes& datagram : datagrams) answer.add(datagram);
  return answer;
}

}  // namespace

TEST_CASE("attributes are read up to the first one that is malformed") {
  constexpr std::uint16_t nested_2 = 2U | 0x8000U;
  Bytes bytes = attribute(1, bytes_of(std::uint32_t{5}));
  append(bytes, attribute(nested_2, attribute(3, bytes_of("name\0x"))));
  append(bytes, attribute(1, bytes_of(std::uint32_t{6})));
  const NetlinkAttributes good{bytes};
  CHECK(good.number<std::uint32_t>(1) == 6U);
  CHECK_FALSE(good.number<std::uint64_t>(1).has_value());
  CHECK(good.nested(2).text(3) == "name");
  CHECK_FALSE(good.find(4).has_value());
  CHECK(good.text(4).empty());
  for (const std::uint16_t length :
       std::initializer_list<std::uint16_t>{0, 3, 9, 65535}) {
    Bytes bad = bytes;
    std::memcpy(bad.data() + bytes.size() - 8, &length, sizeof length);
    CAPTURE(length);
    CHECK(NetlinkAttributes{bad}.number<std::uint32_t>(1) == 5U);
  }
  for (std::size_t size = 0; size < bytes.size(); ++size)
    NetlinkAttributes{ByteView{bytes}.first(size)}.visit(
        [](std::uint16_t, ByteView value) { CHECK(value.size() < 64); });
}

TEST_CASE("a request holds what was added, nested and aligned") {
  NetlinkRequest request{RTM_GETLINK, NLM_F_DUMP, ifinfomsg{}};
  request.add(1, std::uint8_t{7});
  request.add_nested(2, [&] { request.add(3, std::string{"lo"}); });
  const Bytes bytes = request.bytes(sequence);
  const auto header = load_as<nlmsghdr>(bytes);
  CHECK(header.nlmsg_len == bytes.size());
  CHECK(header.nlmsg_flags == (NLM_F_REQUEST | NLM_F_DUMP));
  const NetlinkAttributes attributes{
      ByteView{bytes}.subspan(NLMSG_HDRLEN + sizeof(ifinfomsg))};
  CHECK(attributes.number<std::uint8_t>(1) == 7);
  CHECK(attributes.nested(2).text(3) == "lo");
  CHECK((load_as<nlmsghdr>(NetlinkRequest{RTM_SETLINK, 0, ifinfomsg{}}.bytes(1))
             .nlmsg_flags &
         NLM_F_ACK) != 0);
}

TEST_CASE("the answer to a list comes in pieces and ends") {
  Bytes first = message(RTM_NEWLINK, NLM_F_MULTI, Bytes(20, 1));
  append(first, message(RTM_NEWLINK, NLM_F_MULTI, Bytes(10000, 2)));
  NetlinkAnswer answer = answer_of({first});
  CHECK_FALSE(answer.is_complete());
  answer.add(message(NLMSG_DONE, NLM_F_MULTI, bytes_of(0)));
  CHECK(answer.is_complete());
  CHECK(answer.error() == 0);
  CHECK_FALSE(answer.is_interrupted());
  const auto messages = answer.take_messages();
  REQUIRE(messages.size() == 2);
  CHECK(messages[1].payload.size() == 10000);
}

TEST_CASE("answers to others, and what is cut off, are left out") {
  Bytes foreign = message(RTM_NEWLINK, 0, Bytes(20, 1), sequence + 1);
  append(foreign, message(NLMSG_DONE, 0, bytes_of(0), sequence + 1));
  Bytes cut = message(RTM_NEWLINK, 0, Bytes(20, 1));
  cut.resize(cut.size() - 4);
  Bytes tiny = message(RTM_NEWLINK, 0, {});
  const std::uint32_t length = 3;
  std::memcpy(tiny.data(), &length, sizeof length);
  NetlinkAnswer answer = answer_of({foreign, cut, tiny, Bytes(5, 0)});
  CHECK_FALSE(answer.is_complete());
  CHECK(answer.take_messages().empty());
}

TEST_CASE("a list that changed while it was read says so") {
  CHECK(answer_of({message(RTM_NEWLINK, NLM_F_DUMP_INTR, Bytes(20, 1))})
            .is_interrupted());
  CHECK(answer_of({message(NLMSG_OVERRUN, 0, {})}).is_interrupted());
  const NetlinkAnswer failed =
      answer_of({message(NLMSG_DONE, NLM_F_MULTI, bytes_of(-ENODEV))});
  CHECK(failed.is_complete());
  CHECK(failed.error() == ENODEV);
}

TEST_CASE("the kernel's reason for a refusal is read, wherever it stands") {
  const Bytes reason = attribute(NLMSGERR_ATTR_MSG, bytes_of("too late"));
  NetlinkAnswer capped =
      answer_of({error_message(-EBUSY, NLM_F_ACK_TLVS | NLM_F_CAPPED, reason)});
  CHECK(capped.error() == EBUSY);
  CHECK(capped.reason() == "too late");
  CHECK(answer_of({error_message(-EBUSY, NLM_F_ACK_TLVS, reason)}).reason() ==
        "too late");
  CHECK(answer_of({error_message(-EBUSY, 0, reason)}).reason().empty());
  CHECK(answer_of({error_message(0, 0)}).error() == 0);
  CHECK(answer_of({error_message(5, 0)}).error() == 0);
  CHECK(answer_of({message(NLMSG_ERROR, 0, {})}).error() == EBADMSG);
  CHECK(answer_of({error_message(INT32_MIN, 0)}).error() == EBADMSG);
}
