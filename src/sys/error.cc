#include "src/sys/error.h"

#include <bpf/libbpf.h>

#include <array>
#include <cstring>

#include "src/sys/diagnose.h"

namespace skep {
namespace {

// libbpf numbers reasons of its own above errno's.
constexpr int first_libbpf_code = __LIBBPF_ERRNO__START;

std::string libbpf_text(int code) {
  std::array<char, 128> text{};
  libbpf_strerror(code, text.data(), text.size());
  return text.data();
}

}  // namespace

Error Error::in(std::string_view context) const {
  // The output says the rest already, but not the context.
  const ErrorKind kind =
      kind_ == ErrorKind::reported ? ErrorKind::system : kind_;
  return {kind, code_, fmt::format("{}: {}", context, message_), hint_};
}

Error system_error(int code, std::string_view what) {
  code = code < 0 ? -code : code;
  return {ErrorKind::system, code,
          fmt::format("{}: {}", what, errno_text(code)), hint_for(code)};
}

std::string errno_name(int code) {
  code = code < 0 ? -code : code;
  if (code == 524) return "ENOTSUPP";
  const char* name = strerrorname_np(code);
  return name != nullptr ? name : std::to_string(code);
}

std::string errno_text(int code) {
  code = code < 0 ? -code : code;
  // Linux-internal, yet bpf(2) lets it out.
  if (code == 524) return "Operation not supported";
  if (code >= first_libbpf_code) return libbpf_text(code);
  const char* text = strerrordesc_np(code);
  return text != nullptr ? text : fmt::format("error {}", code);
}

}  // namespace skep
