#include "src/sys/fd.h"

#include <fcntl.h>

namespace skep {

void reserve_standard_fds() {
  for (;;) {
    const int fd = ::open("/dev/null", O_RDONLY);
    if (fd > STDERR_FILENO) ::close(fd);
    if (fd < 0 || fd > STDERR_FILENO) return;
  }
}

}  // namespace skep
