// Which types of a kernel answer the CO-RE relocations of an object: those that
// libbpf would take when it loads the object.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "src/btf/btf.h"
#include "src/btf/core_path.h"
#include "src/btf/core_relocation.h"
#include "src/btf/core_types.h"

namespace skep::btf {

// The types of a kernel by their essential names. `types` must outlive it, and
// pass find_fault().
class CoreCandidates {
 public:
  explicit CoreCandidates(BtfView types);

  [[nodiscard]] BtfView types() const { return types_; }

  // Return the types of the same essential name and kind as one of an object's.
  // Those of a module count only if the kernel itself has none.
  [[nodiscard]] std::vector<TypeId> find(BtfView local,
                                         const btf_type& wanted) const;

 private:
  BtfView types_;
  std::unordered_map<std::string_view, std::vector<TypeId>> ids_{};
};

// A type that has what a relocation asks for.
struct CoreTarget {
  CorePath path;  // to a field; of other relocations the root alone
  std::uint64_t value = 0;
};

// Answers the relocations of one object, in the order in which it has them: a
// type that lacks what others of its name have is not asked again.
class CoreResolver {
 public:
  // Both must outlive it; `local` must pass find_fault().
  CoreResolver(BtfView local, const CoreCandidates& candidates);

  // Return all types that have what a relocation asks for; they agree in it.
  // There is none for BPF_CORE_TYPE_ID_LOCAL, and if the kernel lacks it.
  // Errors: Error that tells the relocation, where libbpf would not load the
  //         object: it is malformed, or types of one name disagree.
  [[nodiscard]] std::vector<CoreTarget> resolve(
      const CoreRelocation& relocation);

 private:
  struct Question;

  [[nodiscard]] const btf_type& local_type(TypeId id) const;
  [[nodiscard]] Question question_of(const CoreRelocation& relocation) const;
  [[nodiscard]] std::vector<TypeId>& candidates_for(TypeId local);
  [[nodiscard]] std::vector<CoreTarget> answer(
      const CoreRelocation& relocation);
  [[nodiscard]] std::optional<CoreTarget> find(const Question& question,
                                               TypeId candidate);
  [[nodiscard]] std::string describe(const CoreRelocation& relocation) const;

  CoreTypes types_;
  const CoreCandidates& all_;
  std::map<TypeId, std::vector<TypeId>> candidates_{};  // by local type
};

}  // namespace skep::btf
