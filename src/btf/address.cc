#include "src/btf/address.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <vector>

#include "src/btf/parts.h"
#include "src/sys/error.h"
#include "src/sys/text.h"

namespace skep::btf {
namespace {

std::optional<Bytes> mac_bytes(std::string_view text) {
  const std::vector<std::string> parts = split(text, ':');
  if (parts.size() != 6) return std::nullopt;
  Bytes bytes;
  for (const std::string& part : parts) {
    const auto byte =
        part.size() == 2 ? parse_unsigned(part, 16) : std::nullopt;
    if (!byte) return std::nullopt;
    bytes.push_back(static_cast<Byte>(*byte));
  }
  return bytes;
}

// Structs have members that want a word of their own, but for one.
bool may_be_address(const BtfView& btf, const btf_type* type) {
  if (type == nullptr) return false;
  return btf_is_int(type) || btf_is_array(type) || btf_is_union(type) ||
         (btf_is_struct(type) && btf.name(*type) == "in6_addr");
}

// The longest text there is: 8 groups of 4 digits, or 6 and an IPv4 address.
using AddressText = std::array<char, INET6_ADDRSTRLEN>;

char* write_number(char* to, unsigned number, int base) {
  return std::to_chars(to, to + 5, number, base).ptr;
}

char* write_ipv4(char* to, ByteView bytes) {
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i != 0) *to++ = '.';
    to = write_number(to, bytes[i], 10);
  }
  return to;
}

constexpr std::size_t group_count = 8;
using Groups = std::array<unsigned, group_count>;

// Groups of zero that `::` stands for.
struct Gap {
  std::size_t start = group_count;
  std::size_t size = 1;  // a single one is written out
};

// Find the longest gap, the first one of several.
Gap find_gap(const Groups& groups) {
  Gap gap;
  std::size_t start = 0;
  for (std::size_t i = 0; i < group_count; ++i) {
    if (groups[i] != 0)
      start = i + 1;
    else if (i + 1 - start > gap.size)
      gap = {start, i + 1 - start};
  }
  return gap;
}

// Is it an IPv4 address in the form of one of IPv6?
bool holds_ipv4(const Groups& groups, const Gap& gap) {
  return gap.start == 0 &&
         (gap.size == 6 || (gap.size == 5 && groups[5] == 0xffff));
}

char* write_ipv6(char* to, ByteView bytes) {
  Groups groups{};
  for (std::size_t i = 0; i < group_count; ++i)
    groups[i] = bytes[2 * i] * 256U + bytes[2 * i + 1];
  const Gap gap = find_gap(groups);
  const std::size_t end = holds_ipv4(groups, gap) ? 6 : group_count;
  for (std::size_t i = 0; i < end;) {
    if (i == gap.start) {
      to = std::fill_n(to, 2, ':');
      i += gap.size;
      continue;
    }
    if (i != 0 && i != gap.start + gap.size) *to++ = ':';
    to = write_number(to, groups[i++], 16);
  }
  if (end == group_count) return to;
  if (gap.size == 5) *to++ = ':';
  return write_ipv4(to, bytes.subspan(12));
}

}  // namespace

std::string address_text(ByteView address) {
  AddressText text;
  const char* const end = address.size() == sizeof(in_addr)
                              ? write_ipv4(text.data(), address)
                              : write_ipv6(text.data(), address);
  return std::string{static_cast<const char*>(text.data()), end};
}

std::optional<Bytes> address_bytes(std::string_view text) {
  const std::string word{text};
  Bytes bytes(4);
  if (::inet_pton(AF_INET, word.c_str(), bytes.data()) == 1) return bytes;
  bytes.resize(16);
  if (::inet_pton(AF_INET6, word.c_str(), bytes.data()) == 1) return bytes;
  return mac_bytes(text);
}

std::optional<Prefix> parse_prefix(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == text.npos) return std::nullopt;
  auto address = address_bytes(text.substr(0, slash));
  if (!address) return std::nullopt;
  const std::string_view length = text.substr(slash + 1);
  const auto bits = parse_unsigned(length, 10);
  if (!bits || *bits > address->size() * 8)
    throw usage_error("the prefix of '{}' must have 0 to {} bits, not '{}'",
                      text, address->size() * 8, length);
  return Prefix{static_cast<std::uint32_t>(*bits), std::move(*address)};
}

bool is_prefix_type(const BtfView& btf, const btf_type& type) {
  if (!btf_is_struct(&type) || btf_vlen(&type) != 2) return false;
  const Member length = member_of(type, 0);
  const Member data = member_of(type, 1);
  const btf_type* number = btf.resolve(length.type);
  return number != nullptr && btf_is_int(number) && number->size == 4 &&
         length.bit_offset == 0 && length.bitfield_size == 0 &&
         data.bit_offset == 32 && data.bitfield_size == 0 &&
         may_be_address(btf, btf.resolve(data.type));
}

}  // namespace skep::btf
