// A file in memory, for tests of what reads files.
#pragma once

#include <sys/mman.h>

#include <string>
#include <string_view>

#include "src/sys/error.h"
#include "src/sys/fd.h"
#include "src/sys/file.h"

namespace skep {

class MemoryFile {
 public:
  explicit MemoryFile(std::string_view content)
      : fd_(check(::memfd_create("test", MFD_CLOEXEC), "can't make a file")) {
    write_all(fd_.get(), bytes_of(content), "a file in memory");
  }
  [[nodiscard]] std::string path() const {
    return "/proc/self/fd/" + std::to_string(fd_.get());
  }

 private:
  Fd fd_;
};

}  // namespace skep
