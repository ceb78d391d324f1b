#include "src/iter/column.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "src/btf/declare.h"
#include "src/btf/parts.h"
#include "src/sys/text.h"

namespace skep::iter {
namespace {

// The kernel's own text: `char`, or `unsigned char` by that very name, as of
// the names of files; u8 is a number.
bool is_letter(btf::BtfView kernel, btf::TypeId id) {
  const btf_type* type = kernel.type(kernel.skip_modifiers(id));
  return kernel.is_char(id) || (type != nullptr && btf_is_int(type) &&
                                kernel.name(*type) == "unsigned char");
}

Form form_of(const FieldSource& source, const Location& field) {
  const btf::BtfView kernel = source.btf;
  const btf::Target& value = field.value;
  if (field.is_file_path) return Form::path;
  if (value.bitfield_size != 0) return Form::bits;
  const btf_type* type = kernel.resolve(value.type);
  if (type == nullptr) return Form::value;
  if (btf_is_ptr(type) && source.follows_pointers &&
      is_letter(kernel, type->type))
    return Form::far_text;
  if (!btf_is_array(type)) return Form::value;
  const btf::Array& array = btf::array_of(*type);
  if (!is_letter(kernel, array.type)) return Form::value;
  if (array.nelems != 0) return Form::text;
  return source.follows_pointers ? Form::open_text : Form::value;
}

// How many bytes a field has in a row; 0 if it has no value.
std::uint32_t size_of(btf::BtfView kernel, const Column& column) {
  const btf::Target& value = column.field->value;
  switch (column.form) {
    case Form::bits:
      return (value.bit + value.bitfield_size + 7) / 8;
    case Form::open_text:
    case Form::far_text:
      return usual_text_size;
    case Form::path:
      return usual_path_size;
    case Form::value:
    case Form::text:
      break;
  }
  return kernel.resolve_size(value.type).value_or(0);
}

bool is_number_size(std::uint32_t size) {
  return size == 1 || size == 2 || size == 4 || size == 8;
}

// The parts of [NAME=]PATH[|PATH]...[:FORMAT].
struct Words {
  std::string title;
  std::vector<std::string> paths;
  CellFormat format = nullptr;
  std::optional<std::uint64_t> text_size{};
};

void take_format(std::string_view format, Words& words) {
  words.text_size = parse_unsigned(format);
  if (!words.text_size) words.format = cell_format(format);
}

Words split_field(std::string_view field) {
  Words words;
  std::string_view paths = field;
  if (const auto end = paths.rfind(':'); end != std::string_view::npos) {
    take_format(paths.substr(end + 1), words);
    paths = paths.substr(0, end);
  }
  const auto equals = paths.find('=');
  if (equals != std::string_view::npos) {
    words.title = paths.substr(0, equals);
    paths.remove_prefix(equals + 1);
  }
  words.paths = split(paths, '|');
  if (words.paths.empty() || words.paths.front().empty())
    throw usage_error("'{}' names no field", field);
  if (words.title.empty()) words.title = words.paths.front();
  return words;
}

// Find the first path that leads to a field; nullopt if none does and none has
// to.
std::optional<Location> find_first(const FieldSource& source,
                                   const std::vector<std::string>& paths) {
  std::optional<Error> error;
  for (const std::string& path : paths) {
    if (path == "-" && error) return std::nullopt;
    auto found = source.find(path);
    if (auto* place = std::get_if<Location>(&found)) return std::move(*place);
    if (!error) error = std::get<Error>(found);
  }
  throw *error;
}

// Make sure that a field has the kind of value that its format is for.
void check_format(const Column& column, const Words& words,
                  std::string_view field) {
  const bool is_short = column.form == Form::value && column.size <= 16;
  if (words.format != nullptr && !is_short)
    throw usage_error("'{}' is no number or address, which have formats",
                      field);
  if (words.text_size && (!is_text(column.form) || *words.text_size == 0))
    throw usage_error("'{}' is no text, of which so many bytes are shown",
                      field);
}

}  // namespace

Column find_column(const FieldSource& source, const std::string& field) {
  const Words words = split_field(field);
  Column column{.title = words.title,
                .field = find_first(source, words.paths),
                .format = words.format};
  if (!column.field) return column;
  column.traits = number_traits(source.btf, column.field->value.type);
  // What stands in the context itself is a number or an address.
  const bool is_argument =
      source.follows_pointers && column.field->hops.empty();
  if (!is_argument) column.form = form_of(source, *column.field);
  column.size = size_of(source.btf, column);
  if (column.size == 0 || (is_argument && !is_number_size(column.size)))
    throw failure("'{}' is a '{}', which has no value", field,
                  btf::declare(source.btf, column.field->value.type));
  check_format(column, words, field);
  if (words.text_size) {
    const std::uint64_t most =
        column.form == Form::text ? column.size : UINT32_MAX;
    column.size = static_cast<std::uint32_t>(std::min(*words.text_size, most));
  }
  return column;
}

std::string title_of_field(std::string_view field) {
  return split_field(field).title;
}

}  // namespace skep::iter
