#include "src/sys/file.h"

#include <fcntl.h>
#include <linux/limits.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>

#include "src/sys/error.h"
#include "src/sys/output_file.h"
#include "src/sys/signals.h"

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

// Visit the complete lines of `text` and remove them from it; return false when
// `visit` does.
bool take_lines(std::string& text,
                const std::function<bool(std::string_view line)>& visit) {
  std::size_t start = 0;
  for (std::size_t end = 0; (end = text.find('\n', start)) != text.npos;
       start = end + 1)
    if (!visit(std::string_view{text}.substr(start, end - start))) return false;
  text.erase(0, start);
  return true;
}

}  // namespace

void replace_file(const std::string& path, ByteView bytes) {
  OutputFile file{path};
  write_all(file.fd(), bytes, path);
  file.finish();
}

std::optional<std::string> read_small_file(const std::string& path) {
  const Fd fd{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  std::string text;
  if (!fd.is_open() || !read_rest(fd.get(), text)) return std::nullopt;
  return text;
}

bool for_each_line(const std::string& path,
                   const std::function<void(std::string_view line)>& visit) {
  return for_each_line_while(path, [&](std::string_view line) {
    visit(line);
    return true;
  });
}

bool for_each_line_while(
    const std::string& path,
    const std::function<bool(std::string_view line)>& visit) {
  const Fd fd{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (!fd.is_open()) return false;
  std::array<char, 65536> chunk;
  std::string pending;
  for (;;) {
    const ssize_t got = ::read(fd.get(), chunk.data(), chunk.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) {
      if (!pending.empty()) visit(pending);
      return got == 0;
    }
    pending.append(chunk.data(), static_cast<std::size_t>(got));
    if (!take_lines(pending, visit)) return true;
  }
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

Fd open_input(const std::string& path) {
  if (path != "-") return open_file(path, O_RDONLY);
  return Fd{check(::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3),
                  "can't read standard input")};
}

std::string input_name(const std::string& path) {
  return path == "-" ? "standard input" : path;
}

std::size_t read_some(const Fd& fd, MutableBytes buffer,
                      const std::string& name) {
  for (;;) {
    const ssize_t got = read_once(fd.get(), buffer);
    if (got >= 0) return static_cast<std::size_t>(got);
    if (got != -EINTR)
      throw system_error(static_cast<int>(got), "can't read {}", name);
    throw_if_stopped();
  }
}

Bytes read_input(const std::string& path, std::size_t most) {
  const Fd fd = open_input(path);
  const std::string name = input_name(path);
  Bytes bytes;
  std::array<Byte, 16384> chunk;
  while (const std::size_t got = read_some(fd, chunk, name)) {
    bytes.insert(bytes.end(), chunk.begin(),
                 chunk.begin() + static_cast<std::ptrdiff_t>(got));
    if (bytes.size() > most)
      throw failure("{} has more than {} bytes", name, most);
  }
  return bytes;
}

std::string whole_path(const std::string& path) {
  std::array<char, PATH_MAX> whole{};
  return check(::realpath(path.c_str(), whole.data()), "can't open {}", path);
}

ssize_t read_once(int fd, MutableBytes buffer) {
  const ssize_t got = ::read(fd, buffer.data(), buffer.size());
  return got < 0 ? -errno : got;
}

void write_all(int fd, ByteView bytes, std::string_view name) {
  while (!bytes.empty()) {
    const ssize_t put = ::write(fd, bytes.data(), bytes.size());
    if (put < 0 && errno == EINTR) {
      // A reader that does not read must not keep us from stopping.
      throw_if_stopped();
      continue;
    }
    check(put, "can't write to {}", name);
    bytes = bytes.subspan(static_cast<std::size_t>(put));
    // Less than all is written when a signal comes while it waits, too.
    if (!bytes.empty()) throw_if_stopped();
  }
}

}  // namespace skep
