#include "src/gen/btf_writer.h"

#include <cstddef>
#include <string>
#include <unordered_map>
#include <vector>

#include "src/btf/parts.h"
#include "src/sys/error.h"

namespace skep::gen {
namespace {

// Later headers are longer, and older readers of the other byte order take no
// other size than this.
constexpr std::uint32_t header_size = 24;

// What is written of a BTF so far: types are rows of numbers of 32 bits.
class RawBtf {
 public:
  RawBtf(btf::BtfView types, std::span<const btf::TypeId> ids)
      : types_(types), new_ids_(types.type_count()) {
    btf::TypeId next = 1;
    for (const btf::TypeId id : ids) new_ids_[id] = next++;
  }

  void add(btf::TypeId id, const MemberFilter& has_member) {
    const btf_type& type = *types_.type(id);
    if (btf_is_composite(&type)) return add_composite(type, id, has_member);
    add_head(type, type.info);
    switch (btf_kind(&type)) {
      case BTF_KIND_INT:
        // How its bits are to be read follows a number's size.
        return words_.push_back(
            *reinterpret_cast<const std::uint32_t*>(&type + 1));
      case BTF_KIND_ARRAY:
        return add_array(btf::array_of(type));
      case BTF_KIND_ENUM:
      case BTF_KIND_ENUM64:
        return add_enumerators(type);
      case BTF_KIND_FUNC_PROTO:
        return add_params(type);
      default:
        return;
    }
  }

  [[nodiscard]] Bytes finish() const {
    const auto types_size =
        static_cast<std::uint32_t>(words_.size() * sizeof(words_[0]));
    auto header = zeroed<btf_header>();
    header.magic = BTF_MAGIC;
    header.version = BTF_VERSION;
    header.hdr_len = header_size;
    header.type_len = types_size;
    header.str_off = types_size;
    header.str_len = static_cast<std::uint32_t>(strings_.size());
    Bytes raw;
    const auto append = [&raw](ByteView part) {
      raw.insert(raw.end(), part.begin(), part.end());
    };
    append(bytes_of(header).first(header_size));
    append({reinterpret_cast<const Byte*>(words_.data()), types_size});
    append(bytes_of(std::string_view{strings_}));
    return raw;
  }

 private:
  [[nodiscard]] std::uint32_t string(std::uint32_t offset) {
    const std::string text{types_.name(offset)};
    const auto [known, is_new] = strings_at_.try_emplace(text, strings_.size());
    if (!is_new) return known->second;
    strings_ += text;
    strings_ += '\0';
    if (strings_.size() > BTF_MAX_NAME_OFFSET)
      throw failure("the names of the types take more than 16 MB");
    return known->second;
  }

  void add_words(std::initializer_list<std::uint32_t> words) {
    words_.insert(words_.end(), words);
  }

  static bool refers_to_type(const btf_type& type) {
    return btf_is_ptr(&type) || btf_is_mod(&type) || btf_is_typedef(&type) ||
           btf_is_func_proto(&type);
  }

  void add_head(const btf_type& type, std::uint32_t info) {
    add_words({string(type.name_off), info,
               refers_to_type(type) ? new_ids_[type.type] : type.size});
  }

  void add_array(const btf::Array& array) {
    add_words({new_ids_[array.type], new_ids_[array.index_type], array.nelems});
  }

  void add_enumerators(const btf_type& type) {
    for (std::uint32_t i = 0; i < btf_vlen(&type); ++i) {
      const btf::NamedValue enumerator = btf::enumerator_of(type, i);
      add_words({string(enumerator.name_off),
                 static_cast<std::uint32_t>(enumerator.value)});
      if (btf_is_enum64(&type))
        words_.push_back(static_cast<std::uint32_t>(enumerator.value >> 32U));
    }
  }

  void add_params(const btf_type& type) {
    for (const btf::Param& param : btf::params_of(type))
      add_words({string(param.name_off), new_ids_[param.type]});
  }

  // Offsets of members hold sizes of bitfields if the flag of the parent says
  // so, which it does if there are some.
  void add_composite(const btf_type& type, btf::TypeId id,
                     const MemberFilter& has_member) {
    std::vector<std::uint32_t> members;
    bool has_bitfield = false;
    for (std::uint32_t i = 0; i < btf_vlen(&type); ++i) {
      if (!has_member(id, i)) continue;
      members.push_back(i);
      has_bitfield |= btf::member_of(type, i).bitfield_size != 0;
    }
    const auto count = static_cast<std::uint32_t>(members.size());
    const std::uint32_t kind = btf_kind(&type);
    add_head(type, (has_bitfield ? 1U << 31U : 0U) | kind << 24U | count);
    for (const std::uint32_t i : members) {
      const btf::Member member = btf::member_of(type, i);
      add_words({string(member.name_off), new_ids_[member.type],
                 member.bit_offset | member.bitfield_size << 24U});
    }
  }

  btf::BtfView types_;
  std::vector<btf::TypeId> new_ids_;  // by id; void: not written
  std::vector<std::uint32_t> words_{};
  std::string strings_ = std::string(1, '\0');
  std::unordered_map<std::string, std::uint32_t> strings_at_{{"", 0}};
};

// Return raw BTF, which is in our byte order, in that of `types`.
Bytes in_byte_order_of(btf::BtfView types, Bytes raw) {
  if (types.byte_order() == std::endian::native) return raw;
  const btf::Btf swapped = btf::Btf::from_bytes(raw);
  check(
      btf__set_endianness(swapped.get_mutable(), btf__endianness(types.get())),
      "can't change the byte order of a BTF");
  std::uint32_t size = 0;
  const void* data = check(btf__raw_data(swapped.get(), &size),
                           "can't change the byte order of a BTF");
  const auto* bytes = static_cast<const Byte*>(data);
  return {bytes, bytes + size};
}

}  // namespace

Bytes write_btf(btf::BtfView types, std::span<const btf::TypeId> ids,
                const MemberFilter& has_member) {
  RawBtf raw{types, ids};
  for (const btf::TypeId id : ids) raw.add(id, has_member);
  return in_byte_order_of(types, raw.finish());
}

}  // namespace skep::gen
