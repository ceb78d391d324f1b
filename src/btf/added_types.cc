#include "src/btf/added_types.h"

#include <algorithm>

namespace skep::btf {

AddedTypes::AddedTypes(BtfView base)
    : next_(base.type_count()), first_string_(base.size_of_strings()) {}

TypeId AddedTypes::add_enum(std::string_view name,
                            const std::vector<Value>& values) {
  add_head(name, BTF_KIND_ENUM, values.size(), sizeof(std::uint32_t));
  for (const Value& value : values) {
    words_.push_back(add_name(value.name));
    words_.push_back(value.number);
  }
  return next_++;
}

TypeId AddedTypes::add_pointer(TypeId to) {
  add_head("", BTF_KIND_PTR, 0, to);
  return next_++;
}

TypeId AddedTypes::add_struct(std::string_view name, std::size_t size,
                              const std::vector<Field>& fields) {
  add_head(name, BTF_KIND_STRUCT, fields.size(),
           static_cast<std::uint32_t>(size));
  for (const Field& field : fields) {
    words_.push_back(add_name(field.name));
    words_.push_back(field.type);
    words_.push_back(static_cast<std::uint32_t>(field.byte * 8));
  }
  return next_++;
}

void AddedTypes::add_head(std::string_view name, std::uint32_t kind,
                          std::size_t count, std::uint32_t size_or_type) {
  words_.push_back(name.empty() ? 0 : add_name(name));
  words_.push_back(kind << 24U | static_cast<std::uint32_t>(count));
  words_.push_back(size_or_type);
}

std::uint32_t AddedTypes::add_name(std::string_view name) {
  const std::size_t at = first_string_ + strings_.size();
  strings_.append(name).push_back('\0');
  return static_cast<std::uint32_t>(at);
}

Bytes AddedTypes::finish() const {
  auto header = zeroed<btf_header>();
  header.magic = BTF_MAGIC;
  header.version = BTF_VERSION;
  header.hdr_len = sizeof header;
  header.type_len =
      static_cast<std::uint32_t>(words_.size() * sizeof(words_[0]));
  header.str_off = header.type_len;
  header.str_len = static_cast<std::uint32_t>(strings_.size());
  Bytes raw(sizeof header + header.type_len + header.str_len);
  Byte* to = std::ranges::copy(bytes_of(header), raw.data()).out;
  to = std::copy_n(reinterpret_cast<const Byte*>(words_.data()),
                   header.type_len, to);
  std::ranges::copy(strings_, to);
  return raw;
}

}  // namespace skep::btf
