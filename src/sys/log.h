// Diagnostics on standard error: our own (spdlog) and libbpf's.
#pragma once

#include <fmt/core.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace skep {

namespace log {

enum class Level { debug, notice, warning, error };

// Send a diagnostic on its way.
void send(Level level, const std::string& text);

template <typename... Args>
void debug(fmt::format_string<Args...> form, Args&&... args) {
  send(Level::debug, fmt::format(form, std::forward<Args>(args)...));
}

// Tell people what was done, which is neither data nor a warning.
template <typename... Args>
void notice(fmt::format_string<Args...> form, Args&&... args) {
  send(Level::notice, fmt::format(form, std::forward<Args>(args)...));
}

template <typename... Args>
void warn(fmt::format_string<Args...> form, Args&&... args) {
  send(Level::warning, fmt::format(form, std::forward<Args>(args)...));
}

template <typename... Args>
void error(fmt::format_string<Args...> form, Args&&... args) {
  send(Level::error, fmt::format(form, std::forward<Args>(args)...));
}

}  // namespace log

// Send diagnostics to standard error, without control characters: notices and
// warnings, with `debug` all of them.
// Sets libbpf's print hook, which is one for the process.
void start_logging(bool debug);

// Return all that libbpf says while `run` runs, which nobody else hears.
[[nodiscard]] std::vector<std::string> overhear_libbpf(
    const std::function<void()>& run);

// Holds diagnostics back while it lives, so that an error can say what libbpf
// warned of. The destructor sends them where they would have gone.
class HeldDiagnostics {
 public:
  // With `all`, messages that only debugging shows are held as well.
  explicit HeldDiagnostics(bool all = false);
  HeldDiagnostics(const HeldDiagnostics&) = delete;
  HeldDiagnostics& operator=(const HeldDiagnostics&) = delete;
  ~HeldDiagnostics();

  // Return the texts held so far, of messages on this level or above. Unless
  // debugging shows everything, they are sent nowhere else.
  [[nodiscard]] std::vector<std::string> take(
      log::Level least = log::Level::debug);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace skep
