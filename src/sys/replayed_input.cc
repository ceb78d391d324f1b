#include "src/sys/replayed_input.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "src/sys/error.h"
#include "src/sys/file.h"
#include "src/sys/signals.h"

namespace skep {
namespace {

bool is_regular(const Fd& fd, const std::string& name) {
  struct ::stat status{};
  check(::fstat(fd.get(), &status), "can't stat {}", name);
  if (S_ISDIR(status.st_mode))
    throw system_error(EISDIR, "can't read {}", name);
  return S_ISREG(status.st_mode);
}

// Make a file that nobody else can open, and that is gone when it is closed.
Fd make_nameless_file() {
  std::error_code error;
  std::string directory = std::filesystem::temp_directory_path(error);
  if (error) directory = "/tmp";
  Fd file{::open(directory.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600)};
  if (file.is_open()) return file;
  // Not every file system has files without a name.
  std::string path = directory + "/skep-XXXXXX";
  file = Fd{check(::mkostemp(path.data(), O_CLOEXEC),
                  "can't make a temporary file in {}", directory)};
  ::unlink(path.c_str());
  return file;
}

}  // namespace

ReplayedInput::ReplayedInput(const std::string& path)
    : name_(input_name(path)), source_(open_input(path)) {
  if (is_regular(source_, name_))
    start_ = check(::lseek(source_.get(), 0, SEEK_CUR), "can't read {}", name_);
  else
    copy_ = make_nameless_file();
}

std::size_t ReplayedInput::read(MutableBytes buffer) {
  if (peeked_.empty()) return read_on(buffer);
  const std::size_t size = std::min(buffer.size(), peeked_.size());
  const auto end = peeked_.begin() + static_cast<std::ptrdiff_t>(size);
  std::copy(peeked_.begin(), end, buffer.begin());
  peeked_.erase(peeked_.begin(), end);
  return size;
}

std::string_view ReplayedInput::peek(std::size_t size) {
  std::size_t have = peeked_.size();
  peeked_.resize(std::max(size, have));
  std::size_t got = 1;
  for (; have < size && got != 0; have += got)
    got = read_on(MutableBytes{peeked_}.subspan(have));
  peeked_.resize(have);
  return text_of(peeked_).substr(0, size);
}

// Read what follows the peeked bytes.
std::size_t ReplayedInput::read_on(MutableBytes buffer) {
  const bool reads_copy = is_replay_ && copy_.is_open();
  const Fd& from = reads_copy ? copy_ : source_;
  const std::size_t size = read_some(from, buffer, name_);
  if (copy_.is_open() && !is_replay_)
    write_all(copy_.get(), buffer.first(size), "a temporary file");
  return size;
}

void ReplayedInput::rewind() {
  const Fd& from = copy_.is_open() ? copy_ : source_;
  check(::lseek(from.get(), start_, SEEK_SET), "can't read {} again", name_);
  peeked_.clear();
  is_replay_ = true;
}

}  // namespace skep
