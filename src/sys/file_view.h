// The bytes of a file, in place where the kernel can show them there.
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "src/sys/bytes.h"

namespace skep {

class FileView {
 public:
  // Map a file that nobody changes, such as those of /sys/kernel/btf; copy it
  // where it can't be mapped.
  // Errors: nullopt when it can't be opened or read, for whatever reason.
  [[nodiscard]] static std::optional<FileView> open(const std::string& path);

  // Take over bytes that are in memory already.
  explicit FileView(Bytes bytes);

  FileView(FileView&& other) noexcept;
  FileView& operator=(FileView&& other) noexcept;
  FileView(const FileView&) = delete;
  FileView& operator=(const FileView&) = delete;
  ~FileView();

  [[nodiscard]] ByteView bytes() const {
    return mapped_.empty() ? ByteView{copied_} : mapped_;
  }

 private:
  explicit FileView(ByteView mapped) : mapped_(mapped) {}

  ByteView mapped_{};
  Bytes copied_{};
};

}  // namespace skep
