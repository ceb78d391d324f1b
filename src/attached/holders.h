// What keeps a program loaded.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "src/attached/attachment.h"
#include "src/object/references.h"
#include "src/output/writer.h"

namespace skep::attached {

// A map that holds a program: an array of programs, or one for devices or CPUs.
struct HoldingMap {
  std::uint32_t id = 0;
  std::string name{};
  std::string type{};
};

struct Holders {
  std::vector<std::string> pins{};
  std::vector<Owner> processes{};
  std::vector<Attachment> attachments{};  // links, and those without one
  std::vector<HoldingMap> maps{};
  References links;  // what holds the links

  [[nodiscard]] bool are_none() const;
  // Does all that attaches it stay? A link that nothing holds is about to go,
  // and so is what has no link where one of `gone` was: the kernel takes the id
  // from a link before it detaches it.
  [[nodiscard]] bool are_settled(const std::vector<Attachment>& gone) const;
  // Is it held as it was before? Whoever lists programs holds each for a
  // moment.
  [[nodiscard]] bool are_as(const Holders& before) const;
};

// Find what holds a program. This process is left out.
[[nodiscard]] Holders find_holders(std::uint32_t prog_id);

// Print them into the open object: "links", "pids", "maps", "pinned"; text is
// a line for each.
void print_holders(Writer& out, const Holders& holders);

}  // namespace skep::attached
