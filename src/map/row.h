// An element as queries hand it on.
#pragma once

#include <functional>

#include "src/sys/bytes.h"

namespace skep::map {

struct Row {
  ByteView key;
  ByteView values;  // empty if they can't be read
  int code = 0;     // why they can't be: an errno value
};

using RowVisitor = std::function<void(const Row&)>;

}  // namespace skep::map
