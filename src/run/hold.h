// What goes on while an object runs: one loop that waits for whatever comes.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "src/output/writer.h"
#include "src/run/status_line.h"
#include "src/run/until.h"
#include "src/run/watched.h"

namespace skep {

// When it ends, besides a stop signal.
struct HoldLimits {
  std::optional<std::chrono::milliseconds> timeout{};
  std::optional<std::uint64_t> count{};  // of what is shown
  const Until* until = nullptr;
  int process = -1;  // readable when a process has ended
};

enum class HoldEnd { signal, process, timeout, count, condition };

// Return "signal" and so on.
[[nodiscard]] std::string_view name_of(HoldEnd end);

class Hold {
 public:
  using Sources = std::vector<std::unique_ptr<Watched>>;

  // All must outlive it; `sources` may be empty.
  Hold(const Sources& sources, const HoldLimits& limits, Writer& out)
      : sources_(sources), limits_(limits), out_(out) {}

  // Show what comes until one of the limits is reached.
  // Errors: what the sources throw; EPIPE when nobody reads the output.
  HoldEnd run();
  // Show what is still there, once nothing new comes.
  void drain();

  // How many things were shown.
  [[nodiscard]] std::uint64_t shown() const { return shown_; }

 private:
  using Clock = std::chrono::steady_clock;

  [[nodiscard]] std::optional<HoldEnd> end_from_outside() const;
  [[nodiscard]] bool show_round();
  void publish(bool has_rows);
  [[nodiscard]] bool has_enough() const {
    return limits_.count && shown_ >= *limits_.count;
  }
  [[nodiscard]] std::chrono::milliseconds longest_wait() const;
  void wait() const;

  const Sources& sources_;
  const HoldLimits& limits_;
  Writer& out_;
  StatusLine status_{sources_};
  std::uint64_t shown_ = 0;
  Clock::time_point start_ = Clock::now();
};

}  // namespace skep
