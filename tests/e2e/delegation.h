// A user namespace with a BPF file system of its own, which lends rights.
#pragma once

#include <string>
#include <string_view>

#include "tests/e2e/harness.h"

namespace skep::test {

class Delegation {
 public:
  // `rights` is what the file system delegates of each kind, such as "any";
  // empty: nothing.
  explicit Delegation(std::string rights) : rights_(std::move(rights)) {}

  // Where the file system is mounted for those in the namespace.
  [[nodiscard]] const std::string& path() const { return mount_.path(); }
  [[nodiscard]] std::string operator/(std::string_view name) const {
    return mount_ / name;
  }

  // Run skep in a new namespace, as its root.
  [[nodiscard]] Result skep(const std::string& line) const;

 private:
  TempDir mount_{TempDir::Access::everybody};
  std::string rights_;
};

}  // namespace skep::test
