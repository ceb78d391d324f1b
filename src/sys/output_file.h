// A file that is written in pieces, and is there whole or not at all.
#pragma once

#include <string>

#include "src/sys/fd.h"

namespace skep {

// What is written to it takes the place of an old file at the end; without
// finish(), nothing changes. What is no regular file, such as a device or a
// pipe, is written to at once; a symbolic link stays one.
class OutputFile {
 public:
  // Errors: Error that names the file.
  explicit OutputFile(const std::string& path);
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;
  ~OutputFile();

  // Where to write to.
  [[nodiscard]] int fd() const { return fd_.get(); }
  // Let it be the file, with the rights that the old one has, or a new one
  // would have.
  void finish();

 private:
  std::string target_;
  std::string path_{};  // beside the target; empty: it is written to at once
  Fd fd_{};
};

}  // namespace skep
