// Who refers to an object: pins and processes. Shown by every `show`.
#pragma once

#include "src/output/writer.h"
#include "src/sys/bpffs.h"
#include "src/sys/kernel_object.h"
#include "src/sys/owners.h"

namespace skep {

// What was found before any object of the listing was opened, so that the
// listing itself is not among the owners.
class References {
 public:
  // Take the owners of all objects of a kind; with `with_pins`, find the pins.
  References(ObjectKind kind, bool with_pins, OwnerTable owners);
  // Find the pins, and the owners that /proc tells, of all objects of a kind.
  [[nodiscard]] static References find(ObjectKind kind) {
    return {kind, true, find_owners(kind)};
  }

  // Print the pins and the owners of one object, as bpftool does: text is a
  // line "\n\tpinned PATH" for each pin.
  void print_pins(Writer& out, std::uint32_t id) const;
  // Return them; none: empty.
  [[nodiscard]] std::vector<std::string> pins_of(std::uint32_t id) const;
  [[nodiscard]] std::vector<Owner> owners_of(std::uint32_t id) const;
  // Does any process hold the object?
  [[nodiscard]] bool has_owners(std::uint32_t id) const {
    return owners_.contains(id);
  }
  // Text is a line "\n\tpids comm(pid),comm(pid)".
  void print_owners(Writer& out, std::uint32_t id) const;

 private:
  PinTable pins_;
  OwnerTable owners_;
};

}  // namespace skep
