#include "src/map/columns.h"

#include <utility>

#include "src/btf/find_member.h"
#include "src/btf/parts.h"
#include "src/sys/error.h"
#include "src/sys/text.h"

namespace skep::map {
namespace {

// More than anybody wants to see, and than elements of programs have.
constexpr std::size_t most_columns = 4096;

std::string_view name_of(Part part) {
  return part == Part::key ? "key" : "value";
}

// Make the column of a type that has no parts; nullopt for one that has, and
// for one without a value.
class Leaf {
 public:
  Leaf(const btf::BtfView& btf, const btf::Target& target, Column column)
      : btf_(btf), target_(target), column_(std::move(column)) {
    column_.type = btf.skip_modifiers_and_typedefs(target.type);
    column_.byte = target.byte;
    column_.order = btf.byte_order();
  }

  std::optional<Column> make() {
    const btf_type& type = *btf_.type(column_.type);
    switch (btf_kind(&type)) {
      case BTF_KIND_INT:
        return integer(type);
      case BTF_KIND_ENUM:
      case BTF_KIND_ENUM64:
        return number(type.size * 8, btf_kflag(&type));
      case BTF_KIND_PTR:
        return number(btf_.pointer_size() * 8, false);
      case BTF_KIND_FLOAT:
        return real(type.size);
      case BTF_KIND_ARRAY:
        return text(btf::array_of(type));
      default:
        return std::nullopt;
    }
  }

 private:
  std::optional<Column> integer(const btf_type& type) {
    target_.bit += btf_int_offset(&type);
    return number(btf_int_bits(&type),
                  (btf_int_encoding(&type) & BTF_INT_SIGNED) != 0);
  }

  std::optional<Column> number(std::uint32_t bits, bool is_signed) {
    if (target_.bitfield_size != 0) bits = target_.bitfield_size;
    if (bits == 0 || bits > 128) return std::nullopt;
    column_.kind = ColumnKind::number;
    column_.bits = {.offset = target_.bit, .size = bits};
    column_.is_signed = is_signed;
    return column_;
  }

  // BTF does not tell the format of halves and long doubles.
  std::optional<Column> real(std::uint32_t size) {
    if (size != 4 && size != 8)
      return size <= 16 ? number(size * 8, false) : std::nullopt;
    column_.kind = ColumnKind::real;
    column_.bits = {.offset = target_.bit, .size = size * 8};
    return column_;
  }

  std::optional<Column> text(const btf::Array& array) {
    if (!btf_.is_char(array.type)) return std::nullopt;
    column_.kind = ColumnKind::text;
    column_.size = array.nelems;
    return column_;
  }

  const btf::BtfView& btf_;
  btf::Target target_;
  Column column_;
};

std::optional<Column> leaf_at(const btf::BtfView& btf,
                              const btf::Target& target, Part part,
                              std::string path) {
  return Leaf{btf, target, {.path = std::move(path), .part = part}}.make();
}

// The way through all the leaves of a type.
class Lister {
 public:
  Lister(const btf::BtfView& btf, Part part, std::vector<Column>& columns)
      : btf_(btf), part_(part), columns_(columns) {}

  void add(const btf::Target& target, const std::string& path) {
    // Also those that are empty: a few lines of BTF can make many.
    if (parts_left_-- == 0) throw_too_many();
    if (auto column = leaf_at(btf_, target, part_, path)) {
      if (columns_.size() == most_columns) throw_too_many();
      columns_.push_back(std::move(*column));
      return;
    }
    if (depth_ == btf::max_depth) return;
    ++depth_;
    add_parts(target, path);
    --depth_;
  }

 private:
  void add_parts(const btf::Target& target, const std::string& path) {
    const btf_type& type = *btf_.resolve(target.type);
    if (btf_is_array(&type)) {
      for (std::uint32_t i = 0; i < btf::array_of(type).nelems; ++i)
        if (const auto element = btf::find_element(btf_, target, i))
          add(*element, fmt::format("{}[{}]", path, i));
        else
          break;
      return;
    }
    btf::visit_members(btf_, target,
                       [&](std::string_view name, const btf::Target& member) {
                         add(member, fmt::format("{}.{}", path, name));
                       });
  }

  [[noreturn]] static void throw_too_many() {
    throw failure("the elements have more than {} fields", most_columns)
        .with_hint("-j and --format ndjson show them all");
  }

