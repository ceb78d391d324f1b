#include "src/sys/file_view.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <utility>

#include "src/sys/fd.h"
#include "src/sys/file.h"

namespace skep {
namespace {

// Read a file of this size; nullopt if it is shorter.
std::optional<Bytes> read_all(const Fd& fd, std::size_t size) {
  Bytes bytes(size);
  for (std::size_t done = 0; done < size;) {
    const ssize_t got = read_once(fd.get(), MutableBytes{bytes}.subspan(done));
    if (got <= 0) return std::nullopt;
    done += static_cast<std::size_t>(got);
  }
  return bytes;
}

}  // namespace

std::optional<FileView> FileView::open(const std::string& path) {
  const Fd fd{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  struct stat status{};
  if (!fd.is_open() || ::fstat(fd.get(), &status) != 0 || status.st_size == 0)
    return std::nullopt;
  const auto size = static_cast<std::size_t>(status.st_size);
  // Files of /sys/kernel/btf can be mapped since Linux 6.16.
  void* place = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fd.get(), 0);
  if (place != MAP_FAILED)
    return FileView{ByteView{static_cast<const Byte*>(place), size}};
  auto copied = read_all(fd, size);
  if (!copied) return std::nullopt;
  return FileView{std::move(*copied)};
}

FileView::FileView(Bytes bytes) : copied_(std::move(bytes)) {}

FileView::FileView(FileView&& other) noexcept
    : mapped_(std::exchange(other.mapped_, {})),
      copied_(std::move(other.copied_)) {}

FileView& FileView::operator=(FileView&& other) noexcept {
  std::swap(mapped_, other.mapped_);
  std::swap(copied_, other.copied_);
  return *this;
}

FileView::~FileView() {
  if (!mapped_.empty())
    ::munmap(const_cast<Byte*>(mapped_.data()), mapped_.size());
}

}  // namespace skep
