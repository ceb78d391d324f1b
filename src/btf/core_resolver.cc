#include "src/btf/core_resolver.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "src/btf/parts.h"
#include "src/sys/error.h"

namespace skep::btf {
namespace {

// By BPF_CORE_*.
constexpr auto kind_names = std::to_array<std::string_view>(
    {"field_byte_offset", "field_byte_size", "field_exists", "field_signed",
     "field_lshift_u64", "field_rshift_u64", "type_id_local", "type_id_target",
     "type_exists", "type_size", "enumval_exists", "enumval_value",
     "type_matches"});

std::string name_of_kind(std::uint32_t kind) {
  if (kind < kind_names.size()) return std::string{kind_names[kind]};
  return fmt::format("kind {}", kind);
}

std::uint32_t size_of(BtfView types, TypeId id) {
  const auto size = types.resolve_size(id);
  if (!size) throw failure("type {} has no size", id);
  return *size;
}

std::uint64_t type_value(BtfView types, std::uint32_t kind, TypeId id) {
  if (kind == BPF_CORE_TYPE_SIZE) return size_of(types, id);
  return kind == BPF_CORE_TYPE_ID_TARGET ? id : 1;
}

// Return the name that an access string counts up to in an enum.
std::string_view enumerator_name(BtfView types, TypeId id,
                                 std::string_view access) {
  const auto numbers = read_access_string(access);
  const btf_type& type = *types.resolve(id);
  if (!btf_is_any_enum(&type) || numbers.size() != 1 ||
      numbers[0] >= btf_vlen(&type))
    throw failure("its access string {} leads to no enumerator", access);
  return types.name(enumerator_of(type, numbers[0]).name_off);
}

std::optional<NamedValue> find_enumerator(CoreTypes& types, TypeId id,
                                          std::string_view name) {
  const btf_type& type = *types.target().resolve(id);
  if (!btf_is_any_enum(&type)) return std::nullopt;
  types.spend(btf_vlen(&type));
  for (std::uint32_t i = 0; i < btf_vlen(&type); ++i) {
    const NamedValue found = enumerator_of(type, i);
    if (essential_name(types.target().name(found.name_off)) ==
        essential_name(name))
      return found;
  }
  return std::nullopt;
}

void check_agree(const CoreTarget& one, const CoreTarget& other) {
  if (one.value == other.value && one.path.bit_offset == other.path.bit_offset)
    return;
  throw failure("types {} and {} of the kernel's BTF disagree: {} and {}",
                one.path.root, other.path.root, one.value, other.value);
}

}  // namespace

CoreCandidates::CoreCandidates(BtfView types) : types_(types) {
  for (TypeId id = 1; id < types.type_count(); ++id)
    if (const auto name = types.name(*types.type(id)); !name.empty())
      ids_[essential_name(name)].push_back(id);
}

std::vector<TypeId> CoreCandidates::find(BtfView local,
                                         const btf_type& wanted) const {
  const auto named = ids_.find(essential_name(local.name(wanted)));
  std::vector<TypeId> found;
  if (named == ids_.end()) return found;
  for (const TypeId id : named->second)
    if (btf_kind_core_compat(types_.type(id), &wanted)) found.push_back(id);
  const ::btf* base = btf__base_btf(types_.get());
  const TypeId first_of_module = base == nullptr ? 0 : btf__type_cnt(base);
  if (!found.empty() && found.front() < first_of_module)
    std::erase_if(found, [=](TypeId id) { return id >= first_of_module; });
  return found;
}

// A relocation in terms of the object's types.
struct CoreResolver::Question {
  std::uint32_t kind;
  CoreTopic topic;
  TypeId type;
  CorePath path{};                // if it is about a field
  std::string_view enumerator{};  // if it is about one
};

CoreResolver::CoreResolver(BtfView local, const CoreCandidates& candidates)
    : types_(local, candidates.types()), all_(candidates) {}

std::vector<CoreTarget> CoreResolver::resolve(
    const CoreRelocation& relocation) try {
  return answer(relocation);
} catch (const Error& error) {
  throw error.in(describe(relocation));
}

const btf_type& CoreResolver::local_type(TypeId id) const {
  const btf_type* type = types_.local().type(id);
  if (type == nullptr) throw failure("it has no type {}", id);
  return *type;
}

CoreResolver::Question CoreResolver::question_of(
    const CoreRelocation& relocation) const {
  const auto topic = topic_of(relocation.kind);
  if (!topic) throw failure("relocations of this kind are not known");
  Question question{relocation.kind, *topic, relocation.type};
  const BtfView types = types_.local();
  const std::string_view access = types.name(relocation.access);
  if (topic == CoreTopic::field) {
    question.path = follow_access_string(types, question.type, access);
    // What libbpf can't tell of the object's own type, it does not ask about.
    static_cast<void>(field_value(types, question.kind, question.path));
  } else if (topic == CoreTopic::enumerator) {
    question.enumerator = enumerator_name(types, question.type, access);
  } else if (access != "0") {
    throw failure("its access string '{}' is not that of a type", access);
  } else {
    static_cast<void>(type_value(types, question.kind, question.type));
  }
  return question;
}

std::vector<TypeId>& CoreResolver::candidates_for(TypeId local) {
  const auto known = candidates_.find(local);
  if (known != candidates_.end()) return known->second;
  const btf_type& type = local_type(local);
  if (types_.local().name(type).empty())
    throw failure("a type without a name can't be found");
  return candidates_[local] = all_.find(types_.local(), type);
}

std::vector<CoreTarget> CoreResolver::answer(const CoreRelocation& relocation) {
  static_cast<void>(local_type(relocation.type));
  const Question question = question_of(relocation);
  std::vector<CoreTarget> targets;
  if (question.kind == BPF_CORE_TYPE_ID_LOCAL) return targets;
  std::vector<TypeId>& candidates = candidates_for(question.type);
  for (const TypeId candidate : candidates) {
    types_.spend(1);
    auto target = find(question, candidate);
    if (!target) continue;
    if (!targets.empty()) check_agree(targets.front(), *target);
    targets.push_back(std::move(*target));
  }
  if (targets.empty()) return targets;
  candidates.clear();
  for (const CoreTarget& target : targets)
    candidates.push_back(target.path.root);
  return targets;
}

std::optional<CoreTarget> CoreResolver::find(const Question& question,
                                             TypeId candidate) {
  CoreTarget target{.path = {.root = candidate}};
  if (question.topic == CoreTopic::field) {
    auto path = find_path(types_, question.path, candidate);
    if (!path) return std::nullopt;
    target.path = std::move(*path);
    target.value = field_value(types_.target(), question.kind, target.path);
  } else if (question.topic == CoreTopic::enumerator) {
    const auto found = find_enumerator(types_, candidate, question.enumerator);
    if (!found) return std::nullopt;
    target.value = question.kind == BPF_CORE_ENUMVAL_VALUE ? found->value : 1;
  } else {
    const TypePair pair{question.type, candidate};
    const bool is_there = question.kind == BPF_CORE_TYPE_MATCHES
                              ? do_types_match(types_, pair)
                              : are_types_compatible(types_, pair);
    if (!is_there) return std::nullopt;
    target.value = type_value(types_.target(), question.kind, candidate);
  }
  return target;
}

std::string CoreResolver::describe(const CoreRelocation& relocation) const {
  const BtfView types = types_.local();
  const btf_type* type = types.type(relocation.type);
  return fmt::format("{} of type {} '{}' at {} in section '{}', byte {}",
                     name_of_kind(relocation.kind), relocation.type,
                     type != nullptr ? types.name(*type) : "",
                     types.name(relocation.access),
                     types.name(relocation.section), relocation.instruction);
}

}  // namespace skep::btf
