// Other ways to write a number or address of the kernel than its type says.
#pragma once

#include <string>
#include <string_view>

#include "src/sys/bytes.h"

namespace skep::iter {

// Writes the bytes of a value.
using CellFormat = std::string (*)(ByteView bytes);

// Find a format: "hex"; "bytes", in their order; "ip", an IPv4 or IPv6 address;
// "tcp", a state of TCP; "task", a state of threads by its letter in ps.
// Errors: usage error with all the names.
[[nodiscard]] CellFormat cell_format(std::string_view name);

}  // namespace skep::iter
