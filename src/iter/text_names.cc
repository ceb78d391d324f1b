#include "src/iter/text_names.h"

#include "src/btf/declare.h"
#include "src/btf/parts.h"
#include "src/iter/cell_format.h"
#include "src/iter/number_traits.h"
#include "src/sys/error.h"

namespace skep::iter {
namespace {

// Return the names of an enum's or a truth's values.
std::vector<ProgramName> names_of_type(btf::BtfView kernel,
                                       const Column& column) {
  const btf::TypeId id = column.field->value.type;
  const NumberTraits traits = number_traits(kernel, id);
  if (traits.is_bool)
    return {{UINT64_MAX, 0, "false"}, {UINT64_MAX, 1, "true"}};
  std::vector<ProgramName> names;
  if (!traits.is_enum) return names;
  const btf_type& type = *kernel.resolve(id);
  const std::uint64_t mask = traits.is_signed || column.size == 8
                                 ? UINT64_MAX
                                 : (std::uint64_t{1} << column.size * 8) - 1;
  for (std::uint32_t i = 0; i < btf_vlen(&type); ++i) {
    const btf::NamedValue value = btf::enumerator_of(type, i);
    names.push_back(
        {mask, value.value & mask, std::string{kernel.name(value.name_off)}});
  }
  return names;
}

bool is_number_size(std::uint32_t size) {
  return size == 1 || size == 2 || size == 4 || size == 8;
}

bool is_writable(btf::BtfView kernel, const Column& column) {
  if (is_text(column.form)) return true;
  if (column.form == Form::bits) return column.size <= 8;
  if (column.format == nullptr)
    return number_traits(kernel, column.field->value.type).is_number;
  if (kind_of(column.format) == FormatKind::ip)
    return column.size == 4 || column.size == 16;
  return is_number_size(column.size);
}

}  // namespace

std::vector<ProgramName> names_for_program(btf::BtfView kernel,
                                           const Column& column) {
  if (column.format == nullptr) return names_of_type(kernel, column);
  std::vector<ProgramName> names;
  for (const NamedBits& name : names_of(column.format))
    names.push_back({name.mask, name.bits, std::string{name.name}});
  return names;
}

void check_is_writable(btf::BtfView kernel, const Column& column) {
  if (column.field && !is_writable(kernel, column))
    throw failure("'{}' is a '{}', which no such iterator can write",
                  column.title, btf::declare(kernel, column.field->value.type))
        .with_hint("take its parts, by their paths");
}

}  // namespace skep::iter
