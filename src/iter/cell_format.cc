#include "src/iter/cell_format.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <array>
#include <bit>
#include <cstdint>
#include <utility>

#include "src/sys/error.h"

namespace skep::iter {
namespace {

// Read a number of up to 8 bytes in our own byte order.
std::uint64_t number_of(ByteView bytes) {
  switch (bytes.size()) {
    case 1:
      return bytes[0];
    case 2:
      return load_as<std::uint16_t>(bytes);
    case 4:
      return load_as<std::uint32_t>(bytes);
    default:
      return load_as<std::uint64_t>(bytes);
  }
}

std::string in_order(ByteView bytes) {
  return fmt::format("{:02x}", fmt::join(bytes, ""));
}

std::string hex(ByteView bytes) {
  if (!std::has_single_bit(bytes.size()) || bytes.size() > 8)
    return in_order(bytes);
  return fmt::format("{:#x}", number_of(bytes));
}

std::string ip(ByteView bytes) {
  const int family = bytes.size() == sizeof(in_addr) ? AF_INET : AF_INET6;
  const std::size_t size =
      family == AF_INET ? sizeof(in_addr) : sizeof(in6_addr);
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (bytes.size() != size ||
      ::inet_ntop(family, bytes.data(), text.data(), text.size()) == nullptr)
    return hex(bytes);
  return text.data();
}

// The place in the list is the kernel's number.
constexpr std::array<std::string_view, 14> tcp_states{
    "0",         "ESTABLISHED", "SYN_SENT",     "SYN_RECV",      "FIN_WAIT1",
    "FIN_WAIT2", "TIME_WAIT",   "CLOSE",        "CLOSE_WAIT",    "LAST_ACK",
    "LISTEN",    "CLOSING",     "NEW_SYN_RECV", "BOUND_INACTIVE"};

std::string tcp(ByteView bytes) {
  const std::uint64_t state = number_of(bytes);
  return state < tcp_states.size() ? std::string{tcp_states[state]}
                                   : std::to_string(state);
}

// A thread that has ended counts as a zombie here, and is one for as long as it
// is listed.
constexpr std::array<std::pair<std::uint64_t, std::string_view>, 7> task_states{
    {{0x0, "R"},
     {0x1, "S"},
     {0x2, "D"},
     {0x4, "T"},
     {0x8, "t"},
     {0x80, "Z"},
     {0x402, "I"}}};

std::string task(ByteView bytes) {
  for (const auto& [state, letter] : task_states)
    if (state == number_of(bytes)) return std::string{letter};
  return hex(bytes);
}

constexpr std::array<std::pair<std::string_view, CellFormat>, 5> formats{
    {{"hex", hex},
     {"bytes", in_order},
     {"ip", ip},
     {"tcp", tcp},
     {"task", task}}};

}  // namespace

CellFormat cell_format(std::string_view name) {
  for (const auto& [known, format] : formats)
    if (known == name) return format;
  throw usage_error("there is no format '{}'", name)
      .with_hint("one of: hex, bytes, ip, tcp, task");
}

}  // namespace skep::iter
