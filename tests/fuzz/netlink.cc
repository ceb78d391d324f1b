// Answers of netlink: any bytes are datagrams, read as far as they make sense.
#include <linux/if_link.h>
#include <linux/rtnetlink.h>

#include "src/sys/netlink_message.h"
#include "tests/fuzz/fuzz.h"

namespace skep::fuzz {
namespace {

// Attributes in attributes, as deep as those of a filter's actions.
void read_attributes(const NetlinkAttributes& attributes, int depth) {
  attributes.visit([&](std::uint16_t type, ByteView value) {
    require(attributes.find(type).has_value(), "an attribute that is found");
    require(attributes.text(type).size() <= 65535, "a text that is no longer");
    if (depth > 0) read_attributes(NetlinkAttributes{value}, depth - 1);
  });
}

}  // namespace

void fuzz_one(ByteView input) {
  // Its first bytes say to whom the answer goes.
  const auto header = load_as<nlmsghdr>(input);
  NetlinkAnswer answer{header.nlmsg_seq, header.nlmsg_pid};
  answer.add(input);
  require(answer.error() >= 0 && answer.error() < 4096, "an errno value");
  for (const NetlinkMessage& message : answer.take_messages()) {
    require(message.payload.size() < input.size(), "a part of the input");
    read_attributes(message.attributes<ifinfomsg>(), 4);
    read_attributes(message.attributes<tcmsg>(), 4);
  }
}

}  // namespace skep::fuzz
