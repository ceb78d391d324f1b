#include "src/btf/find_member.h"

#include "src/btf/parts.h"
#include "src/sys/text.h"

namespace skep::btf {
namespace {

// More members than anybody writes: unnamed ones that hold unnamed ones can
// double in number at each level.
constexpr unsigned most_members = 1U << 16U;

// Call `visit(name, target)` for each named part, until it returns true or
// `members_left` have been seen.
template <typename Visit>
bool visit_parts(const BtfView& btf, const Target& whole, const Visit& visit,
                 unsigned& members_left, unsigned depth = 0) {
  const btf_type* type = btf.resolve(whole.type);
  if (type == nullptr || depth == max_depth) return false;
  if (btf_is_datasec(type)) {
    for (const SectionVariable& variable : variables_of(*type)) {
      const btf_type* named = btf.type(variable.type);
      if (named != nullptr && btf_is_var(named) &&
          visit(btf.name(*named), Target{.type = named->type,
                                         .byte = whole.byte + variable.offset}))
        return true;
    }
  }
  if (!btf_is_composite(type)) return false;
  for (std::uint32_t i = 0; i < btf_vlen(type) && members_left > 0; ++i) {
    --members_left;
    const std::string_view name = btf.name(member_of(*type, i).name_off);
    const Target member = member_at(whole, *type, i);
    if (name.empty() ? visit_parts(btf, member, visit, members_left, depth + 1)
                     : visit(name, member))
      return true;
  }
  return false;
}

template <typename Visit>
void visit_parts(const BtfView& btf, const Target& whole, const Visit& visit) {
  unsigned members_left = most_members;
  visit_parts(btf, whole, visit, members_left);
}

std::optional<Target> find_named(const BtfView& btf, const Target& whole,
                                 std::string_view name) {
  std::optional<Target> found;
  visit_parts(btf, whole, [&](std::string_view part, const Target& target) {
    if (part == name) found = target;
    return found.has_value();
  });
  return found;
}

// Take one step of a path off its front: "a" of "a.b", "[2]" of "[2].c".
std::string_view take_step(std::string_view& path) {
  const bool is_index = path.starts_with('[');
  std::size_t end = is_index ? path.find(']') : path.find_first_of(".[");
  if (is_index && end != path.npos) ++end;
  const std::string_view step = path.substr(0, end);
  path.remove_prefix(step.size());
  if (path.starts_with('.')) path.remove_prefix(1);
  return step;
}

std::optional<Target> find_step(const BtfView& btf, const Target& whole,
                                std::string_view step) {
  if (!step.starts_with('[')) return find_named(btf, whole, step);
  if (!step.ends_with(']')) return std::nullopt;
  const auto index = parse_unsigned(step.substr(1, step.size() - 2));
  if (!index || *index > UINT32_MAX) return std::nullopt;
  return find_element(btf, whole, static_cast<std::uint32_t>(*index));
}

}  // namespace

Target member_at(const Target& whole, const btf_type& type,
                 std::uint32_t index) {
  const Member member = member_of(type, index);
  return {.type = member.type,
          .byte = whole.byte + member.bit_offset / 8,
          .bit = member.bit_offset % 8,
          .bitfield_size = member.bitfield_size};
}

std::optional<Target> find_member(const BtfView& btf, const Target& whole,
                                  std::string_view path) {
  // Names of variables may have dots.
  if (const auto found = find_named(btf, whole, path)) return found;
  std::optional<Target> target = whole;
  while (target && !path.empty())
    target = find_step(btf, *target, take_step(path));
  return target;
}

std::optional<Target> find_unnamed_member(const BtfView& btf,
                                          const Target& whole, std::size_t n) {
  const btf_type* type = btf.resolve(whole.type);
  if (type == nullptr || !btf_is_composite(type)) return std::nullopt;
  for (std::uint32_t i = 0; i < btf_vlen(type); ++i) {
    if (!btf.name(member_of(*type, i).name_off).empty()) continue;
    if (n-- == 0) return member_at(whole, *type, i);
  }
  return std::nullopt;
}

std::optional<Target> find_element(const BtfView& btf, const Target& whole,
                                   std::uint32_t index) {
  const btf_type* type = btf.resolve(whole.type);
  if (type == nullptr || !btf_is_array(type)) return std::nullopt;
  const Array& array = array_of(*type);
  const auto size = btf.resolve_size(array.type);
  if (!size || index >= array.nelems) return std::nullopt;
  return Target{.type = array.type,
                .byte = whole.byte + std::size_t{index} * *size};
}

void visit_members(
    const BtfView& btf, const Target& whole,
    const std::function<void(std::string_view name, const Target&)>& visit) {
  visit_parts(btf, whole, [&](std::string_view name, const Target& target) {
    visit(name, target);
    return false;
  });
}

std::vector<NamedTarget> named_members(const BtfView& btf,
                                       const Target& whole) {
  std::vector<NamedTarget> members;
  visit_members(btf, whole, [&](std::string_view name, const Target& target) {
    members.push_back({std::string{name}, target});
  });
  return members;
}

std::vector<std::string> member_names(const BtfView& btf, const Target& whole) {
  std::vector<std::string> names;
  visit_members(btf, whole, [&](std::string_view name, const Target&) {
    names.emplace_back(name);
  });
  return names;
}

}  // namespace skep::btf
