#include "src/run/until.h"

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "src/btf/btf.h"
#include "src/btf/encode_scalar.h"
#include "src/map/access.h"
#include "src/map/cpu_value.h"
#include "src/map/dump.h"
#include "src/map/element_layout.h"
#include "src/map/walk.h"
#include "src/object/globals.h"
#include "src/object/map_size.h"
#include "src/run/object_map.h"
#include "src/sys/error.h"

namespace skep {
namespace {

// The one key of a section of global variables.
constexpr std::uint32_t key_of_section = 0;

// Thrown to end a walk: an element fulfils the condition.
struct Found {};

std::optional<StatePlace> find_variable(const BpfObject& object,
                                        std::string_view field) {
  if (object.type_info() == nullptr) return std::nullopt;
  const Globals globals{btf::BtfView{object.type_info()}, sections_of(object)};
  const auto found = globals.find(field);
  if (!found) return std::nullopt;
  const std::vector<bpf_map*> maps{object.maps().begin(), object.maps().end()};
  return StatePlace{
      .map = maps.at(globals.sections()[found->variable->section].map),
      .is_variable = true,
      .path = "value." + found->variable->name + found->path};
}

// Maps are compared as variables are.
std::vector<std::string> names_to_compare(const BpfObject& object) {
  std::vector<std::string> names;
  if (object.type_info() != nullptr)
    names =
        Globals{btf::BtfView{object.type_info()}, sections_of(object)}.names();
  for (std::string& name : names_of_maps(object))
    names.push_back(std::move(name));
  return names;
}

// Take "[KEY]" off the front of a path, if it begins so.
std::optional<std::string> take_key(std::string_view& path) {
  if (!path.starts_with('[')) return std::nullopt;
  const auto end = path.find(']');
  if (end == path.npos) return std::nullopt;
  std::string key{path.substr(1, end - 1)};
  path.remove_prefix(end + 1);
  return key;
}

Bytes key_bytes(const map::ElementLayout& layout, const std::string& text) {
  auto bytes = map::literal_bytes(layout.key_type(), btf::parse_literal(text));
  // Without types, a number of the size that keys have.
  if (!bytes && map::is_plain_size(layout.key_size)) {
    map::Column column{.path = "key",
                       .part = map::Part::key,
                       .kind = map::ColumnKind::number,
                       .bits = {.offset = 0, .size = layout.key_size * 8}};
    bytes.emplace(layout.key_size);
    map::write_number(
        column, *bytes,
        btf::integer_bits({.bits = layout.key_size * 8, .is_signed = false},
                          text));
  }
  if (!bytes) throw usage_error("can't understand the key '{}'", text);
  return *std::move(bytes);
}

}  // namespace

std::optional<StatePlace> find_state(const BpfObject& object,
                                     std::string_view field) {
  if (auto place = find_variable(object, field)) return place;
  const auto end = std::min(field.find_first_of(".["), field.size());
  const bpf_map* map = object.find_map(std::string{field.substr(0, end)});
  if (map == nullptr) return std::nullopt;
  StatePlace place{.map = map};
  std::string_view path = field.substr(end);
  place.key = take_key(path);
  if (place.key)
    place.path = "value" + std::string{path};
  else
    place.path = path.empty() ? "value" : std::string{path.substr(1)};
  return place;
}

void find_unknown_state(const BpfObject& object,
                        const btf::Expression& condition,
                        UnknownNames& unknown) {
  const std::vector<std::string> names = names_to_compare(object);
  const auto note = [&](const btf::Comparison& comparison) {
    if (!find_state(object, comparison.field))
      unknown.add("variable", comparison.field, names);
    return true;
  };
  static_cast<void>(btf::with_leaves(condition, note));
}

// A map that is looked at, with its types.
struct Until::Source {
  explicit Source(const bpf_map* of)
      : map(map_of(of)),
        layout(map::layout_of(map)),
        columns(map.info(), layout.types ? &*layout.types : nullptr) {
    if (layout.values.is_per_cpu())
      sum.emplace(map::CpuChoice{.kind = map::CpuChoice::Kind::sum},
                  layout.values, columns);
  }

  [[nodiscard]] ByteView value_of(ByteView values) const {
    return sum ? sum->of(values) : values;
  }

  map::Map map;
  map::ElementLayout layout;
  map::Columns columns;
  // Keeps the value that it returns.
  mutable std::optional<map::CpuValue> sum{};
};

Until::Until(const BpfObject& object, const btf::Expression& condition)
    : root_(btf::with_leaves(condition, [&](const btf::Comparison& comparison) {
        return understand(object, comparison);
      })) {}

Until::Leaf Until::understand(const BpfObject& object,
                              const btf::Comparison& comparison) try {
  const StatePlace place = find_state(object, comparison.field).value();
  Leaf leaf{.source = std::make_shared<const Source>(place.map)};
  const Source& source = *leaf.source;
  if (place.is_variable)
    leaf.key.emplace(bytes_of(key_of_section).begin(),
                     bytes_of(key_of_section).end());
  else if (place.key)
    leaf.key = key_bytes(source.layout, *place.key);
  else
    map::check_listable(source.map);
  btf::Comparison of_column = comparison;
  of_column.field = place.path;
  map::Conditions conditions{.kind = map::Conditions::Kind::leaf};
  conditions.leaf = map::understand(of_column, source.columns);
  leaf.filter.emplace(std::move(conditions));
  return leaf;
} catch (const Error& error) {
  throw error.in(fmt::format("can't compare '{}'", comparison.field));
}

bool Until::holds() const {
  return btf::holds(root_, [](const Leaf& leaf) { return holds(leaf); });
}

bool Until::holds(const Leaf& leaf) {
  const Source& source = *leaf.source;
  const auto fulfils = [&](ByteView key, ByteView values) {
    return leaf.filter->matches(key, source.value_of(values));
  };
  if (leaf.key) {
    const auto values = map::lookup(source.map, *leaf.key);
    return values && fulfils(*leaf.key, *values);
  }
  try {
    map::walk(source.map, source.layout.values,
              {.element =
                   [&](ByteView key, ByteView values) {
                     if (fulfils(key, values)) throw Found{};
                   },
               .unreadable = [](ByteView, int) {}});
  } catch (const Found&) {
    return true;
  }
  return false;
}

}  // namespace skep
