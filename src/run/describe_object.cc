#include "src/run/describe_object.h"

#include <bpf/btf.h>
#include <bpf/libbpf.h>

#include <cctype>
#include <cstddef>
#include <map>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "src/btf/declare.h"
#include "src/btf/print_value.h"
#include "src/map/map_type.h"
#include "src/object/bpf_object.h"
#include "src/object/globals.h"
#include "src/output/table.h"
#include "src/run/event_type.h"
#include "src/sys/text.h"

namespace skep {
namespace {

// Longer defaults are cut for people.
constexpr std::size_t most_characters = 40;

// What the decl_tags of variables, maps and functions say, by their names.
using Tags = std::map<std::string, std::string, std::less<>>;

Tags tags_of(const BpfObject& object) {
  Tags tags;
  if (object.type_info() == nullptr) return tags;
  const btf::BtfView types{object.type_info()};
  for (btf::TypeId id = 1; id < types.type_count(); ++id) {
    const btf_type* tag = types.type(id);
    if (!btf_is_decl_tag(tag) || btf_decl_tag(tag)->component_idx != -1)
      continue;
    const btf_type* target = types.type(tag->type);
    if (target == nullptr || (!btf_is_var(target) && !btf_is_func(target)))
      continue;
    std::string_view text = types.name(*tag);
    // These are for us: see event_type.h.
    if (text.starts_with("event:") || text.starts_with("lost:")) continue;
    if (text.starts_with("help:")) text.remove_prefix(5);
    std::string& all = tags[std::string{types.name(*target)}];
    if (!all.empty()) all += "; ";
    all += trimmed(text);
  }
  return tags;
}

// What is told of one variable, program, map or event.
struct Cell {
  std::string text{};    // empty: nothing is told
  bool is_json = false;  // a value of JSON, not a text
};
using Row = std::vector<Cell>;

// Things of one kind: a list for programs, a table for people.
struct Kind {
  std::string title;
  std::string key;
  std::vector<std::string> fields;  // as keys, and as titles of columns
  std::vector<Row> rows{};
};

void write_list(Json& json, const Kind& kind) {
  for (const Row& row : kind.rows) {
    json.begin_object();
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (row[i].text.empty()) continue;
      json.key(kind.fields[i]);
      if (row[i].is_json)
        json.raw(row[i].text);
      else
        json.value(row[i].text);
    }
    json.end_object();
  }
}

std::string for_people(const Cell& cell) {
  if (!cell.is_json || cell.text.size() <= most_characters) return cell.text;
  return cell.text.substr(0, most_characters) + "...";
}

std::string as_title(std::string field) {
  for (char& c : field)
    c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return field;
}

void write_table(Sink& sink, const Kind& kind) {
  if (kind.rows.empty()) return;
  std::vector<std::string> titles;
  for (const std::string& field : kind.fields)
    titles.push_back(as_title(field));
  sink.print("{}:\n", kind.title);
  TextTable table{sink, titles};
  for (const Row& row : kind.rows) {
    TextTable::Row cells;
    for (const Cell& cell : row) cells.push_back({for_people(cell)});
    table.add(std::move(cells));
  }
  table.finish();
  sink.put('\n');
}

void write(Writer& out, const Kind& kind) {
  const auto list = out.list(kind.key);
  out.in_json([&](Json& json) { write_list(json, kind); });
  out.in_text([&](Sink& sink) { write_table(sink, kind); });
}

class Description {
 public:
  explicit Description(const BpfObject& object)
      : object_(object), tags_(tags_of(object)) {}

  [[nodiscard]] Kind variables() const;
  [[nodiscard]] Kind programs() const;
  [[nodiscard]] Kind maps() const;
  [[nodiscard]] Kind events() const;

 private:
  [[nodiscard]] Cell help_of(std::string_view name) const {
    const auto found = tags_.find(name);
    return {found != tags_.end() ? found->second : ""};
  }
  [[nodiscard]] Cell type_of(btf::TypeId id) const {
    if (id == btf::void_id || object_.type_info() == nullptr) return {};
    const btf::BtfView types{object_.type_info()};
    return {btf::declare(types, types.skip_modifiers(id))};
  }

  const BpfObject& object_;
  Tags tags_;
};

Cell default_of(const Globals& globals, const GlobalVariable& variable) {
  const GlobalSection& section = globals.sections()[variable.section];
  if (variable.place.byte >= section.initial.size()) return {};
  Sink sink;
  Json json{sink, Json::Style::compact};
  btf::ValuePrinter{globals.types(), variable.place.type}.print(
      json, section.initial.subspan(variable.place.byte));
  return {sink.take(), true};
}

Kind Description::variables() const {
  Kind kind{.title = "Variables (--set NAME=VALUE)",
            .key = "variables",
            .fields = {"name", "type", "default", "section", "help"}};
  if (object_.type_info() == nullptr) return kind;
  const Globals globals{btf::BtfView{object_.type_info()},
                        sections_of(object_)};
  for (const GlobalVariable& variable : globals.variables())
    kind.rows.push_back({{variable.name},
                         type_of(variable.place.type),
                         default_of(globals, variable),
                         {globals.sections()[variable.section].name},
                         help_of(variable.name)});
  return kind;
}

Kind Description::programs() const {
  Kind kind{.title = "Programs (PROG, --only, --attach)",
            .key = "programs",
            .fields = {"name", "section", "optional", "help"}};
  for (const bpf_program* prog : object_.programs())
    kind.rows.push_back({{bpf_program__name(prog)},
                         {bpf_program__section_name(prog)},
                         {bpf_program__autoload(prog) ? "false" : "true", true},
                         help_of(bpf_program__name(prog))});
  return kind;
}

Kind Description::maps() const {
  Kind kind{.title = "Maps (--map-size, --map-set, --watch)",
            .key = "maps",
            .fields = {"name", "type", "key", "value", "entries", "help"}};
  for (const bpf_map* map : object_.maps())
    if (!bpf_map__is_internal(map))
      kind.rows.push_back({{bpf_map__name(map)},
                           {map::type_label(bpf_map__type(map))},
                           type_of(bpf_map__btf_key_type_id(map)),
                           type_of(bpf_map__btf_value_type_id(map)),
                           {std::to_string(bpf_map__max_entries(map)), true},
                           help_of(bpf_map__name(map))});
  return kind;
}

Kind Description::events() const {
  Kind kind{.title = "Events (--tail MAP:STRUCT)",
            .key = "events",
            .fields = {"map", "type"}};
  for (const bpf_map* map : object_.maps())
    if (has_events(map))
      kind.rows.push_back(
          {{bpf_map__name(map)},
           type_of(find_event_type(object_, map).value_or(btf::void_id))});
  return kind;
}

}  // namespace

void describe_object(const std::string& path, Writer& out) {
  const BpfObject object = BpfObject::open_file(path);
  const Description description{object};
  const auto document = out.object();
  write(out, description.variables());
  write(out, description.programs());
  write(out, description.maps());
  write(out, description.events());
}

}  // namespace skep
