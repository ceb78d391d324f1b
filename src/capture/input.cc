#include "src/capture/input.h"

#include "src/sys/file.h"

namespace skep::capture {
namespace {

// More than the longest packet, and more than any other block that is read.
constexpr std::size_t most_at_once = 1U << 24U;
constexpr std::size_t chunk = 1U << 16U;

}  // namespace

Input::Input(const std::string& path)
    : name_(input_name(path)), fd_(open_input(path)) {}

bool Input::fill(std::size_t size) {
  if (end_ - start_ >= size) return true;
  std::copy(buffer_.begin() + static_cast<std::ptrdiff_t>(start_),
            buffer_.begin() + static_cast<std::ptrdiff_t>(end_),
            buffer_.begin());
  end_ -= start_;
  start_ = 0;
  buffer_.resize(std::max(buffer_.size(), size + chunk));
  while (end_ < size) {
    const std::size_t got =
        read_some(fd_, MutableBytes{buffer_}.subspan(end_), name_);
    if (got == 0) return false;
    end_ += got;
  }
  return true;
}

bool Input::at_end() { return !fill(1); }

ByteView Input::take(std::size_t size) {
  if (size > most_at_once)
    throw malformed(fmt::format("it claims {} bytes in one piece", size));
  if (!fill(size)) throw malformed("it is cut off");
  const ByteView taken = ByteView{buffer_}.subspan(start_, size);
  start_ += size;
  return taken;
}

void Input::skip(std::uint64_t size) {
  while (size > 0) {
    const auto part =
        static_cast<std::size_t>(std::min<std::uint64_t>(size, chunk));
    (void)take(part);
    size -= part;
  }
}

Error Input::malformed(const std::string& what) const {
  return failure("{} is no sound capture: {}", name_, what);
}

}  // namespace skep::capture
