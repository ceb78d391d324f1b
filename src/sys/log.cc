#include "src/sys/log.h"

#include <bpf/libbpf.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <cstdarg>
#include <cstdio>
#include <exception>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "src/sys/utf8.h"

namespace skep {
namespace {

spdlog::level::level_enum level_of(libbpf_print_level level) {
  switch (level) {
    case LIBBPF_WARN:
      return spdlog::level::warn;
    case LIBBPF_INFO:
      return spdlog::level::info;
    default:
      return spdlog::level::debug;
  }
}

std::string format_message(const char* form, va_list args) {
  va_list again;
  va_copy(again, args);
  const int size = std::vsnprintf(nullptr, 0, form, args);
  std::string text(size > 0 ? static_cast<std::size_t>(size) + 1 : 1, '\0');
  std::vsnprintf(text.data(), text.size(), form, again);
  va_end(again);
  text.pop_back();
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

extern "C" int print_libbpf_message(libbpf_print_level level, const char* form,
                                    va_list args) {
  // Called from C: nothing may be thrown through it.
  try {
    if (!spdlog::should_log(level_of(level))) return 0;
    spdlog::log(level_of(level), "{}",
                printable_lines(format_message(form, args)));
  } catch (const std::exception&) {
    return -1;
  }
  return 0;
}

}  // namespace

void start_logging(bool debug) {
  auto sink = std::make_shared<spdlog::sinks::stderr_sink_st>();
  auto logger = std::make_shared<spdlog::logger>("skep", std::move(sink));
  logger->set_pattern("%v");
  logger->set_level(debug ? spdlog::level::debug : spdlog::level::warn);
  spdlog::set_default_logger(std::move(logger));
  libbpf_set_print(print_libbpf_message);
}

}  // namespace skep
