#include "src/iter/fixed_rows.h"

#include <algorithm>

namespace skep::iter {

std::optional<ByteView> FixedRows::next() {
  partial_.clear();
  while (true) {
    if (partial_.empty() && piece_.size() >= row_size_) {
      const ByteView row = bytes_of(piece_.substr(0, row_size_));
      piece_.remove_prefix(row_size_);
      return row;
    }
    const std::size_t wanted =
        std::min(row_size_ - partial_.size(), piece_.size());
    const ByteView more = bytes_of(piece_.substr(0, wanted));
    partial_.insert(partial_.end(), more.begin(), more.end());
    piece_.remove_prefix(wanted);
    if (partial_.size() == row_size_) return partial_;
    piece_ = session_.read();
    if (piece_.empty()) return std::nullopt;
  }
}

}  // namespace skep::iter
