// What the fuzz targets share.
//
// A target defines fuzz_one(): it feeds an input to some of the code, and
// requires what must hold of any. An Error that it throws is a good answer.
// Whatever goes to standard error meanwhile must be printable. No target
// reaches the kernel's BPF: bpf(2) and perf_event_open(2) answer EPERM, unless
// the target answers itself.
#pragma once

#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>

#include "src/sys/bytes.h"
#include "src/sys/fd.h"

namespace skep::fuzz {

// Defined by each target.
void fuzz_one(ByteView input);

// Let `answer` stand in for bpf(2): it returns what bpf(2) does, but in place
// of -1 the negated errno value.
using BpfCall = long (*)(long command, void* attributes);
void answer_bpf_by(BpfCall answer);

// End the process, so that libFuzzer keeps the input, unless `truth` holds.
// `what` and `shown` tell what was wrong with what.
void require(bool truth, std::string_view what, std::string_view shown = {});

// Require one JSON document.
void require_json(std::string_view text);

// Require text that is safe on a terminal: UTF-8 without control characters
// other than line feeds and tabs.
void require_printable(std::string_view text);

// Takes an input apart from its front; what is missing is zero.
class Input {
 public:
  explicit Input(ByteView bytes) : rest_(bytes) {}

  template <std::integral T>
  [[nodiscard]] T number() {
    return load_as<T>(take(sizeof(T)));
  }
  // Take `size` bytes, or as many as are left.
  [[nodiscard]] ByteView take(std::size_t size) {
    const ByteView taken = rest_.first(std::min(size, rest_.size()));
    rest_ = rest_.subspan(taken.size());
    return taken;
  }
  [[nodiscard]] ByteView rest() const { return rest_; }

 private:
  ByteView rest_;
};

// A file in memory that has a path as well.
class MemoryFile {
 public:
  explicit MemoryFile(ByteView content);
  [[nodiscard]] std::string path() const;

 private:
  Fd fd_;
};

}  // namespace skep::fuzz
