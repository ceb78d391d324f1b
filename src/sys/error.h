// The one exception type, and the door through which a failed call becomes it.
#pragma once

#include <fmt/core.h>

#include <cerrno>
#include <cstdint>
#include <exception>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace skep {

enum class ErrorKind {
  usage,        // the command line is wrong: exit code 2
  system,       // something could not be done: exit code 1
  reported,     // the output says already what could not be done: exit code 1
  interrupted,  // a signal asked to stop: exit code 130
};

// A fact about a failure, for programs: facts that have keys make a JSON
// object, facts without keys a list.
struct Fact;
using Facts = std::vector<Fact>;
struct Fact {
  std::string key;
  std::variant<std::string, std::uint64_t, Facts> value;
};

// What went wrong, to which object and why; and what to do about it.
class Error : public std::exception {
 public:
  Error(ErrorKind kind, int code, std::string message, std::string hint = {})
      : kind_(kind),
        code_(code),
        message_(std::move(message)),
        hint_(std::move(hint)) {}

  [[nodiscard]] ErrorKind kind() const { return kind_; }
  // The errno value behind the failure; 0 when there is none.
  [[nodiscard]] int code() const { return code_; }
  [[nodiscard]] const char* what() const noexcept override {
    return message_.c_str();
  }
  // What to do next; empty when nothing useful is known.
  [[nodiscard]] const std::string& hint() const { return hint_; }

  // Lines that explain the message to people; empty when there are none.
  [[nodiscard]] const std::string& notes() const;
  // The same and more for programs.
  [[nodiscard]] const Facts& facts() const;

  // The exit code that tells of it; 0: that of its kind.
  [[nodiscard]] int exit_code() const { return exit_code_; }

  // Return this error with `hint` instead of its own.
  [[nodiscard]] Error with_hint(std::string hint) const;
  // Return this error with `notes`, each of whose lines begins with a line
  // feed, and `facts`.
  [[nodiscard]] Error with_details(std::string notes, Facts facts) const;
  // Return this error with an exit code of its own, above 0.
  [[nodiscard]] Error with_exit_code(int code) const;
  // Return this error with "context: " before its message.
  [[nodiscard]] Error in(std::string_view context) const;

 private:
  struct Details {
    std::string notes{};
    Facts facts{};
  };
  [[nodiscard]] const Details& details() const;

  ErrorKind kind_;
  int code_;
  std::string message_;
  std::string hint_;
  int exit_code_ = 0;
  // Few errors have any, and an error is copied when it is caught.
  std::shared_ptr<const Details> details_{};
};

// Make the error for a wrong command line.
template <typename... Args>
[[nodiscard]] Error usage_error(fmt::format_string<Args...> form,
                                Args&&... args) {
  return {ErrorKind::usage, 0, fmt::format(form, std::forward<Args>(args)...)};
}

// Make the error for a failure that no errno describes.
template <typename... Args>
[[nodiscard]] Error failure(fmt::format_string<Args...> form, Args&&... args) {
  return {ErrorKind::system, 0, fmt::format(form, std::forward<Args>(args)...)};
}

// Make the error "`what`: reason" for an errno value (either sign), with the
// hint that is known for this value.
[[nodiscard]] Error system_error(int code, std::string_view what);

template <typename... Args>
[[nodiscard]] Error system_error(int code, fmt::format_string<Args...> form,
                                 Args&&... args)
  requires(sizeof...(Args) > 0)
{
  return system_error(
      code, std::string_view{fmt::format(form, std::forward<Args>(args)...)});
}

// Return the name of an errno value, "ENOENT"; its number if it has none.
[[nodiscard]] std::string errno_name(int code);
// Return the reason that goes with an errno value (either sign).
[[nodiscard]] std::string errno_text(int code);

// Did a call of libc or libbpf fail? A negative integer and a null pointer say
// so.
template <typename R>
[[nodiscard]] bool has_failed(const R& result) {
  if constexpr (std::is_integral_v<R>)
    return result < 0;
  else
    return result == nullptr;
}

// Return the errno value behind a failed call, before any other call: libbpf
// returns it negated, libc returns -1 or null and sets errno.
template <typename R>
[[nodiscard]] int failure_code(const R& result) {
  if constexpr (std::is_integral_v<R>)
    return result < -1 ? static_cast<int>(-result) : errno;
  else
    return errno;
}

// Return `result` of a libc or libbpf call; throw the reason if it failed.
template <typename R, typename... Args>
R check(R result, fmt::format_string<Args...> form, Args&&... args) {
  if (has_failed(result)) {
    const int code = failure_code(result);
    throw system_error(
        code, std::string_view{fmt::format(form, std::forward<Args>(args)...)});
  }
  return result;
}

}  // namespace skep
