#include "src/map/diff.h"

#include <bpf/bpf.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <string>
#include <vector>

#include "src/map/access.h"
#include "src/map/bulk_checks.h"
#include "src/map/cell.h"
#include "src/map/columns.h"
#include "src/map/dump.h"
#include "src/map/element_layout.h"
#include "src/map/row_writer.h"
#include "src/map/walk.h"
#include "src/output/json.h"
#include "src/sys/error.h"
#include "src/sys/utf8.h"

namespace skep::map {
namespace {

// The parts of a value that messages tell apart.
class Fields {
 public:
  explicit Fields(const ElementLayout& layout)
      : columns_(layout.key_size, layout.values.size(),
                 layout.types ? &*layout.types : nullptr) {
    try {
      all_ = columns_.all();
    } catch (const Error&) {
      return;  // too many to tell apart
    }
    std::erase_if(all_, [](const Column& c) { return c.part != Part::value; });
  }

  // Call `visit(path, a, b)` for each field that differs.
  template <typename Visit>
  void compare(ByteView a, ByteView b, const Visit& visit) const {
    for (const Column& column : all_) {
      const std::string before = cell_text(columns_, column, a);
      const std::string after = cell_text(columns_, column, b);
      if (before != after) visit(name_of(column), before, after);
    }
  }

 private:
  // "packets" of "value.packets"; "value" itself, if it is no struct.
  static std::string name_of(const Column& column) {
    constexpr std::string_view prefix = "value.";
    return column.path.starts_with(prefix) ? column.path.substr(prefix.size())
                                           : column.path;
  }

  Columns columns_;
  std::vector<Column> all_{};
};

// The value of a key in a map, found again and again.
class Lookup {
 public:
  Lookup(const Map& map, const ElementLayout& layout)
      : map_(map), values_(layout.values.total_size()) {}

  // Return the values, valid until the next call; nullopt when there is no such
  // key.
  std::optional<ByteView> find(ByteView key) {
    const int result =
        bpf_map_lookup_elem(map_.fd().get(), key.data(), values_.data());
    if (result == -ENOENT) return std::nullopt;
    if (result < 0) throw access_error(map_, result, "look up an element of");
    return ByteView{values_};
  }

 private:
  const Map& map_;
  Bytes values_;
};

class Differ {
 public:
  Differ(Writer& out, const ElementLayout& layout)
      : out_(out), layout_(layout), rows_(layout), fields_(layout) {}

  [[nodiscard]] bool has_found() const { return has_found_; }

  // An element is in one map alone; `change` is "removed" or "added".
  void only_in_one(std::string_view change, char sign, ByteView key,
                   ByteView values) {
    has_found_ = true;
    out_.in_text([&](Sink& sink) {
      sink.print("{} ", sign);
      Json json{sink, Json::Style::compact};
      rows_.write(json, key, values);
      sink.put('\n');
    });
    out_.in_json([&](Json& json) {
      json.begin_object();
      begin_change(json, change, key);
      json.key(layout_.values.is_per_cpu() ? "values" : "value");
      rows_.write_values(json, values);
      json.end_object();
    });
  }

  void in_both(ByteView key, ByteView a, ByteView b) {
    if (std::equal(a.begin(), a.end(), b.begin(), b.end()) ||
        text_of_values(a) == text_of_values(b))
      return;
    has_found_ = true;
    out_.in_text([&](Sink& sink) { print_change(sink, key, a, b); });
    out_.in_json([&](Json& json) { print_change(json, key, a, b); });
  }

 private:
  void begin_change(Json& json, std::string_view change, ByteView key) const {
    json.key("change");
    json.value(change);
    json.key("key");
    rows_.write_key(json, key);
  }

  [[nodiscard]] std::string text_of_values(ByteView values) const {
    Sink sink;
    Json json{sink, Json::Style::compact};
    rows_.write_values(json, values);
    return sink.take();
  }

  // Call `visit(cpu, path, a, b)` for each field of each CPU that differs; the
  // CPU is null if all share one value.
  template <typename Visit>
  void compare(ByteView a, ByteView b, const Visit& visit) const {
    const ValueLayout& layout = layout_.values;
    for (std::size_t i = 0; i < std::max<std::size_t>(layout.cpus().size(), 1);
         ++i) {
      const std::uint32_t* const cpu =
          layout.is_per_cpu() ? &layout.cpus()[i] : nullptr;
      fields_.compare(
          layout.value_at(a, i), layout.value_at(b, i),
          [&](const std::string& path, const std::string& before,
              const std::string& after) { visit(cpu, path, before, after); });
    }
  }

  void print_change(Sink& sink, ByteView key, ByteView a, ByteView b) const {
    sink.print("~ {}:", key_text(layout_, key));
    const char* separator = "";
    compare(a, b,
            [&](const std::uint32_t* cpu, const std::string& path,
                const std::string& before, const std::string& after) {
              sink.print("{} ", std::exchange(separator, ","));
              if (cpu != nullptr) sink.print("CPU {} ", *cpu);
              sink.print("{} {} -> {}", printable(path), printable(before),
                         printable(after));
            });
    if (*separator == '\0')
      sink.print(" {} -> {}", text_of_values(a), text_of_values(b));
    sink.put('\n');
  }

  void print_change(Json& json, ByteView key, ByteView a, ByteView b) const {
    json.begin_object();
    begin_change(json, "changed", key);
    json.key("from");
    rows_.write_values(json, a);
    json.key("to");
    rows_.write_values(json, b);
    json.key("fields");
    json.begin_array();
    compare(a, b,
            [&](const std::uint32_t* cpu, const std::string& path,
                const std::string& before, const std::string& after) {
              json.begin_object();
              if (cpu != nullptr) {
                json.key("cpu");
                json.value(*cpu);
              }
              for (const auto& [name, text] :
                   {std::pair{"path", path}, {"from", before}, {"to", after}}) {
                json.key(name);
                json.value(text);
              }
              json.end_object();
            });
    json.end_array();
    json.end_object();
  }

  Writer& out_;
  const ElementLayout& layout_;
  RowWriter rows_;
  Fields fields_;
  bool has_found_ = false;
};

// Call `visit` for each element of a map; an empty slot is none.
template <typename Visit>
void for_each_element(const Map& map, const ElementLayout& layout,
                      const Visit& visit) {
  walk(map, layout.values,
       {.element = visit, .unreadable = [&](ByteView, int code) {
          if (code != ENOENT)
            throw access_error(map, -code, "read an element of");
        }});
}

}  // namespace

bool print_differences(Writer& out, const Map& a, const Map& b,
                       bool ignores_types) {
  check_listable(a);
  check_listable(b);
  check_same_layout(a, b, ignores_types, "compare");
  const ElementLayout layout = layout_of(a);
  Differ differ{out, layout};
  const auto list = out.list();
  Lookup in_b{b, layout};
  for_each_element(a, layout, [&](ByteView key, ByteView values) {
    if (const auto other = in_b.find(key))
      differ.in_both(key, values, *other);
    else
      differ.only_in_one("removed", '-', key, values);
  });
  Lookup in_a{a, layout};
  for_each_element(b, layout, [&](ByteView key, ByteView values) {
    if (!in_a.find(key)) differ.only_in_one("added", '+', key, values);
  });
  return differ.has_found();
}

}  // namespace skep::map
