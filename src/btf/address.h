// Network addresses, and prefixes of them, as people write them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "src/btf/btf.h"
#include "src/sys/bytes.h"

namespace skep::btf {

// Return the bytes of a network address as packets have them: 4 for 10.0.0.1,
// 16 for fe80::1, 6 for 02:00:00:00:00:01; nullopt for all else.
[[nodiscard]] std::optional<Bytes> address_bytes(std::string_view text);

// Return the text of an address of 4 or 16 bytes, as inet_ntop() has it, which
// takes its time: tables of sockets have many of them.
[[nodiscard]] std::string address_text(ByteView address);

// The addresses that have their first `bits` in common.
struct Prefix {
  std::uint32_t bits;
  Bytes address;  // as given, also behind the prefix
};

// Read 10.0.0.0/8.
// Errors: nullopt for what is not an address, a slash and more; usage error for
//         a length that the address can't have.
[[nodiscard]] std::optional<Prefix> parse_prefix(std::string_view text);

// Is it a struct of a length of 32 bits and, right behind it, one other member,
// which may be an address?
[[nodiscard]] bool is_prefix_type(const BtfView& btf, const btf_type& type);

}  // namespace skep::btf
