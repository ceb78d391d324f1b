// What changes in a map while one looks.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <utility>

#include "src/map/change_printer.h"
#include "src/map/element_types.h"
#include "src/map/selection.h"
#include "src/output/sink.h"

namespace skep::map {

// How changes are told: people read one line for each, with the fields that
// changed; programs an object of JSON.
enum class ChangeFormat { text, ndjson };

// Looks at the elements of a selection again and again. Two states of them are
// kept in memory.
class ElementChanges {
 public:
  // Look for the first time. The selection and the types, null if not known,
  // must outlive it.
  // Errors: usage error if each CPU has a value; as walk().
  ElementChanges(Selection& selection, const ElementTypes* types,
                 Subject subject = {});

  // Print what was added, removed or changed since the last look, with how fast
  // numbers have changed in a second. Return how many changes there were.
  // Shape:  lines below the time, for people; or objects.
  std::uint64_t print(Sink& sink);
  std::uint64_t print(Json& json);

 private:
  using Clock = std::chrono::steady_clock;

  // As text: at -O3, gcc 12 warns falsely where vectors of bytes are compared.
  static bool is_before(const Bytes& a, const Bytes& b) {
    return text_of(a) < text_of(b);
  }
  // The elements at some moment.
  struct State {
    Clock::time_point taken = Clock::now();
    std::map<Bytes, Bytes, bool (*)(const Bytes&, const Bytes&)> elements{
        is_before};
  };
  [[nodiscard]] State take();
  // Call `visit(change, time)` for each.
  template <typename Visit>
  std::uint64_t visit_changes(const Visit& visit);

  Selection& selection_;
  ChangePrinter printer_;
  State before_;
};

// Print the changes of a selection after each interval until a stop is asked
// for.
// Errors: as above.
void watch(Sink& sink, Selection& selection, const ElementTypes* types,
           std::chrono::milliseconds interval, ChangeFormat format);

}  // namespace skep::map
