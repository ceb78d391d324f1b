#include "src/sys/perf_event.h"

#include <sys/syscall.h>
#include <unistd.h>

#include "src/sys/error.h"

namespace skep {

Fd open_perf_event(perf_event_attr attributes, pid_t pid, int cpu) {
  attributes.size = sizeof attributes;
  return Fd{
      static_cast<int>(check(::syscall(SYS_perf_event_open, &attributes, pid,
                                       cpu, -1, PERF_FLAG_FD_CLOEXEC),
                             "can't open the perf event"))};
}

}  // namespace skep
