// Some types of a BTF, with some of their members, as a BTF of its own.
#pragma once

#include <cstdint>
#include <set>
#include <utility>
#include <vector>

#include "src/btf/btf.h"
#include "src/btf/core_path.h"
#include "src/sys/bytes.h"

namespace skep::gen {

// How much of a type is kept. Typedefs, modifiers, arrays and functions always
// come with what they are made of.
enum class Extent : std::uint8_t {
  value,      // structs and unions without members; pointers to nothing
  pointees,   // what pointers lead to as well, to the same extent
  members,    // all members, and theirs; pointers to what goes by its name
  name_only,  // structs and unions without members, the rest as with `members`
};

class BtfSubset {
 public:
  // Keep nothing yet of `types`, which must outlive it and stay as it is.
  explicit BtfSubset(btf::BtfView types);

  // Keep a type, to this extent at least.
  // Errors: Error when it leads to what is no type, such as a variable.
  void keep(btf::TypeId id, Extent extent);
  // Keep a member, and what it takes to have its value. Its parent has to be
  // kept as well.
  void keep(btf::MemberRef member);

  // Return how many types are kept.
  [[nodiscard]] std::size_t size() const;

  // Write what is kept as raw BTF, in the order and the byte order that it has.
  // Errors: Error when the names are too long together.
  [[nodiscard]] Bytes write() const;

 private:
  struct Task {
    btf::TypeId id;
    Extent extent;
  };
  using Tasks = std::vector<Task>;

  // Note that a type is kept; false if that is known.
  bool note(Task task);
  void add_parts(const btf_type& type, Extent extent, Tasks& tasks) const;
  void add_members(Task task, Tasks& tasks);

  btf::BtfView types_;
  std::vector<std::uint8_t> extents_;  // by type: a bit for each Extent
  std::set<std::pair<btf::TypeId, std::uint32_t>> members_{};
};

}  // namespace skep::gen
