// Changes to a value, part by part, where no part is given twice.
#pragma once

#include <string_view>
#include <utility>

#include "src/btf/btf.h"
#include "src/btf/find_member.h"
#include "src/btf/literal.h"
#include "src/sys/bytes.h"

namespace skep::btf {

// Holds a value that parts are written to. The paths are those of
// visit_places().
class ValueEdits {
 public:
  // Start from `bytes`.
  ValueEdits(const BtfView& btf, Bytes bytes)
      : btf_(btf), bytes_(std::move(bytes)), given_(bytes_.size()) {}

  // Write a literal to each part of `whole` that `path` leads to. As in C, what
  // the literal does not name of a part becomes zero.
  // Errors: usage error for a path that leads nowhere, for a literal that does
  //         not fit, and if a bit of these parts has been written before.
  void assign(const Target& whole, std::string_view path,
              const Literal& literal);
  // Write bytes as they are: as many as the part has, or fewer if that is an
  // array of characters.
  void assign(const Target& whole, std::string_view path, ByteView bytes);

  [[nodiscard]] const Bytes& bytes() const { return bytes_; }
  // Has any bit of a part been written?
  [[nodiscard]] bool is_given(const Target& part) const;

 private:
  template <typename Encode>
  void assign_each(const Target& whole, std::string_view path, Encode encode);
  void check_place(const Target& part) const;
  void write(const Target& part, ByteView value);

  BtfView btf_;
  Bytes bytes_;
  Bytes given_;  // the bits that have been written
};

}  // namespace skep::btf
