#include "src/btf/core_relocation.h"

#include <bit>
#include <cstddef>
#include <string_view>

#include "src/btf/bits.h"
#include "src/sys/error.h"

namespace skep::btf {
namespace {

// The header of .BTF.ext. Compilers that know no CO-RE end it before the last
// two numbers.
constexpr std::size_t version_at = 2;
constexpr std::size_t flags_at = 3;
constexpr std::size_t header_size_at = 4;
constexpr std::size_t relocations_at = 24;
constexpr std::size_t relocations_size_at = 28;
constexpr std::size_t full_header_size = 32;

// A later compiler may add to a relocation, at its end.
constexpr std::uint32_t least_relocation_size = 16;

[[noreturn]] void refuse(std::string_view reason) {
  throw failure("its section .BTF.ext is malformed: {}", reason);
}

// Takes numbers of 32 bits off the front of some bytes.
class Numbers {
 public:
  Numbers(ByteView bytes, std::endian order) : rest_(bytes), order_(order) {}

  [[nodiscard]] bool done() const { return rest_.empty(); }

  std::uint32_t take() {
    const ByteView number = take_bytes(sizeof(std::uint32_t));
    return static_cast<std::uint32_t>(
        read_unsigned(number, sizeof(std::uint32_t), order_));
  }
  Numbers take_part(std::size_t size) { return {take_bytes(size), order_}; }

 private:
  ByteView take_bytes(std::size_t size) {
    if (size > rest_.size()) refuse("it ends within a record");
    const ByteView taken = rest_.first(size);
    rest_ = rest_.subspan(size);
    return taken;
  }

  ByteView rest_;
  std::endian order_;
};

std::endian byte_order_of(ByteView btf_ext) {
  constexpr auto magic_size = static_cast<std::uint32_t>(sizeof(__u16));
  for (const std::endian order : {std::endian::little, std::endian::big})
    if (read_unsigned(btf_ext, magic_size, order) == BTF_MAGIC) return order;
  refuse("it does not begin with its magic number");
}

std::uint32_t number_at(ByteView bytes, std::size_t offset, std::endian order) {
  return Numbers{bytes.subspan(offset), order}.take();
}

// Return the part of the section that holds relocations; empty if none does.
Numbers relocations_in(ByteView btf_ext) {
  if (btf_ext.size() < header_size_at + sizeof(std::uint32_t))
    refuse("it has no header");
  const std::endian order = byte_order_of(btf_ext);
  if (btf_ext[version_at] != BTF_VERSION || btf_ext[flags_at] != 0)
    refuse("its version is not known");
  const std::uint32_t header_size = number_at(btf_ext, header_size_at, order);
  if (header_size > btf_ext.size()) refuse("it ends within its header");
  if (header_size < full_header_size) return {{}, order};
  const std::uint32_t start = number_at(btf_ext, relocations_at, order);
  const std::uint32_t size = number_at(btf_ext, relocations_size_at, order);
  const ByteView body = btf_ext.subspan(header_size);
  if (start > body.size() || size > body.size() - start)
    refuse("its relocations are beyond its end");
  return {body.subspan(start, size), order};
}

CoreRelocation read_relocation(Numbers record, std::uint32_t section) {
  CoreRelocation relocation{};
  relocation.section = section;
  relocation.instruction = record.take();
  relocation.type = record.take();
  relocation.access = record.take();
  relocation.kind = record.take();
  return relocation;
}

}  // namespace

std::optional<CoreTopic> topic_of(std::uint32_t kind) {
  switch (kind) {
    case BPF_CORE_FIELD_BYTE_OFFSET:
    case BPF_CORE_FIELD_BYTE_SIZE:
    case BPF_CORE_FIELD_EXISTS:
    case BPF_CORE_FIELD_SIGNED:
    case BPF_CORE_FIELD_LSHIFT_U64:
    case BPF_CORE_FIELD_RSHIFT_U64:
      return CoreTopic::field;
    case BPF_CORE_TYPE_ID_LOCAL:
    case BPF_CORE_TYPE_ID_TARGET:
    case BPF_CORE_TYPE_EXISTS:
    case BPF_CORE_TYPE_SIZE:
    case BPF_CORE_TYPE_MATCHES:
      return CoreTopic::type;
    case BPF_CORE_ENUMVAL_EXISTS:
    case BPF_CORE_ENUMVAL_VALUE:
      return CoreTopic::enumerator;
    default:
      return std::nullopt;
  }
}

std::vector<CoreRelocation> read_core_relocations(ByteView btf_ext) {
  std::vector<CoreRelocation> relocations;
  Numbers numbers = relocations_in(btf_ext);
  if (numbers.done()) return relocations;
  const std::uint32_t size = numbers.take();
  if (size < least_relocation_size) refuse("its relocations are too short");
  while (!numbers.done()) {
    const std::uint32_t section = numbers.take();
    for (std::uint32_t left = numbers.take(); left > 0; --left)
      relocations.push_back(read_relocation(numbers.take_part(size), section));
  }
  return relocations;
}

}  // namespace skep::btf
