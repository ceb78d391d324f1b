// Which programs of an object are attached, where and in which order.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "src/object/bpf_object.h"
#include "src/object/unknown_names.h"
#include "src/run/attachment.h"

namespace skep {

// Where a program goes: by links or, where the hook has none, without.
struct HookRequest {
  std::string program;  // its name
  std::variant<Hook, DirectHook> hook;
};

// What happens when one of several can't be attached.
enum class AttachPolicy {
  all,   // nothing is
  best,  // the others are, with a warning
};

struct AttachOptions {
  // Names or patterns of the programs that are attached, in this order; none:
  // all that say where.
  std::vector<std::string> programs{};
  // These go to hooks in place of where their sections say.
  std::vector<HookRequest> hooks{};
  AttachPolicy policy = AttachPolicy::all;
};

// Return the names of programs that have to load, as they are attached.
[[nodiscard]] std::vector<std::string> needed_programs(
    const AttachOptions& options);

// Note the programs that the options name and the object does not have.
void find_unknown_programs(const BpfObject& object,
                           const AttachOptions& options, UnknownNames& unknown);

// Attach what the options say of a loaded object, in their order: programs by
// their sections, then those with hooks. Without names, what does not say where
// to attach is left out, and struct_ops maps are registered.
// Errors: Error that names the program; then nothing is attached. By the policy
//         `best` only if nothing could be.
[[nodiscard]] Attachments attach_all(const BpfObject& object,
                                     AttachOptions options);

}  // namespace skep
