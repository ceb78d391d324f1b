#include "src/btf/fingerprint.h"

#include <algorithm>
#include <string_view>

#include "src/btf/parts.h"

namespace skep::btf {
namespace {

// FNV-1a.
class Hash {
 public:
  void add(std::string_view text) {
    for (const char c : text) add_byte(static_cast<unsigned char>(c));
    add_byte(0);
  }
  void add(std::uint64_t number) {
    for (unsigned shift = 0; shift < 64; shift += 8)
      add_byte(number >> shift & 0xffU);
  }
  [[nodiscard]] std::uint64_t value() const { return value_; }

 private:
  void add_byte(std::uint64_t byte) {
    value_ = (value_ ^ byte) * 0x100000001b3ULL;
  }

  std::uint64_t value_ = 0xcbf29ce484222325ULL;
};

class Walk {
 public:
  explicit Walk(const BtfView& btf) : btf_(btf) {}

  std::uint64_t fingerprint(TypeId id) {
    add(id);
    return hash_.value();
  }

 private:
  void add(TypeId id) {
    const btf_type* type = btf_.resolve(id);
    if (type == nullptr || depth_ == max_depth || parts_left_ == 0)
      return hash_.add("?");
    ++depth_;
    --parts_left_;
    hash_.add(btf_kind(type));
    add_parts(*type);
    --depth_;
  }

  void add_parts(const btf_type& type) {
    switch (btf_kind(&type)) {
      case BTF_KIND_INT:
        hash_.add(type.size);
        hash_.add(btf_int_bits(&type));
        hash_.add(btf_int_offset(&type));
        return hash_.add(btf_int_encoding(&type));
      case BTF_KIND_PTR:
        return hash_.add(btf_.pointer_size());
      case BTF_KIND_ARRAY:
        hash_.add(array_of(type).nelems);
        return add(array_of(type).type);
      case BTF_KIND_STRUCT:
      case BTF_KIND_UNION:
        return add_members(type);
      case BTF_KIND_ENUM:
      case BTF_KIND_ENUM64:
        return add_enumerators(type);
      case BTF_KIND_VAR:
        hash_.add(btf_.name(type));
        return add(type.type);
      case BTF_KIND_DATASEC:
        return add_variables(type);
      default:
        return hash_.add(type.size);
    }
  }

  void add_members(const btf_type& type) {
    hash_.add(type.size);
    for (std::uint32_t i = 0; i < btf_vlen(&type); ++i) {
      const Member member = member_of(type, i);
      hash_.add(btf_.name(member.name_off));
      hash_.add(member.bit_offset);
      hash_.add(member.bitfield_size);
      add(member.type);
    }
  }

  void add_enumerators(const btf_type& type) {
    hash_.add(type.size);
    for (std::uint32_t i = 0; i < btf_vlen(&type); ++i) {
      const NamedValue enumerator = enumerator_of(type, i);
      hash_.add(btf_.name(enumerator.name_off));
      hash_.add(enumerator.value);
    }
  }

  void add_variables(const btf_type& type) {
    for (const SectionVariable& variable : variables_of(type)) {
      hash_.add(variable.offset);
      add(variable.type);
    }
  }

  const BtfView& btf_;
  Hash hash_;
  unsigned depth_ = 0;
  // Types in types can double in number at each level.
  unsigned parts_left_ = 1U << 16U;
};

}  // namespace

std::uint64_t fingerprint(const BtfView& btf, TypeId type) {
  if (type == void_id) return 0;
  return std::max<std::uint64_t>(Walk{btf}.fingerprint(type), 1);
}

}  // namespace skep::btf
