#include "src/run/object_map.h"

#include <fcntl.h>

#include "src/sys/error.h"

namespace skep {

map::Map map_of(const bpf_map* map) {
  return map::Map{Fd{check(::fcntl(bpf_map__fd(map), F_DUPFD_CLOEXEC, 3),
                           "can't use map '{}'", bpf_map__name(map))}};
}

map::Map map_of(const BpfObject& object, const std::string& name) {
  return map_of(object.find_map(name));
}

}  // namespace skep
