#include "src/btf/raw_types.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>
#include <utility>

#include "src/btf/parts.h"
#include "src/sys/error.h"

namespace skep::btf {
namespace {

// How many types one may lead to another.
constexpr unsigned deepest = 32;

constexpr btf_type void_type{};

// What follows a type of each kind: some bytes, and more for each of its parts.
// Both are 0 for kinds of types that end there.
struct Tail {
  bool is_known = false;
  std::uint32_t bytes = 0;
  std::uint32_t bytes_a_part = 0;
};

constexpr Tail tail_of(std::uint32_t kind) {
  switch (kind) {
    case BTF_KIND_FWD:
    case BTF_KIND_CONST:
    case BTF_KIND_VOLATILE:
    case BTF_KIND_RESTRICT:
    case BTF_KIND_PTR:
    case BTF_KIND_TYPEDEF:
    case BTF_KIND_FUNC:
    case BTF_KIND_FLOAT:
    case BTF_KIND_TYPE_TAG:
      return {.is_known = true};
    case BTF_KIND_INT:
      return {.is_known = true, .bytes = sizeof(std::uint32_t)};
    case BTF_KIND_ARRAY:
      return {.is_known = true, .bytes = sizeof(Array)};
    case BTF_KIND_VAR:
      return {.is_known = true, .bytes = sizeof(struct ::btf_var)};
    case BTF_KIND_DECL_TAG:
      return {.is_known = true, .bytes = sizeof(struct ::btf_decl_tag)};
    case BTF_KIND_ENUM:
      return {.is_known = true, .bytes_a_part = sizeof(Enumerator)};
    case BTF_KIND_ENUM64:
      return {.is_known = true, .bytes_a_part = sizeof(Enumerator64)};
    case BTF_KIND_STRUCT:
    case BTF_KIND_UNION:
      return {.is_known = true, .bytes_a_part = sizeof(btf_member)};
    case BTF_KIND_FUNC_PROTO:
      return {.is_known = true, .bytes_a_part = sizeof(Param)};
    case BTF_KIND_DATASEC:
      return {.is_known = true, .bytes_a_part = sizeof(SectionVariable)};
    default:
      return {};
  }
}

constexpr auto tails = [] {
  std::array<Tail, 32> all{};
  for (std::uint32_t kind = 0; kind < all.size(); ++kind)
    all[kind] = tail_of(kind);
  return all;
}();

// Types and what follows them are made of words.
constexpr std::uint64_t word = sizeof(std::uint32_t);

// Return the size of a type of a known kind and of what follows it, in bytes.
std::uint64_t whole_size(const btf_type& type) {
  const Tail& tail = tails[btf_kind(&type)];
  return sizeof(btf_type) + tail.bytes +
         std::uint64_t{tail.bytes_a_part} * btf_vlen(&type);
}

// Return a part of some bytes; nullopt if it is not all there.
std::optional<ByteView> part_of(ByteView bytes, std::uint64_t start,
                                std::uint64_t size) {
  if (start > bytes.size() || size > bytes.size() - start) return std::nullopt;
  return bytes.subspan(start, size);
}

bool has_type_of_another(const btf_type& type) {
  return btf_is_mod(&type) || btf_is_typedef(&type) || btf_is_var(&type) ||
         btf_is_decl_tag(&type);
}

bool has_size(const btf_type& type) {
  return btf_is_int(&type) || btf_is_composite(&type) ||
         btf_is_any_enum(&type) || btf_is_datasec(&type) || btf_is_float(&type);
}

}  // namespace

RawTypes::RawTypes(FileView bytes, const RawTypes* base)
    : bytes_(std::move(bytes)), base_(base) {
  if (base_ == nullptr) return;
  first_id_ = base_->type_count();
  first_string_ = base_->size_of_strings();
}

RawTypes::~RawTypes() { btf__free(parsed_); }

std::unique_ptr<const RawTypes> RawTypes::read(FileView bytes,
                                               const RawTypes* base) {
  std::unique_ptr<RawTypes> result{new RawTypes{std::move(bytes), base}};
  const ByteView all = result->bytes_.bytes();
  const auto header = load_as<btf_header>(all);
  if (header.magic != BTF_MAGIC || header.hdr_len > all.size()) return nullptr;
  const std::uint64_t start = header.hdr_len;
  const auto types = part_of(all, start + header.type_off, header.type_len);
  const auto strings = part_of(all, start + header.str_off, header.str_len);
  const bool is_aligned = (start + header.type_off) % alignof(btf_type) == 0;
  if (!types || !strings || !is_aligned || strings->empty() ||
      strings->back() != 0)
    return nullptr;
  result->types_ = *types;
  result->strings_ = text_of(*strings);
  if (!result->measure()) return nullptr;
  return result;
}

const btf_type& RawTypes::type_at(std::uint64_t place) const {
  return *reinterpret_cast<const btf_type*>(&types_[place]);
}

bool RawTypes::measure() {
  // A type and its parts take some 24 bytes.
  sizes_.reserve(types_.size() / 20);
  std::uint64_t at = 0;
  while (at + sizeof(btf_type) <= types_.size()) {
    const btf_type& type = type_at(at);
    if (!tails[btf_kind(&type)].is_known) return false;
    if (sizes_.size() % types_a_mark == 0)
      marks_.push_back(static_cast<std::uint32_t>(at));
    const std::uint64_t size = whole_size(type);
    const std::uint64_t words = size / word;
    sizes_.push_back(words <= std::numeric_limits<std::uint8_t>::max()
                         ? static_cast<std::uint8_t>(words)
                         : 0);
    at += size;
  }
  return at == types_.size();
}

std::uint64_t RawTypes::length_of(std::size_t index,
                                  std::uint64_t place) const {
  const std::uint64_t words = sizes_[index];
  return words != 0 ? words * word : whole_size(type_at(place));
}

const btf_type* RawTypes::type(std::uint32_t id) const {
  if (id == 0) return &void_type;
  if (id < first_id_) return base_->type(id);
  const std::uint32_t place = id - first_id_;
  if (place >= sizes_.size()) return nullptr;
  const std::uint32_t mark = place / types_a_mark;
  std::uint64_t at = marks_[mark];
  for (std::uint32_t i = mark * types_a_mark; i < place; ++i)
    at += length_of(i, at);
  return &type_at(at);
}

std::string_view RawTypes::name(std::uint32_t offset) const {
  if (offset < first_string_) return base_->name(offset);
  const std::uint32_t place = offset - first_string_;
  if (place >= strings_.size()) return {};
  // The last string ends with a NUL.
  return strings_.data() + place;
}

// Most strings differ in the first letters: it is not worth their lengths.
bool RawTypes::is_at(std::uint32_t offset, std::string_view text) const {
  if (offset < first_string_) return base_->is_at(offset, text);
  const std::string_view rest = strings_.substr(
      std::min<std::size_t>(offset - first_string_, strings_.size()));
  return rest.size() > text.size() && rest[text.size()] == '\0' &&
         rest.starts_with(text);
}

std::optional<std::uint32_t> RawTypes::find(std::string_view name,
                                            std::uint32_t kind) const {
  if (base_ != nullptr)
    if (const auto found = base_->find(name, kind)) return found;
  std::uint64_t at = 0;
  for (std::size_t i = 0; i < sizes_.size(); at += length_of(i++, at)) {
    const btf_type& type = type_at(at);
    if (btf_kind(&type) == kind && is_at(type.name_off, name))
      return first_id_ + static_cast<std::uint32_t>(i);
  }
  return std::nullopt;
}

std::optional<std::uint32_t> RawTypes::size_of(std::uint32_t id) const {
  constexpr std::uint64_t most = std::numeric_limits<std::uint32_t>::max();
  std::uint64_t elements = 1;
  for (unsigned depth = 0; depth < deepest && elements <= most; ++depth) {
    const btf_type* found = type(id);
    if (found == nullptr) return std::nullopt;
    if (btf_is_array(found)) {
      elements *= btf_array(found)->nelems;
      id = btf_array(found)->type;
    } else if (has_type_of_another(*found)) {
      id = found->type;
    } else if (btf_is_ptr(found) || has_size(*found)) {
      const std::uint64_t size =
          elements * (btf_is_ptr(found) ? pointer_size() : found->size);
      if (size > most) return std::nullopt;
      return static_cast<std::uint32_t>(size);
    } else {
      return std::nullopt;
    }
  }
  return std::nullopt;
}

std::uint32_t RawTypes::pointer_size() const {
  if (base_ != nullptr) return base_->pointer_size();
  const auto found = find("long unsigned int", BTF_KIND_INT);
  return found && type(*found)->size == 4 ? 4 : 8;
}

::btf* RawTypes::parsed() const {
  if (parsed_ == nullptr) {
    const ByteView bytes = bytes_.bytes();
    parsed_ = check(
        btf__new_split(bytes.data(), static_cast<std::uint32_t>(bytes.size()),
                       base_ != nullptr ? base_->parsed() : nullptr),
        "can't parse BTF");
  }
  return parsed_;
}

}  // namespace skep::btf
