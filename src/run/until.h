// A condition on the state of an object that runs: hits > 100 && flows[3].bytes
// != 0.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "src/btf/expression.h"
#include "src/map/filter.h"
#include "src/object/bpf_object.h"
#include "src/object/unknown_names.h"
#include "src/sys/bytes.h"

namespace skep {

// Where a field of the condition is: in a section of global variables, in one
// element of a map or in any of its elements.
struct StatePlace {
  const bpf_map* map = nullptr;
  bool is_variable = false;
  std::optional<std::string> key{};  // a literal; nullopt: any element
  std::string path{};                // of a column of the map's elements
};

// Find the place that a field names: a global variable as --set has it,
// MAP[KEY] with a path into the value behind it, or MAP.PATH of any element.
// Errors: nullopt when the object has neither such a variable nor such a map.
[[nodiscard]] std::optional<StatePlace> find_state(const BpfObject& object,
                                                   std::string_view field);

// Note the fields of a condition that the object does not have.
void find_unknown_state(const BpfObject& object,
                        const btf::Expression& condition,
                        UnknownNames& unknown);

class Until {
 public:
  // Understand a condition on a loaded object, which has all the fields.
  // Errors: usage error for a path, a key or a value that does not fit.
  Until(const BpfObject& object, const btf::Expression& condition);

  // Does it hold now? A comparison of an element that is not there does not.
  [[nodiscard]] bool holds() const;

 private:
  struct Source;
  struct Leaf {
    std::shared_ptr<const Source> source{};
    std::optional<Bytes> key{};  // nullopt: any
    std::optional<map::Filter> filter{};
  };

  [[nodiscard]] static Leaf understand(const BpfObject& object,
                                       const btf::Comparison& comparison);
  [[nodiscard]] static bool holds(const Leaf& leaf);

  btf::Logic<Leaf> root_;
};

}  // namespace skep
