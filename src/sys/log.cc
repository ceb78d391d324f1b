#include "src/sys/log.h"

#include <bpf/libbpf.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <cstdarg>
#include <cstdio>
#include <exception>
#include <mutex>
#include <string_view>
#include <utility>

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

spdlog::level::level_enum level_of(log::Level level) {
  switch (level) {
    case log::Level::debug:
      return spdlog::level::debug;
    case log::Level::notice:  // libbpf has more to say on the level below
    case log::Level::warning:
      return spdlog::level::warn;
    case log::Level::error:
      break;
  }
  return spdlog::level::err;
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
    spdlog::log(level_of(level), "{}", format_message(form, args));
  } catch (const std::exception&) {
    return -1;
  }
  return 0;
}

// Where overhear_libbpf() writes; null when nobody overhears.
std::vector<std::string>* overheard = nullptr;

extern "C" int note_libbpf_message(libbpf_print_level, const char* form,
                                   va_list args) {
  try {
    overheard->push_back(format_message(form, args));
  } catch (const std::exception&) {
    return -1;
  }
  return 0;
}

// Keeps control characters from the terminal, whoever logs them.
class TerminalSink : public spdlog::sinks::stderr_sink_st {
 public:
  void log(const spdlog::details::log_msg& message) override {
    const std::string text =
        printable_lines({message.payload.data(), message.payload.size()});
    spdlog::details::log_msg escaped = message;
    escaped.payload = text;
    spdlog::sinks::stderr_sink_st::log(escaped);
  }
};

struct Message {
  spdlog::level::level_enum level;
  std::string text;
};

class HoldingSink : public spdlog::sinks::base_sink<std::mutex> {
 public:
  std::vector<Message> messages{};

 protected:
  void sink_it_(const spdlog::details::log_msg& message) override {
    messages.push_back({message.level, fmt::to_string(message.payload)});
  }
  void flush_() override {}
};

}  // namespace

void log::send(Level level, const std::string& text) {
  spdlog::log(level_of(level), "{}", text);
}

std::vector<std::string> overhear_libbpf(const std::function<void()>& run) {
  struct Ear {
    explicit Ear(std::vector<std::string>& texts)
        : texts_before(std::exchange(overheard, &texts)),
          hook_before(libbpf_set_print(note_libbpf_message)) {}
    Ear(const Ear&) = delete;
    Ear& operator=(const Ear&) = delete;
    ~Ear() {
      libbpf_set_print(hook_before);
      overheard = texts_before;
    }
    std::vector<std::string>* texts_before;
    libbpf_print_fn_t hook_before;
  };
  std::vector<std::string> texts;
  const Ear ear{texts};
  run();
  return texts;
}

struct HeldDiagnostics::State {
  std::shared_ptr<spdlog::logger> before = spdlog::default_logger();
  std::shared_ptr<HoldingSink> held = std::make_shared<HoldingSink>();
};

HeldDiagnostics::HeldDiagnostics(bool all) : state_(std::make_unique<State>()) {
  auto logger = std::make_shared<spdlog::logger>("held", state_->held);
  logger->set_level(all ? spdlog::level::debug : state_->before->level());
  spdlog::set_default_logger(std::move(logger));
}

HeldDiagnostics::~HeldDiagnostics() {
  spdlog::set_default_logger(state_->before);
  for (const Message& message : state_->held->messages)
    spdlog::log(message.level, "{}", message.text);
}

std::vector<std::string> HeldDiagnostics::take(log::Level least) {
  std::vector<std::string> texts;
  std::vector<Message> kept;
  // A verifier log can have a hundred megabytes: no copies without need.
  const bool shows_all = state_->before->level() <= spdlog::level::debug;
  for (Message& message : state_->held->messages) {
    const bool is_taken = message.level >= level_of(least);
    if (is_taken)
      texts.push_back(shows_all ? message.text : std::move(message.text));
    if (shows_all || !is_taken) kept.push_back(std::move(message));
  }
  state_->held->messages = std::move(kept);
  return texts;
}

void start_logging(bool debug) {
  auto sink = std::make_shared<TerminalSink>();
  auto logger = std::make_shared<spdlog::logger>("skep", std::move(sink));
  logger->set_pattern("%v");
  logger->set_level(debug ? spdlog::level::debug : spdlog::level::warn);
  spdlog::set_default_logger(std::move(logger));
  libbpf_set_print(print_libbpf_message);
}

}  // namespace skep
