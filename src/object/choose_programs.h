// Which programs of an object are loaded.
#pragma once

#include <string>
#include <vector>

#include "src/object/bpf_object.h"
#include "src/object/unknown_names.h"

namespace skep {

struct ProgramChoice {
  // Names, or patterns of names with * and ?. Nothing else is loaded; empty:
  // all but the optional ones (SEC("?...")). A pattern chooses none of those, a
  // name does.
  std::vector<std::string> only{};
  // Names of programs that must load, as something is to be done with them.
  std::vector<std::string> needed{};

  [[nodiscard]] bool is_empty() const { return only.empty() && needed.empty(); }
};

// Note the programs that a choice names and the object does not have.
void find_unknown_programs(const BpfObject& object, const ProgramChoice& choice,
                           UnknownNames& unknown);

// Choose among the programs of an opened object, which has all that are named.
// The programs of a struct_ops map load together: choosing one chooses all, and
// a map none of whose programs are chosen is not created.
// Errors: Error for a needed program that `only` leaves out.
void choose_programs(const BpfObject& object, const ProgramChoice& choice);

}  // namespace skep
