#include "src/map/copy.h"

#include <algorithm>
#include <cerrno>

#include "src/map/access.h"
#include "src/map/bulk_checks.h"
#include "src/map/dump.h"
#include "src/map/element_layout.h"
#include "src/map/element_writer.h"
#include "src/map/walk.h"
#include "src/sys/error.h"
#include "src/sys/progress.h"

namespace skep::map {

std::uint64_t copy_elements(const Map& source, const Map& target,
                            bool ignores_types) {
  check_listable(source);
  check_can_be_moved(source, "copy");
  check_writable(target, "copy to");
  check_same_layout(source, target, ignores_types, "copy between");
  check_room(source, target);
  const ElementLayout layout = layout_of(source);
  Progress progress{"copied"};
  ElementWriter writer{target, layout, BPF_ANY, nullptr, progress};
  walk(source, layout.values,
       {.element =
            [&](ByteView key, ByteView values) {
              check_element(target, key, values);
              std::copy(key.begin(), key.end(), writer.key().begin());
              std::copy(values.begin(), values.end(), writer.values().begin());
              writer.add(0);
            },
        .unreadable =
            [&](ByteView, int code) {
              if (code != ENOENT)
                throw access_error(source, -code, "read an element of");
            }});
  writer.finish();
  return writer.written();
}

}  // namespace skep::map
