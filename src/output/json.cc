#include "src/output/json.h"

#include <cmath>

#include "src/output/escape.h"

namespace skep {

void Json::begin(char opener, char closer) {
  start_value();
  sink_->put(opener);
  closers_.push_back(closer);
  needs_comma_ = false;
}

void Json::end() {
  const char closer = closers_.back();
  closers_.pop_back();
  // Empty brackets stay together.
  if (needs_comma_) new_line();
  sink_->put(closer);
  needs_comma_ = true;
  if (style_ == Style::lines && closers_.empty()) end_line();
}

void Json::end_line() {
  sink_->put('\n');
  needs_comma_ = false;
  awaits_value_ = true;
}

void Json::key(std::string_view name) {
  if (needs_comma_) sink_->put(',');
  needs_comma_ = false;
  new_line();
  write_json_string(*sink_, name);
  sink_->write(style_ == Style::pretty ? ": " : ":");
  awaits_value_ = true;
}

void Json::value(std::string_view text) {
  start_value();
  write_json_string(*sink_, text);
}

void Json::value(double number) {
  if (std::isfinite(number)) {
    start_value();
    sink_->print("{}", number);
  } else {
    null();
  }
}

void Json::start_value() {
  if (needs_comma_) sink_->put(',');
  needs_comma_ = true;
  awaits_value_ = false;
}

void Json::new_line() {
  if (style_ != Style::pretty) return;
  sink_->put('\n');
  for (std::size_t i = 0; i < closers_.size(); ++i) sink_->write("    ");
}

}  // namespace skep
