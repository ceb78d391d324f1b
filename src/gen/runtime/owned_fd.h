// A file descriptor with an owner.
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <utility>

namespace skep::v0 {

// A descriptor; -1 if there is none.
class owned_fd {
 public:
  explicit owned_fd(int fd = -1) noexcept : fd_(fd) {}
  owned_fd(owned_fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  owned_fd& operator=(owned_fd&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~owned_fd() {
    if (fd_ >= 0) ::close(fd_);
  }
  // Return another descriptor for what `fd` stands for; errno tells why not.
  static owned_fd duplicate(int fd) noexcept {
    return owned_fd{::fcntl(fd, F_DUPFD_CLOEXEC, 0)};
  }
  int get() const noexcept { return fd_; }

 private:
  int fd_;
};

}  // namespace skep::v0
