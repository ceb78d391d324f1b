// Network addresses as people write them.
#include <arpa/inet.h>
#include <doctest/doctest.h>

#include <array>
#include <random>

#include "src/btf/address.h"

namespace skep::btf {
namespace {

std::string text_by_libc(ByteView address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const int family = address.size() == 4 ? AF_INET : AF_INET6;
  REQUIRE(::inet_ntop(family, address.data(), text.data(), text.size()) !=
          nullptr);
  return text.data();
}

void check_text(ByteView address) {
  const std::string text = address_text(address);
  CHECK(text == text_by_libc(address));
  const auto read = address_bytes(text);
  REQUIRE(read.has_value());
  CHECK(ByteView{*read}.size() == address.size());
  CHECK(std::equal(read->begin(), read->end(), address.begin()));
}

}  // namespace

TEST_CASE("addresses are written as by libc, and read again") {
  for (const char* text :
       {"0.0.0.0", "127.0.0.1", "255.255.255.255", "::", "::1",
        "1::", "::ffff:10.0.0.1", "::10.0.0.1", "::ffff:0:10.0.0.1", "fe80::1",
        "2001:db8::8:800:200c:417a", "1:0:0:2:0:0:0:3", "1:0:0:2:3:0:0:4",
        "1:0:2:3:4:5:6:7", "0:1:2:3:4:5:6:7", "::2:3:4:5:6:7",
        "1:2:3:4:5:6::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"}) {
    CAPTURE(text);
    const auto bytes = address_bytes(text);
    REQUIRE(bytes.has_value());
    check_text(*bytes);
  }
}

TEST_CASE("any address is written as by libc") {
  std::mt19937 random{7};
  for (int i = 0; i < 20'000; ++i) {
    std::array<Byte, 16> bytes{};
    // Most bytes are zero: gaps of all lengths, and those of IPv4, too.
    for (Byte& byte : bytes)
      if (random() % 3 == 0) byte = static_cast<Byte>(random());
    if (random() % 8 == 0) bytes[10] = bytes[11] = 0xff;
    check_text(bytes);
    check_text(ByteView{bytes}.first(4));
  }
}

}  // namespace skep::btf
