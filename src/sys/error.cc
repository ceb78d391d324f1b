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

const Error::Details& Error::details() const {
  static const Details none{};
  return details_ ? *details_ : none;
}

const std::string& Error::notes() const { return details().notes; }
const Facts& Error::facts() const { return details().facts; }

Error Error::with_hint(std::string hint) const {
  Error result = *this;
  result.hint_ = std::move(hint);
  return result;
}

Error Error::with_details(std::string notes, Facts facts) const {
  Error result = *this;
  result.details_ = std::make_shared<const Details>(
      Details{std::move(notes), std::move(facts)});
  return result;
}

Error Error::with_exit_code(int code) const {
  Error result = *this;
  result.exit_code_ = code;
  return result;
}

Error Error::in(std::string_view context) const {
  Error result = *this;
  // The output says the rest already, but not the context.
  if (kind_ == ErrorKind::reported) result.kind_ = ErrorKind::system;
  result.message_ = fmt::format("{}: {}", context, message_);
  return result;
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
