// A JSON document written as it is said, token by token: no tree in memory.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "src/output/sink.h"

namespace skep {

// Layout: compact without any space; pretty with four spaces a level, the
// first element of an array on the line of its bracket, as bpftool does; lines
// are any number of compact documents, each on a line.
class Json {
 public:
  enum class Style { compact, pretty, lines };

  // Write a document, or the value that stands where `closers` close the
  // brackets around it, outermost first.
  Json(Sink& sink, Style style, std::string closers = {})
      : sink_(&sink), style_(style), closers_(std::move(closers)) {}

  void begin_object() { begin('{', '}'); }
  void end_object() { end(); }
  void begin_array() { begin('[', ']'); }
  void end_array() { end(); }
  void key(std::string_view name);

  void value(std::string_view text);
  void value(const char* text) { value(std::string_view{text}); }
  void value(const std::string& text) { value(std::string_view{text}); }
  void value(bool truth) { raw(truth ? "true" : "false"); }
  // NaN and infinities, which JSON lacks, become null.
  void value(double number);
  template <std::integral T>
    requires(!std::same_as<T, bool>)
  void value(T number) {
    const fmt::format_int text{number};
    raw({text.data(), text.size()});
  }
  void null() { raw("null"); }
  // Write a value that is already text; the caller answers for its form.
  void raw(std::string_view text) {
    start_value();
    sink_->write(text);
  }

  // Close the innermost bracket, whichever it is.
  void end();

  // How many brackets are open.
  [[nodiscard]] std::size_t depth() const { return closers_.size(); }
  // Is the innermost open bracket an object?
  [[nodiscard]] bool in_object() const {
    return !closers_.empty() && closers_.back() == '}';
  }
  // Must a value come next: nothing was written yet, or a key came last?
  [[nodiscard]] bool awaits_value() const { return awaits_value_; }
  [[nodiscard]] Sink& sink() { return *sink_; }
  [[nodiscard]] Style style() const { return style_; }
  // Return what closes the open brackets, outermost first.
  [[nodiscard]] const std::string& closers() const { return closers_; }

 private:
  void begin(char opener, char closer);
  void start_value();
  void new_line();
  void end_line();

  Sink* sink_;
  Style style_;
  std::string closers_;
  bool needs_comma_ = false;
  bool awaits_value_ = true;
};

}  // namespace skep
