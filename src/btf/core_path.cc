#include "src/btf/core_path.h"

#include <limits>
#include <utility>

#include "src/btf/parts.h"
#include "src/sys/error.h"
#include "src/sys/text.h"

namespace skep::btf {
namespace {

// libbpf follows no more steps, and counts them and what they lead to by int.
constexpr std::size_t most_steps = 64;
constexpr std::uint64_t largest_index = std::numeric_limits<int>::max();

std::uint64_t size_of(BtfView types, TypeId id) {
  const auto size = types.resolve_size(id);
  if (!size) throw failure("type {}, which it needs, has no size", id);
  return *size;
}

// A path that grows, step by step.
class Way {
 public:
  Way(BtfView types, TypeId root, std::uint32_t index)
      : types_(types), at_(root) {
    path_.root = root;
    add_element(index);
  }

  // Go on to what stands at an index of the type that was reached.
  // Errors: false if nothing does.
  [[nodiscard]] bool enter(std::uint32_t index) {
    const btf_type& type = reach();
    if (!btf_is_composite(&type)) return enter_element(index);
    if (index >= btf_vlen(&type)) return false;
    enter_member(index);
    return true;
  }

  [[nodiscard]] bool enter_element(std::uint32_t index) {
    const btf_type& type = reach();
    if (!btf_is_array(&type)) return false;
    const Array& array = array_of(type);
    if (index >= array.nelems && !is_flexible(array)) return false;
    at_ = array.type;
    add_element(index);
    return true;
  }

  // Find a member by its name, also inside of members without one.
  [[nodiscard]] bool find_member(CoreTypes& types, const CoreStep& wanted,
                                 TypeId wanted_type) {
    const btf_type& parent = reach();
    if (!btf_is_composite(&parent)) return false;
    const TypeId id = at_;
    for (std::uint32_t i = 0; i < btf_vlen(&parent); ++i) {
      types.spend(1);
      const Member member = member_of(parent, i);
      const std::string_view name = types_.name(member.name_off);
      if (name == wanted.name &&
          !are_fields_compatible(types, {wanted_type, member.type}))
        return false;
      if (!name.empty() && name != wanted.name) continue;
      enter_member(i);
      if (!name.empty() || find_member(types, wanted, wanted_type)) return true;
      leave_member(id);
    }
    return false;
  }

  [[nodiscard]] CorePath take() { return std::move(path_); }

 private:
  // Go through typedefs and modifiers to the type behind them.
  const btf_type& reach() {
    at_ = types_.skip_modifiers_and_typedefs(at_);
    return *types_.type(at_);
  }

  // The array that was reached is the last member of its struct, and open.
  [[nodiscard]] bool is_flexible(const Array& array) const {
    const CoreStep& last = path_.steps.back();
    return array.nelems == 0 && !last.name.empty() &&
           last.index + 1 == btf_vlen(types_.type(last.type));
  }

  void add_element(std::uint32_t index) {
    reach();
    path_.steps.push_back({at_, index, {}});
    path_.bit_offset += index * size_of(types_, at_) * 8;
  }

  void enter_member(std::uint32_t index) {
    if (path_.members.size() == most_steps)
      throw failure("members of type {} are nested too deeply", path_.root);
    const Member member = member_of(*types_.type(at_), index);
    path_.members.push_back({at_, index});
    if (const auto name = types_.name(member.name_off); !name.empty())
      path_.steps.push_back({at_, index, name});
    path_.bit_offset += member.bit_offset;
    at_ = member.type;
  }

  // Undo enter_member() of a member without a name.
  void leave_member(TypeId parent) {
    const std::uint32_t index = path_.members.back().index;
    path_.bit_offset -= member_of(*types_.type(parent), index).bit_offset;
    path_.members.pop_back();
    at_ = parent;
  }

