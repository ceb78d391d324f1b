// Values for the global variables of an object, to be set before it is loaded.
#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>

#include "src/btf/value_edits.h"
#include "src/object/assignment.h"
#include "src/object/globals.h"
#include "src/object/unknown_names.h"
#include "src/sys/error.h"

namespace skep {

// Note the variables that assignments name and the object does not have.
void find_unknown_variables(const Globals& globals,
                            std::span<const Assignment> assignments,
                            UnknownNames& unknown);

class GlobalEdits {
 public:
  // Encode the values for the variables of `globals`, which outlive this and
  // have them all. What files hold is read.
  // Errors: usage error that tells the place and what is wrong with the value,
  //         also if a place is set twice.
  GlobalEdits(const Globals& globals, std::span<const Assignment> assignments);

  // Return what was set of the kernel's configuration, as lines that libbpf
  // takes when it opens an object ("CONFIG_HZ=100"); empty: nothing.
  // Errors: Error for a variable that libbpf knows of itself.
  [[nodiscard]] std::string kconfig() const;

  // Set the other ones in an opened object, of which `globals` may be, or
  // another one from the same file.
  // Errors: Error for a section that another map stands in for.
  void apply(const BpfObject& object) const;

 private:
  btf::ValueEdits& edits_of(std::size_t section);
  void assign(const Assignment& assignment);
  [[nodiscard]] Error told(const Error& error,
                           const Assignment& assignment) const;
  void assign_kconfig(const Assignment& assignment, const FoundVariable& found);
  [[nodiscard]] std::string kconfig_line(const GlobalVariable& variable,
                                         ByteView value) const;

  const Globals& globals_;
  std::map<std::size_t, btf::ValueEdits> edits_;  // by section
};

}  // namespace skep