  const btf::BtfView& btf_;
  Part part_;
  std::vector<Column>& columns_;
  std::size_t parts_left_ = 4 * most_columns;
  unsigned depth_ = 0;
};

// A struct of one member stands for the member, as in literals.
btf::Target only_member(const btf::BtfView& btf, btf::Target target) {
  for (unsigned depth = 0; depth < btf::max_depth; ++depth) {
    const btf_type* type = btf.resolve(target.type);
    if (!btf_is_composite(type) || btf_vlen(type) != 1) break;
    target = btf::member_at(target, *type, 0);
  }
  return target;
}

// Take the front of a path if it names the key or the value: "key.a", "key[2]".
bool take_name(std::string_view& path, Part part) {
  const std::string_view name = name_of(part);
  if (!path.starts_with(name)) return false;
  const std::string_view rest = path.substr(name.size());
  if (!rest.empty() && rest.front() != '.' && rest.front() != '[') return false;
  path = rest.starts_with('.') ? rest.substr(1) : rest;
  return true;
}

}  // namespace

btf::TypeId Columns::type_of(Part part) const {
  if (types_ == nullptr) return btf::void_id;
  return part == Part::key ? types_->key : types_->value;
}

Column Columns::untyped(Part part) const {
  const std::uint32_t size = size_of(part);
  Column column{.path = std::string{name_of(part)}, .part = part, .size = size};
  if (!is_plain_size(size)) return column;
  column.kind = ColumnKind::number;
  column.bits = {.offset = 0, .size = size * 8};
  return column;
}

std::vector<Column> Columns::all() const {
  std::vector<Column> columns;
  for (const Part part : {Part::key, Part::value}) {
    if (size_of(part) == 0) continue;
    if (const btf::TypeId type = type_of(part); type != btf::void_id)
      Lister{types_->btf, part, columns}.add({.type = type},
                                             std::string{name_of(part)});
    else
      columns.push_back(untyped(part));
  }
  return columns;
}

std::optional<Column> Columns::find_in(Part part, std::string_view path) const {
  const btf::TypeId type = type_of(part);
  if (type == btf::void_id)
    return path.empty() ? std::optional{untyped(part)} : std::nullopt;
  const btf::BtfView& btf = types_->btf;
  const auto found = btf::find_member(btf, {.type = type}, path);
  if (!found) return std::nullopt;
  const bool is_inner = path.empty() || path.starts_with('[');
  const std::string full =
      fmt::format("{}{}{}", name_of(part), is_inner ? "" : ".", path);
  const btf::Target target = only_member(btf, *found);
  if (auto leaf = leaf_at(btf, target, part, full)) return leaf;
  const auto size = btf.resolve_size(target.type);
  if (!size) return std::nullopt;
  return Column{.path = full,
                .part = part,
                .type = btf.skip_modifiers_and_typedefs(target.type),
                .byte = target.byte,
                .size = *size};
}

std::optional<Column> Columns::find_unqualified(std::string_view path) const {
  if (path.empty() || path.front() == '[') return std::nullopt;
  auto of_key = find_in(Part::key, path);
  auto of_value = find_in(Part::value, path);
  if (of_key && of_value)
    throw usage_error("'{}' may be {} or {}", path, of_key->path,
                      of_value->path);
  return of_key ? of_key : of_value;
}

Column Columns::find(std::string_view path) const {
  std::optional<Column> column;
  std::string_view rest = path;
  if (take_name(rest, Part::key))
    column = find_in(Part::key, rest);
  else if (take_name(rest, Part::value))
    column = find_in(Part::value, rest);
  else
    column = find_unqualified(path);
  if (!column) throw_unknown(path);
  return *std::move(column);
}

void Columns::throw_unknown(std::string_view path) const {
  const Error error = usage_error("the elements have no field '{}'", path);
  std::vector<std::string> paths;
  try {
    for (Column& column : all()) paths.push_back(std::move(column.path));
  } catch (const Error&) {
    throw error;  // too many to look for one that is close
  }
  std::vector<std::string> names = paths;
  for (const std::string& name : paths)
    if (const auto dot = name.find('.'); dot != std::string::npos)
      names.push_back(name.substr(dot + 1));
  std::string close = did_you_mean(path, names);
  if (!close.empty()) throw error.with_hint(std::move(close));
  constexpr std::size_t most_shown = 12;
  const bool is_long = paths.size() > most_shown;
  if (is_long) paths.resize(most_shown);
  throw error.with_hint("they have " + join(paths, ", ") +
                        (is_long ? ", ..." : ""));
}

}  // namespace skep::map
