// Records that a test sends through the maps of tests/bpf/events.bpf.c.
#pragma once

#include <cstdint>
#include <string>

#include "tests/e2e/loaded.h"

namespace skep::test {

class EventSource {
 public:
  // Run a program of the object on CPU 0 with this argument. Return what the
  // helper says: 0, or why the record was not sent, as a negated errno value.
  int send(const std::string& program, std::uint64_t number = 0) const;

  // Send a record once a reader is there: to a perf event array none can be
  // sent before.
  void send_when_read(const std::string& program,
                      std::uint64_t number = 0) const;

  // Return words that name a map, "id N".
  [[nodiscard]] std::string ref(const std::string& map) const;

  [[nodiscard]] const Loaded& object() const { return object_; }

 private:
  Loaded object_{"events"};
};

}  // namespace skep::test
