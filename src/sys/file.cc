#include "src/sys/file.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>

#include "src/sys/error.h"

namespace skep {
namespace {

// Append all that `fd` still holds to `out`; return false if reading failed.
template <typename Container>
bool read_rest(int fd, Container& out) {
  std::array<typename Container::value_type, 16384> chunk;
  for (;;) {
    const ssize_t got = ::read(fd, chunk.data(), chunk.size());
    if (got == 0) return true;
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return false;
    out.insert(out.end(), chunk.begin(), chunk.begin() + got);
  }
}

}  // namespace

std::optional<std::string> read_small_file(const std::string& path) {
  const Fd fd{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  std::string text;
  if (!fd.is_open() || !read_rest(fd.get(), text)) return std::nullopt;
  return text;
}

Bytes read_file(const std::string& path) {
  const Fd fd = open_file(path, O_RDONLY);
  struct stat status{};
  check(::fstat(fd.get(), &status), "can't stat {}", path);
  if (S_ISDIR(status.st_mode))
    throw system_error(EISDIR, "can't read {}", path);
  if (!S_ISREG(status.st_mode) && !S_ISFIFO(status.st_mode))
    throw failure("can't read {}: not a regular file", path);
  Bytes bytes;
  if (!read_rest(fd.get(), bytes))
    throw system_error(errno, "can't read {}", path);
  return bytes;
}

Fd open_file(const std::string& path, int flags) {
  return Fd{
      check(::open(path.c_str(), flags | O_CLOEXEC), "can't open {}", path)};
}

void write_all(int fd, ByteView bytes, std::string_view name) {
  while (!bytes.empty()) {
    const ssize_t put = ::write(fd, bytes.data(), bytes.size());
    if (put < 0 && errno == EINTR) continue;
    check(put, "can't write to {}", name);
    bytes = bytes.subspan(static_cast<std::size_t>(put));
  }
}

}  // namespace skep
