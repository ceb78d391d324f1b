#include "src/btf/address.h"

#include <arpa/inet.h>

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

}  // namespace

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
