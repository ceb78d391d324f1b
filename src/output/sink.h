// Where output goes: a large buffer before a file descriptor, or memory alone.
#pragma once

#include <fmt/format.h>

#include <cstddef>
#include <string>
#include <string_view>

namespace skep {

class Sink {
 public:
  // Write to `fd`, which stays the caller's; `name` is for messages.
  Sink(int fd, std::string name)
      : in_memory_(false), fd_(fd), name_(std::move(name)) {}
  // Keep everything in memory: see take().
  Sink() = default;
  Sink(const Sink&) = delete;
  Sink& operator=(const Sink&) = delete;
  // Does not flush: who wants to know whether the output arrived calls flush().
  ~Sink() = default;

  void write(std::string_view text) {
    buffer_.append(text.data(), text.data() + text.size());
    if (buffer_.size() >= limit) flush();
  }
  void put(char c) {
    buffer_.push_back(c);
    if (buffer_.size() >= limit) flush();
  }
  template <typename... Args>
  void print(fmt::format_string<Args...> form, Args&&... args) {
    vprint(form, fmt::make_format_args(args...));
  }

  // Not here: all of the formatter would be compiled into each caller.
  void vprint(fmt::string_view form, fmt::format_args args);

  // Return where `size` characters may be written; took() tells how many were.
  [[nodiscard]] char* room(std::size_t size) {
    buffer_.try_reserve(buffer_.size() + size);
    return buffer_.data() + buffer_.size();
  }
  void took(std::size_t size) {
    buffer_.try_resize(buffer_.size() + size);
    if (buffer_.size() >= limit) flush();
  }

  // How many characters are buffered.
  [[nodiscard]] std::size_t size() const { return buffer_.size(); }

  // Hand all that is buffered to the file descriptor.
  // Errors: Error when it does not take everything (full disk, closed pipe);
  //         what was buffered is dropped, and later writes go nowhere.
  void flush();

  // Return and forget what an in-memory sink holds.
  [[nodiscard]] std::string take();

  [[nodiscard]] bool has_failed() const { return has_failed_; }

 private:
  static constexpr std::size_t limit = 1U << 16U;

  bool in_memory_ = true;
  int fd_ = -1;
  std::string name_;
  bool has_failed_ = false;
  fmt::basic_memory_buffer<char, limit + 4096> buffer_;
};

}  // namespace skep
