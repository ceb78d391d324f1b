// The way of an event from a callback of libbpf's to a visitor.
#pragma once

#include <exception>
#include <utility>

#include "src/map/event_reader.h"

namespace skep::map {

// Holds what the visitor throws, for nothing may be thrown through libbpf.
class EventDelivery {
 public:
  void start(const EventReader::Visitor& visit) {
    visit_ = &visit;
    wants_more_ = true;
  }

  // Hand over what `make()` returns; return whether to go on.
  template <typename Make>
  bool deliver(Make&& make) noexcept {
    try {
      wants_more_ = (*visit_)(make());
    } catch (...) {
      thrown_ = std::current_exception();
      wants_more_ = false;
    }
    return wants_more_;
  }

  // Has the visitor not stopped?
  [[nodiscard]] bool wants_more() const { return wants_more_; }

  // Throw what the visitor has thrown; return whether it wants more.
  bool finish() {
    if (thrown_) std::rethrow_exception(std::exchange(thrown_, nullptr));
    return wants_more_;
  }

 private:
  const EventReader::Visitor* visit_ = nullptr;
  bool wants_more_ = true;
  std::exception_ptr thrown_;
};

}  // namespace skep::map