  BtfView types_;
  CorePath path_{};
  TypeId at_;
};

TypeId type_of_step(BtfView types, const CoreStep& step) {
  return member_of(*types.type(step.type), step.index).type;
}

// Where a field is, and the bytes that have to be read to have it.
struct Place {
  std::uint64_t bit_offset;
  std::uint64_t bit_size;
  std::uint64_t byte_offset;
  std::uint64_t byte_size;
};

// Read a number of the declared type, or a larger one that holds all the bits.
Place place_of_bits(std::uint64_t offset, std::uint64_t size,
                    std::uint64_t byte_size) {
  for (;; byte_size *= 2) {
    if (byte_size == 0) break;
    const std::uint64_t start = offset / 8 / byte_size * byte_size;
    if (offset + size <= (start + byte_size) * 8)
      return {offset, size, start, byte_size};
    if (byte_size >= 8) break;
  }
  throw failure("a bitfield can't be read as one number");
}

Place place_of(BtfView types, const Member& member, std::uint64_t bit_offset) {
  const std::uint64_t size = size_of(types, member.type);
  if (member.bitfield_size != 0)
    return place_of_bits(bit_offset, member.bitfield_size, size);
  return {bit_offset, size * 8, bit_offset / 8, size};
}

bool is_signed(const btf_type& type) {
  if (btf_is_any_enum(&type)) return btf_kflag(&type);
  return btf_is_int(&type) && (btf_int_encoding(&type) & BTF_INT_SIGNED) != 0;
}

// Programs get a field by two shifts of a number of 64 bits.
std::uint64_t left_shift(const Place& place, std::endian order) {
  const std::uint64_t before = place.bit_offset - place.byte_offset * 8;
  if (order == std::endian::big) return (8 - place.byte_size) * 8 + before;
  return 64 - (before + place.bit_size);
}

std::uint64_t element_value(BtfView types, std::uint32_t kind,
                            const CorePath& path) {
  switch (kind) {
    case BPF_CORE_FIELD_BYTE_OFFSET:
      return path.bit_offset / 8;
    case BPF_CORE_FIELD_BYTE_SIZE:
      return size_of(types, path.steps.back().type);
    default:
      throw failure("it asks of an element what only members have");
  }
}

std::uint64_t member_value(BtfView types, std::uint32_t kind,
                           const CorePath& path) {
  const CoreStep& step = path.steps.back();
  const Member member = member_of(*types.type(step.type), step.index);
  const Place place = place_of(types, member, path.bit_offset);
  switch (kind) {
    case BPF_CORE_FIELD_BYTE_OFFSET:
      return place.byte_offset;
    case BPF_CORE_FIELD_BYTE_SIZE:
      return place.byte_size;
    case BPF_CORE_FIELD_SIGNED:
      return is_signed(*types.resolve(member.type)) ? 1 : 0;
    case BPF_CORE_FIELD_LSHIFT_U64:
      return left_shift(place, types.byte_order());
    default:
      return 64 - place.bit_size;
  }
}

}  // namespace

std::vector<std::uint32_t> read_access_string(std::string_view text) {
  std::vector<std::uint32_t> numbers;
  for (const std::string& word : split(text, ':')) {
    const auto number = parse_unsigned(word, 10);
    if (!number || *number > largest_index || numbers.size() == most_steps)
      throw failure("its access string '{}' is malformed", text);
    numbers.push_back(static_cast<std::uint32_t>(*number));
  }
  if (numbers.empty()) throw failure("it has no access string");
  return numbers;
}

CorePath follow_access_string(BtfView types, TypeId root,
                              std::string_view access) {
  const auto numbers = read_access_string(access);
  Way way{types, root, numbers.front()};
  for (std::size_t i = 1; i < numbers.size(); ++i)
    if (!way.enter(numbers[i]))
      throw failure("its access string {} leads out of type {}", access, root);
  return way.take();
}

std::optional<CorePath> find_path(CoreTypes& types, const CorePath& local,
                                  TypeId target_root) {
  Way way{types.target(), target_root, local.steps.front().index};
  for (std::size_t i = 1; i < local.steps.size(); ++i) {
    const CoreStep& step = local.steps[i];
    const bool is_there =
        step.name.empty()
            ? way.enter_element(step.index)
            : way.find_member(types, step, type_of_step(types.local(), step));
    if (!is_there) return std::nullopt;
  }
  return way.take();
}

std::uint64_t field_value(BtfView types, std::uint32_t kind,
                          const CorePath& path) {
  if (kind == BPF_CORE_FIELD_EXISTS) return 1;
  return path.steps.back().name.empty() ? element_value(types, kind, path)
                                        : member_value(types, kind, path);
}

}  // namespace skep::btf
