#include "src/sys/trace_pipe.h"

#include <fcntl.h>

#include <cerrno>
#include <cstddef>

#include "src/sys/error.h"
#include "src/sys/file.h"
#include "src/sys/tracefs.h"

namespace skep {
namespace {

// What is read at once: programs may print as fast as we read.
constexpr std::size_t most_at_once = 1U << 20U;

Fd open_pipe() {
  const auto tracefs = find_tracefs();
  if (!tracefs)
    throw failure("no tracefs is mounted, which has the trace")
        .with_hint("run `mount -t tracefs tracefs /sys/kernel/tracing`");
  try {
    return open_file(*tracefs + "/trace_pipe", O_RDONLY | O_NONBLOCK);
  } catch (const Error& error) {
    if (error.code() != EBUSY) throw;
    throw error.with_hint(
        "another process reads the trace, which has one reader");
  }
}

}  // namespace

TracePipe::TracePipe() : fd_(open_pipe()) {}

bool TracePipe::drain(const LineCutter::Visitor& visit) {
  if (!lines_.visit_lines(visit)) return false;
  for (std::size_t done = 0; done < most_at_once;) {
    const ssize_t got = read_once(fd_.get(), chunk_);
    if (got == 0 || got == -EAGAIN || got == -EINTR) return true;
    if (got < 0)
      throw system_error(static_cast<int>(got), "can't read the trace");
    const auto size = static_cast<std::size_t>(got);
    lines_.add(text_of({chunk_.data(), size}));
    if (!lines_.visit_lines(visit)) return false;
    done += size;
  }
  return true;
}

}  // namespace skep
