#include "src/iter/struct_copy.h"

#include <algorithm>
#include <bit>
#include <limits>

#include "src/iter/emit_read.h"
#include "src/sys/error.h"

namespace skep::iter {
namespace {

constexpr std::uint32_t word = sizeof(std::uint64_t);

std::uint32_t round_up(std::uint32_t size) {
  return (size + word - 1) / word * word;
}

btf::TypeId behind_pointers(btf::BtfView kernel, btf::TypeId type) {
  type = kernel.skip_modifiers_and_typedefs(type);
  for (unsigned depth = 0; depth < btf::max_depth; ++depth) {
    const btf_type* found = kernel.type(type);
    if (found == nullptr || !btf_is_ptr(found)) break;
    type = kernel.skip_modifiers_and_typedefs(found->type);
  }
  return type;
}

}  // namespace

StructCopy::StructCopy(btf::BtfView kernel, btf::TypeId type,
                       const std::vector<std::string_view>& members)
    : kernel_(kernel) {
  type = behind_pointers(kernel, type);
  if (const btf_type* found = kernel.type(type)) name_ = kernel.name(*found);
  first_ = std::numeric_limits<std::uint32_t>::max();
  for (std::string_view path : members) {
    const bool is_optional = path.ends_with('?');
    if (is_optional) path.remove_suffix(1);
    const auto found = btf::find_member(kernel, {.type = type}, path);
    if (!found) {
      if (is_optional) continue;
      throw failure("this kernel has no member '{}' in {}", path, name_);
    }
    const auto byte = static_cast<std::uint32_t>(found->byte);
    members_.emplace(path, *found);
    first_ = std::min(first_, byte / word * word);
    end_ = std::max(end_, byte + size_of(path));
  }
}

std::uint32_t StructCopy::size() const { return round_up(end_ - first_); }

void StructCopy::emit(Assembler& out) const {
  out.add(Reg::r3, static_cast<std::int32_t>(first_));
  read(out, place_, end_ - first_);
}

bool StructCopy::has(std::string_view member) const {
  return members_.contains(member);
}

const btf::Target& StructCopy::find(std::string_view member) const {
  const auto found = members_.find(member);
  if (found == members_.end())
    throw failure("this kernel has no member '{}' in {}", member, name_);
  return found->second;
}

std::uint32_t StructCopy::size_of(std::string_view member) const {
  const btf::Target& found = find(member);
  if (found.bitfield_size != 0)
    return (found.bit + found.bitfield_size + 7) / 8;
  const auto size = kernel_.resolve_size(found.type);
  if (!size) throw failure("'{}' of {} has no size", member, name_);
  return *size;
}

Memory StructCopy::at(std::string_view member) const {
  return {place_.base, narrow(static_cast<std::size_t>(place_.offset) +
                              find(member).byte - first_)};
}

void StructCopy::load(Assembler& out, Reg to, std::string_view member) const {
  out.load(to, at(member), bpf_asm::width_of(size_of(member)));
}

void StructCopy::load_bit(Assembler& out, Reg to,
                          std::string_view member) const {
  constexpr bool is_little = std::endian::native == std::endian::little;
  const std::uint32_t bit = find(member).bit;
  out.load(to, at(member), bpf_asm::Width::bytes_1);
  out.compute(bpf_asm::Operation::bit_and, to,
              is_little ? 1 << bit : 0x80 >> bit);
}

void StructCopy::copy(Assembler& out, std::string_view member, Memory to,
                      std::uint32_t size) const {
  const bool is_there = has(member);
  if (is_there && size_of(member) < size)
    throw failure("'{}' of {} has fewer than {} bytes", member, name_, size);
  Memory from = is_there ? at(member) : Memory{Reg::frame};
  while (size > 0) {
    std::uint32_t step = word;
    const auto fits = [&](Memory place) {
      return static_cast<std::uint32_t>(place.offset) % step == 0;
    };
    while (step > size || !fits(to) || !fits(from)) step /= 2;
    const auto width = bpf_asm::width_of(step);
    if (is_there) {
      out.load(Reg::r1, from, width);
      out.store(to, Reg::r1, width);
    } else {
      out.store(to, 0, width);
    }
    const auto distance = static_cast<std::int16_t>(step);
    to.offset = static_cast<std::int16_t>(to.offset + distance);
    from.offset = static_cast<std::int16_t>(from.offset + distance);
    size -= step;
  }
}

}  // namespace skep::iter
