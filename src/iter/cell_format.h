// Other ways to write a number or address of the kernel than its type says.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "src/sys/bytes.h"

namespace skep::iter {

// Writes the bytes of a value.
using CellFormat = std::string (*)(ByteView bytes);

// The numbers that have a name: those whose bits under `mask` are `bits`.
struct NamedBits {
  std::uint64_t mask;
  std::uint64_t bits;
  std::string_view name;
};

// How a program of the kernel's may write what a format does.
enum class FormatKind {
  hex,    // 0x1f
  bytes,  // 1f00
  ip,
  names,  // see names_of()
};

[[nodiscard]] FormatKind kind_of(CellFormat format);

// Return the names that a format of that kind gives to numbers: the first that
// fits counts, and others stay numbers.
[[nodiscard]] std::span<const NamedBits> names_of(CellFormat format);

// Find a format: "hex"; "bytes", in their order; "ip", an IPv4 or IPv6 address;
// "tcp", a state of TCP; "task", a state of threads by its letter in ps.
// Errors: usage error with all the names.
[[nodiscard]] CellFormat cell_format(std::string_view name);

}  // namespace skep::iter
