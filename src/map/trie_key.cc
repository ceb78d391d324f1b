#include "src/map/trie_key.h"

#include <fmt/format.h>

#include <algorithm>

#include "src/btf/address.h"
#include "src/sys/error.h"

namespace skep::map {

std::optional<std::string> prefix_in(std::string_view word) {
  const auto address = btf::address_bytes(word.substr(0, word.find('/')));
  if (!address) return std::nullopt;
  if (word.find('/') != word.npos) return std::string{word};
  return fmt::format("{}/{}", word, address->size() * 8);
}

Bytes trie_key(std::string_view prefix, std::uint32_t size) {
  const auto parsed = btf::parse_prefix(prefix);
  if (!parsed) throw usage_error("'{}' is no prefix: 10.0.0.0/8", prefix);
  const Bytes& address = parsed->address;
  const ByteView length = bytes_of(parsed->bits);
  if (length.size() + address.size() > size)
    throw usage_error("the address of '{}' has {} bytes, there is room for {}",
                      prefix, address.size(), size - length.size());
  Bytes key(size);
  const auto rest = std::copy(length.begin(), length.end(), key.begin());
  std::copy(address.begin(), address.end(), rest);
  return key;
}

}  // namespace skep::map
