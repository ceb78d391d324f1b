#include "tests/fuzz/btf_mutator.h"

#include <linux/btf.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace skep::fuzz {
namespace {

// A BTF taken apart: its types, each with what follows it, and its strings.
struct Parts {
  std::vector<Bytes> types;
  std::string strings;
};

void append(Bytes& bytes, ByteView more) {
  bytes.insert(bytes.end(), more.begin(), more.end());
}

std::uint32_t kind_of(std::uint32_t info) { return BTF_INFO_KIND(info); }

// The bytes behind a btf_type: of each element, if it has elements, and else
// altogether.
struct Tail {
  std::size_t size;
  bool is_per_element;
};

Tail tail_of(std::uint32_t kind) {
  switch (kind) {
    case BTF_KIND_STRUCT:
    case BTF_KIND_UNION:
    case BTF_KIND_DATASEC:
    case BTF_KIND_ENUM64:
      return {12, true};
    case BTF_KIND_ENUM:
    case BTF_KIND_FUNC_PROTO:
      return {8, true};
    case BTF_KIND_ARRAY:
      return {12, false};
    case BTF_KIND_INT:
    case BTF_KIND_VAR:
    case BTF_KIND_DECL_TAG:
      return {4, false};
    default:
      return {0, false};
  }
}

std::uint32_t info_of_type(ByteView type) {
  return load_as<btf_type>(type).info;
}

std::size_t size_of_type(std::uint32_t info) {
  const Tail tail = tail_of(kind_of(info));
  const std::size_t count = tail.is_per_element ? BTF_INFO_VLEN(info) : 1;
  return sizeof(btf_type) + tail.size * count;
}

std::optional<Parts> take_apart(ByteView raw) {
  if (raw.size() < sizeof(btf_header)) return std::nullopt;
  const auto header = load_as<btf_header>(raw);
  const std::size_t types_at = std::size_t{header.hdr_len} + header.type_off;
  const std::size_t strings_at = std::size_t{header.hdr_len} + header.str_off;
  if (header.magic != BTF_MAGIC || types_at + header.type_len > raw.size() ||
      strings_at + header.str_len > raw.size())
    return std::nullopt;
  Parts parts;
  parts.strings = text_of(raw.subspan(strings_at, header.str_len));
  ByteView types = raw.subspan(types_at, header.type_len);
  while (types.size() >= sizeof(btf_type)) {
    const std::size_t size =
        std::min(size_of_type(info_of_type(types)), types.size());
    parts.types.emplace_back(types.begin(),
                             types.begin() + std::ptrdiff_t(size));
    types = types.subspan(size);
  }
  return parts;
}

Bytes put_together(const Parts& parts) {
  Bytes types;
  for (const Bytes& type : parts.types) append(types, type);
  btf_header header{};
  header.magic = BTF_MAGIC;
  header.version = BTF_VERSION;
  header.hdr_len = sizeof header;
  header.type_len = static_cast<std::uint32_t>(types.size());
  header.str_off = header.type_len;
  header.str_len = static_cast<std::uint32_t>(parts.strings.size());
  Bytes raw;
  append(raw, bytes_of(header));
  append(raw, types);
  append(raw, bytes_of(std::string_view{parts.strings}));
  return raw;
}

// Give a type another kind or number of elements, and the room that it takes.
void set_info(Bytes& type, std::uint32_t info) {
  const ByteView bytes = bytes_of(info);
  std::copy(bytes.begin(), bytes.end(),
            type.begin() + offsetof(btf_type, info));
  type.resize(size_of_type(info));
}

void mutate_info(Bytes& type, Chance& chance) {
  constexpr std::uint32_t kind_mask = 0x1fU << 24U;
  std::uint32_t info = info_of_type(type);
  switch (chance.below(3)) {
    case 0:
      info = (info & ~kind_mask) |
             static_cast<std::uint32_t>(1 + chance.below(NR_BTF_KINDS)) << 24U;
      break;
    case 1:
      info = (info & ~0xffffU) | static_cast<std::uint32_t>(chance.below(12));
      break;
    default:
      info ^= 1U << 31U;
  }
  set_info(type, info);
}

// Put a type, copied from among the others, somewhere.
void add_type(Parts& parts, Chance& chance) {
  const Bytes type = chance.one_of(parts.types);
  const auto at =
      static_cast<std::ptrdiff_t>(chance.below(parts.types.size() + 1));
  parts.types.insert(parts.types.begin() + at, type);
}

// Call a type, or something that it holds, by an odd name.
void rename(Parts& parts, Chance& chance) {
  const auto offset = static_cast<std::uint32_t>(parts.strings.size());
  parts.strings += odd_name(chance);
  parts.strings += '\0';
  Bytes& type = chance.one_of(parts.types);
  const Tail tail = tail_of(kind_of(info_of_type(type)));
  std::size_t at = offsetof(btf_type, name_off);
  if (tail.is_per_element && type.size() >= sizeof(btf_type) + tail.size &&
      chance.one_in(2))
    at = sizeof(btf_type) +
         tail.size * chance.below((type.size() - sizeof(btf_type)) / tail.size);
  const ByteView bytes = bytes_of(offset);
  std::copy(bytes.begin(), bytes.end(), type.begin() + std::ptrdiff_t(at));
}

void mutate_parts(Parts& parts, Chance& chance) {
  const auto id =
      static_cast<std::uint32_t>(chance.below(parts.types.size() + 2));
  switch (chance.below(8)) {
    case 0:
      return mutate_info(chance.one_of(parts.types), chance);
    case 1:
      return add_type(parts, chance);
    case 2:
      parts.types.erase(parts.types.begin() +
                        std::ptrdiff_t(chance.below(parts.types.size())));
      return;
    case 3:
      return std::swap(chance.one_of(parts.types), chance.one_of(parts.types));
    case 4:
      return rename(parts, chance);
    default:
      Bytes& type = chance.one_of(parts.types);
      mutate_word(type, chance, id);
      type.resize(
          std::min<std::size_t>(size_of_type(info_of_type(type)), 4096));
  }
}

}  // namespace

void mutate_btf(Bytes& raw, Chance& chance) {
  auto parts = take_apart(raw);
  if (!parts || parts->types.empty() || chance.one_in(32))
    return mutate_bytes(raw, chance);
  for (std::size_t n = 1 + chance.below(3); n > 0 && !parts->types.empty(); --n)
    mutate_parts(*parts, chance);
  raw = put_together(*parts);
}

}  // namespace skep::fuzz
