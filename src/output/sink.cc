#include "src/output/sink.h"

#include "src/sys/bytes.h"
#include "src/sys/file.h"

namespace skep {

void Sink::vprint(fmt::string_view form, fmt::format_args args) {
  fmt::vformat_to(fmt::appender(buffer_), form, args);
  if (buffer_.size() >= limit) flush();
}

void Sink::flush() {
  if (in_memory_) return;
  const std::string_view text{buffer_.data(), buffer_.size()};
  // Emptied first, so that a failure is reported once; the text stays there.
  buffer_.clear();
  if (has_failed_) return;
  has_failed_ = true;
  write_all(fd_, bytes_of(text), name_);
  has_failed_ = false;
}

std::string Sink::take() {
  std::string text{buffer_.data(), buffer_.size()};
  buffer_.clear();
  return text;
}

}  // namespace skep
