// A socket of any protocol as a row: what it is, where it is, who has it.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "src/btf/btf.h"
#include "src/iter/cell.h"
#include "src/iter/projection.h"
#include "src/iter/table.h"
#include "src/sys/bytes.h"

namespace skep::iter {

// The fields of an object that a program has copied, by their places.
class SocketFields {
 public:
  SocketFields(btf::BtfView kernel, const Projection& projection, ByteView row)
      : kernel_(kernel), projection_(projection), row_(row) {}

  [[nodiscard]] bool has(std::size_t place) const;
  // Return 0, or nothing, for a field that the object has not.
  [[nodiscard]] std::uint64_t number(std::size_t place) const;
  [[nodiscard]] ByteView bytes(std::size_t place) const;
  [[nodiscard]] Cell number_cell(std::size_t place) const;

 private:
  btf::BtfView kernel_;
  const Projection& projection_;
  ByteView row_;
};

// Makes a row of the columns socket_columns().
using SocketReader = CellRow (*)(const SocketFields& fields);

// One target of sockets: what is copied of each, and how it is read.
struct SocketKind {
  std::string_view target;
  std::vector<std::string> fields;
  SocketReader read;
};

[[nodiscard]] std::vector<SocketKind> socket_kinds();

[[nodiscard]] const std::vector<TableColumn>& socket_columns();

}  // namespace skep::iter
