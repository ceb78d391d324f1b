// Which records are values of a type: BTF does not say, but their sizes do.
#pragma once

#include <cstddef>
#include <optional>

#include "src/btf/btf.h"
#include "src/map/event_reader.h"
#include "src/sys/bytes.h"

namespace skep::map {

class EventShape {
 public:
  EventShape(btf::BtfView btf, btf::TypeId type);

  // Return the value that a record is, until the next call.
  // Shape:  as large as the type. A record may end within the last member, if
  //         that is an array of bytes, or go on behind it, if it has no size.
  // Errors: nullopt for a record of another size.
  [[nodiscard]] std::optional<ByteView> value_of(const Event& event);

 private:
  [[nodiscard]] bool has_size(const Event& event) const;

  std::size_t size_ = 0;
  std::size_t least_ = 0;
  bool is_open_ = false;  // it ends with an array without a size
  Bytes filled_;
};

}  // namespace skep::map
