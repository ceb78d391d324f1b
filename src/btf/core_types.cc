#include "src/btf/core_types.h"

#include "src/btf/parts.h"
#include "src/sys/error.h"

namespace skep::btf {
namespace {

// What older compilers made of bitfields stands for nothing else.
bool is_whole(const btf_type& number) { return btf_int_offset(&number) == 0; }

bool have_compatible_names(const CoreTypes& types, const btf_type& local,
                           const btf_type& target) {
  const std::string_view ours = essential_name(types.local().name(local));
  const std::string_view theirs = essential_name(types.target().name(target));
  return ours.empty() || theirs.empty() || ours == theirs;
}

bool are_compatible(CoreTypes& types, TypePair pair, unsigned levels_left);

bool have_compatible_params(CoreTypes& types, const btf_type& local,
                            const btf_type& target, unsigned levels_left) {
  const auto ours = params_of(local);
  const auto theirs = params_of(target);
  if (ours.size() != theirs.size()) return false;
  for (std::size_t i = 0; i < ours.size(); ++i)
    if (!are_compatible(types, {ours[i].type, theirs[i].type}, levels_left - 1))
      return false;
  return true;
}

bool are_compatible(CoreTypes& types, TypePair pair, unsigned levels_left) {
  for (unsigned step = 0; levels_left > 0 && step < max_depth; ++step) {
    types.spend(1);
    const btf_type& local = *types.local().resolve(pair.local);
    const btf_type& target = *types.target().resolve(pair.target);
    if (!btf_kind_core_compat(&local, &target)) return false;
    switch (btf_kind(&local)) {
      case BTF_KIND_UNKN:
      case BTF_KIND_STRUCT:
      case BTF_KIND_UNION:
      case BTF_KIND_ENUM:
      case BTF_KIND_ENUM64:
      case BTF_KIND_FWD:
        return true;
      case BTF_KIND_INT:
        return is_whole(local) && is_whole(target);
      case BTF_KIND_PTR:
      case BTF_KIND_ARRAY:
        break;
      case BTF_KIND_FUNC_PROTO:
        if (!have_compatible_params(types, local, target, levels_left))
          return false;
        break;
      default:
        return false;
    }
    pair = next_of(local, target);
  }
  throw failure("its types are nested too deeply");
}

}  // namespace

std::string_view essential_name(std::string_view name) {
  constexpr std::string_view mark = "___";
  for (auto at = name.rfind(mark); at != name.npos && at > 0;
       at = name.rfind(mark, at - 1)) {
    const auto end = at + mark.size();
    if (end < name.size() && name[at - 1] != '_' && name[end] != '_')
      return name.substr(0, at);
  }
  return name;
}

void CoreTypes::spend(std::uint64_t steps) {
  if (steps > steps_left_)
    throw failure("its types take too long to be compared with the kernel's");
  steps_left_ -= steps;
}

TypePair next_of(const btf_type& local, const btf_type& target) {
  if (btf_is_array(&local))
    return {array_of(local).type, array_of(target).type};
  return {local.type, target.type};
}

bool are_fields_compatible(CoreTypes& types, TypePair pair) {
  for (;;) {
    types.spend(1);
    const btf_type& local = *types.local().resolve(pair.local);
    const btf_type& target = *types.target().resolve(pair.target);
    if (btf_is_composite(&local) && btf_is_composite(&target)) return true;
    if (!btf_kind_core_compat(&local, &target)) return false;
    switch (btf_kind(&local)) {
      case BTF_KIND_PTR:
      case BTF_KIND_FLOAT:
        return true;
      case BTF_KIND_ENUM:
      case BTF_KIND_ENUM64:
      case BTF_KIND_FWD:
        return have_compatible_names(types, local, target);
      case BTF_KIND_INT:
        return is_whole(local) && is_whole(target);
      case BTF_KIND_ARRAY:
        break;
      default:
        return false;
    }
    pair = next_of(local, target);
  }
}

bool are_types_compatible(CoreTypes& types, TypePair pair) {
  return are_compatible(types, pair, max_depth);
}

}  // namespace skep::btf
