// Rows of one size that an iterator writes.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>

#include "src/iter/session.h"
#include "src/sys/bytes.h"

namespace skep::iter {

class FixedRows {
 public:
  FixedRows(Session session, std::size_t row_size)
      : session_(std::move(session)), row_size_(row_size) {}

  // Return the next row, until the next call; nullopt: that was the last one.
  // Errors: those of Session::read().
  [[nodiscard]] std::optional<ByteView> next();

 private:
  Session session_;
  std::size_t row_size_;
  std::string_view piece_{};  // what is left of what was read last
  Bytes partial_{};           // a row that came in pieces
};

}  // namespace skep::iter
