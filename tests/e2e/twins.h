// The same line for skep and for bpftool, each in a bpffs of its own with the
// same objects in it.
#pragma once

#include <string>
#include <string_view>

#include "tests/e2e/harness.h"

namespace skep::test {

class Twins {
 public:
  Twins() = default;
  // Run a line by both as run() does; it must succeed.
  explicit Twins(std::string_view line);

  // Run lines by skep in both places, which must succeed; in each line a %
  // stands for the bpffs.
  void prepare(std::string_view lines) const;

  // Run a line by skep in the one place and by bpftool in the other; check
  // that both end alike and print the same, as text or by "-j" or "-p".
  // Return what skep did.
  Result run(std::string_view line, std::string_view format = "");

  // Check that the same names are in a directory of both places.
  void check_same_names(std::string_view directory) const;
  // Check that objects of this kind ("prog", "map", "link") are pinned under
  // the same names in both places, and are of the same facts.
  void check_same_pins(std::string_view kind,
                       std::string_view directory = "") const;

  // Check the same of one pin.
  void check_same_pin(std::string_view kind, std::string_view name) const;

  [[nodiscard]] const Bpffs& ours() const { return ours_; }
  [[nodiscard]] const Bpffs& theirs() const { return theirs_; }
  // What skep has said on standard error.
  [[nodiscard]] const std::string& messages() const { return messages_; }

 private:
  Bpffs ours_;
  Bpffs theirs_;
  std::string line_;  // the last one that both have run
  std::string messages_;
};

}  // namespace skep::test
