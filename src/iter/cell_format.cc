#include "src/iter/cell_format.h"

#include <fmt/format.h>
#include <netinet/in.h>

#include <array>
#include <bit>
#include <cstdint>
#include <utility>

#include "src/btf/address.h"
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
  if (bytes.size() != sizeof(in_addr) && bytes.size() != sizeof(in6_addr))
    return hex(bytes);
  return btf::address_text(bytes);
}

constexpr std::uint64_t all_bits = UINT64_MAX;

constexpr std::array<NamedBits, 13> tcp_states{
    {{all_bits, 1, "ESTABLISHED"},
     {all_bits, 2, "SYN_SENT"},
     {all_bits, 3, "SYN_RECV"},
     {all_bits, 4, "FIN_WAIT1"},
     {all_bits, 5, "FIN_WAIT2"},
     {all_bits, 6, "TIME_WAIT"},
     {all_bits, 7, "CLOSE"},
     {all_bits, 8, "CLOSE_WAIT"},
     {all_bits, 9, "LAST_ACK"},
     {all_bits, 10, "LISTEN"},
     {all_bits, 11, "CLOSING"},
     {all_bits, 12, "NEW_SYN_RECV"},
     {all_bits, 13, "BOUND_INACTIVE"}}};

// Of several bits the highest counts, as in /proc; others than these tell how
// the thread waits. A thread that has ended (0x80) counts as a zombie here, and
// is one for as long as it is listed.
constexpr std::array<NamedBits, 10> task_states{{{0x402, 0x402, "I"},
                                                 {0x80, 0x80, "Z"},
                                                 {0x40, 0x40, "P"},
                                                 {0x20, 0x20, "Z"},
                                                 {0x10, 0x10, "X"},
                                                 {0x8, 0x8, "t"},
                                                 {0x4, 0x4, "T"},
                                                 {0x2, 0x2, "D"},
                                                 {0x1, 0x1, "S"},
                                                 {0x7f, 0x0, "R"}}};

std::string named(std::span<const NamedBits> names, std::uint64_t number) {
  for (const NamedBits& name : names)
    if ((number & name.mask) == name.bits) return std::string{name.name};
  return std::to_string(number);
}

std::string tcp(ByteView bytes) { return named(tcp_states, number_of(bytes)); }

std::string task(ByteView bytes) {
  return named(task_states, number_of(bytes));
}

constexpr std::array<std::pair<std::string_view, CellFormat>, 5> formats{
    {{"hex", hex},
     {"bytes", in_order},
     {"ip", ip},
     {"tcp", tcp},
     {"task", task}}};

}  // namespace

FormatKind kind_of(CellFormat format) {
  if (format == hex) return FormatKind::hex;
  if (format == in_order) return FormatKind::bytes;
  return format == ip ? FormatKind::ip : FormatKind::names;
}

std::span<const NamedBits> names_of(CellFormat format) {
  if (format == tcp) return tcp_states;
  if (format == task) return task_states;
  return {};
}

CellFormat cell_format(std::string_view name) {
  for (const auto& [known, format] : formats)
    if (known == name) return format;
  throw usage_error("there is no format '{}'", name)
      .with_hint("one of: hex, bytes, ip, tcp, task");
}

}  // namespace skep::iter
