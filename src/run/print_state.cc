#include "src/run/print_state.h"

#include <linux/bpf.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "src/btf/print_value.h"
#include "src/map/access.h"
#include "src/map/cpu_value.h"
#include "src/map/element_layout.h"
#include "src/map/map_type.h"
#include "src/map/row_writer.h"
#include "src/map/walk.h"
#include "src/object/globals.h"
#include "src/run/object_map.h"
#include "src/sys/error.h"
#include "src/sys/log.h"

namespace skep {
namespace {

constexpr std::uint32_t key_of_section = 0;

bool is_zero(ByteView bytes) {
  return std::ranges::all_of(bytes, [](Byte byte) { return byte == 0; });
}

// ---- variables --------------------------------------------------------------

// Can programs change what is in a section?
bool changes(const GlobalSection& section) {
  return !section.is_kconfig() && !section.name.starts_with(".rodata");
}

class Variables {
 public:
  Variables(const BpfObject& object, const Globals& globals)
      : globals_(globals),
        maps_(object.maps().begin(), object.maps().end()),
        contents_(globals.sections().size()) {
    for (std::size_t i = 0; i < contents_.size(); ++i)
      if (changes(globals.sections()[i])) contents_[i] = read_section(i);
  }

  void print(Writer& out) const {
    const auto scope = out.object("variables");
    for (const GlobalVariable& variable : globals_.variables())
      if (const auto bytes = bytes_of_variable(variable))
        print(out, variable, *bytes);
  }

 private:
  [[nodiscard]] std::optional<Bytes> read_section(std::size_t index) const {
    const bpf_map* map = maps_.at(globals_.sections()[index].map);
    if (bpf_map__fd(map) < 0 || bpf_map__type(map) != BPF_MAP_TYPE_ARRAY)
      return std::nullopt;
    return map::lookup(map_of(map), bytes_of(key_of_section));
  }

  [[nodiscard]] std::optional<ByteView> bytes_of_variable(
      const GlobalVariable& variable) const {
    const std::optional<Bytes>& content = contents_[variable.section];
    const auto size = globals_.types().resolve_size(variable.place.type);
    if (!content || !size || variable.place.byte + *size > content->size())
      return std::nullopt;
    return ByteView{*content}.subspan(variable.place.byte, *size);
  }

  void print(Writer& out, const GlobalVariable& variable,
             ByteView bytes) const {
    const btf::ValuePrinter printer{globals_.types(), variable.place.type};
    out.in_json([&](Json& json) {
      json.key(variable.name);
      printer.print(json, bytes);
    });
    // Zero of what is large is worth no line, nor is that of a pointer: it is
    // there to keep a type.
    const btf_type* type = globals_.types().resolve(variable.place.type);
    const bool is_dull =
        bytes.size() > sizeof(std::uint64_t) || btf_is_ptr(type);
    if (is_dull && is_zero(bytes)) return;
    out.text("{} = ", variable.name);
    out.in_text([&](Sink& sink) {
      Json json{sink, Json::Style::compact};
      printer.print(json, bytes);
      sink.put('\n');
    });
  }

  const Globals& globals_;
  std::vector<const bpf_map*> maps_;
  std::vector<std::optional<Bytes>> contents_;
};

void print_variables(Writer& out, const BpfObject& object) {
  if (object.type_info() == nullptr) return;
  const Globals globals{btf::BtfView{object.type_info()}, sections_of(object)};
  Variables{object, globals}.print(out);
}

// ---- maps -------------------------------------------------------------------

bool has_elements_to_show(const bpf_map* map) {
  const bpf_map_type type = bpf_map__type(map);
  return bpf_map__fd(map) >= 0 && !bpf_map__is_internal(map) &&
         map::holds_bytes(type) && map::instead_of_listing(type).empty();
}

bool is_array(const map::Map& map) {
  return map.info().type == BPF_MAP_TYPE_ARRAY ||
         map.info().type == BPF_MAP_TYPE_PERCPU_ARRAY;
}

class Elements {
 public:
  Elements(std::string name, const map::Map& map)
      : name_(std::move(name)),
        map_(map),
        layout_(map::layout_of(map)),
        rows_(layout_),
        columns_(map.info(), layout_.types ? &*layout_.types : nullptr) {
    if (layout_.values.is_per_cpu()) add_up();
  }

  void print(Writer& out) {
    map::walk(map_, layout_.values,
              {.element = [&](ByteView key,
                              ByteView values) { print(out, key, values); },
               .unreadable = [](ByteView, int) {}});
  }

 private:
  // Values without numbers have no sum.
  void add_up() try {
    sum_.emplace(map::CpuChoice{.kind = map::CpuChoice::Kind::sum},
                 layout_.values, columns_);
    sum_rows_.emplace(sum_layout_, layout_.types ? &*layout_.types : nullptr);
  } catch (const Error&) {
    sum_.reset();
  }

  void print(Writer& out, ByteView key, ByteView values) {
    out.in_json([&](Json& json) { rows_.write(json, key, values); });
    if (is_array(map_) && is_zero(values)) return;
    out.text("{}[", name_);
    out.in_text([&](Sink& sink) {
      Json key_json{sink, Json::Style::compact};
      rows_.write_key(key_json, key);
      sink.write("] = ");
      Json json{sink, Json::Style::compact};
      if (sum_)
        sum_rows_->write_values(json, sum_->of(values));
      else
        rows_.write_values(json, values);
      sink.put('\n');
    });
  }

  std::string name_;
  const map::Map& map_;
  map::ElementLayout layout_;
  map::RowWriter rows_;
  map::Columns columns_;
  map::ValueLayout sum_layout_{map_.info().value_size, {}};
  std::optional<map::CpuValue> sum_{};
  std::optional<map::RowWriter> sum_rows_{};
};

void print_elements(Writer& out, const bpf_map* map) {
  const std::string name = bpf_map__name(map);
  const auto object = out.object();
  out.field("name", name);
  const auto list = out.list("elements");
  const map::Map open = map_of(map);
  Elements{name, open}.print(out);
}

}  // namespace

void print_state(Writer& out, const LoadedObject& object) {
  print_variables(out, object.object());
  const auto maps = out.list("maps");
  for (const bpf_map* map : object.maps())
    if (has_elements_to_show(map)) print_elements(out, map);
}

}  // namespace skep
