// What bpftool does not tell of programs.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "src/iter/prog_facts.h"
#include "src/output/writer.h"
#include "src/prog/info.h"
#include "src/sys/fd.h"

namespace skep::commands {

// What surrounds programs, found before any of them is shown. What may not be
// seen is left out.
class ProgDetails {
 public:
  ProgDetails();

  // Print what there is to tell of a program into the open object; text is a
  // line for each kind of fact.
  void print(Writer& out, const Fd& fd, const prog::Info& prog) const;

 private:
  // An element of a program array.
  struct Place {
    std::uint32_t map_id;
    std::uint32_t index;
  };

  void find_links();
  void find_places();

  void print_target(Writer& out, const prog::Info& prog,
                    const iter::ProgFacts& facts) const;
  void print_places(Writer& out, std::uint32_t id) const;
  void print_links(Writer& out, std::uint32_t id) const;

  std::map<std::uint32_t, iter::ProgFacts> facts_{};
  std::map<std::uint32_t, std::vector<std::uint32_t>> links_{};  // their ids
  std::map<std::uint32_t, std::vector<Place>> places_{};
  bool counts_runs_;
};

}  // namespace skep::commands
