#include "src/gen/describe.h"

#include <bpf/libbpf.h>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "src/btf/declare.h"
#include "src/btf/print_value.h"
#include "src/gen/needs.h"
#include "src/gen/type_text.h"

namespace skep::gen {
namespace {

class Description {
 public:
  Description(const ObjectModel& model, Writer& out)
      : model_(model), out_(out) {
    if (model.types) types_.emplace(*model.types);
  }

  void write() {
    const auto document = out_.object();
    out_.field("name", model_.name, "{}\n");
    write_programs();
    write_maps();
    write_needs();
  }

 private:
  void write_programs() {
    const auto list = out_.list("programs");
    if (!model_.programs.empty()) out_.layout("\nprograms\n");
    for (const ProgramModel& program : model_.programs) write(program);
  }

  void write(const ProgramModel& program) {
    const auto object = out_.object();
    out_.field("name", program.name, "\t{}");
    out_.field("identifier", program.identifier);
    out_.field("section", program.section, "  SEC(\"{}\")");
    out_.named("type", libbpf_bpf_prog_type_str(program.type),
               unsigned{program.type}, "  {}", "  type {}");
    if (program.attach_type != 0)
      out_.named("attach_type", libbpf_bpf_attach_type_str(program.attach_type),
                 unsigned{program.attach_type}, "  {}", "  attach type {}");
    out_.layout("\n");
  }

  void write_maps() {
    const auto list = out_.list("maps");
    bool is_first = true;
    for (const MapModel& map : model_.maps) {
      if (std::exchange(is_first, false)) out_.layout("\nmaps\n");
      write(map);
    }
  }

  void write(const MapModel& map) {
    const auto object = out_.object();
    out_.field("name", map.name, "\t{}");
    out_.field("identifier", map.identifier);
    write(map.shape);
    if (map.struct_ops)
      out_.field("struct_ops", map.struct_ops->type_name, "  {}");
    out_.layout("\n");
    if (map.data) write(*map.data);
  }

  void write(const MapShape& shape) {
    out_.named("type", libbpf_bpf_map_type_str(shape.type),
               unsigned{shape.type}, "  {}", "  type {}");
    out_.field("key_size", shape.key_size, "  key {}B");
    write_type("key_type", shape.key_type);
    out_.field("value_size", shape.value_size, "  value {}B");
    write_type("value_type", shape.value_type);
    out_.field("max_entries", shape.max_entries, "  max_entries {}");
    out_.field("flags", shape.flags, "  flags {:#x}");
  }

  void write_type(std::string_view key, btf::TypeId id) {
    if (!model_.types || id == btf::void_id) return;
    const btf_type* type = model_.types->type(id);
    if (type == nullptr || btf_is_datasec(type)) return;
    out_.field(key, btf::declare(*model_.types, id), " ({})");
  }

  void write(const DataSection& section) {
    const auto object = out_.object("section");
    out_.field("name", section.name);
    out_.field("identifier", section.identifier);
    const auto variables = out_.list("variables");
    for (const Variable& variable : section.variables)
      write(variable, section.initial);
  }

  void write(const Variable& variable, ByteView initial) {
    const auto object = out_.object();
    out_.field("name", variable.name);
    out_.field("identifier", variable.identifier);
    const bool is_known = types_ && variable.type != btf::void_id;
    if (is_known)
      out_.field("declaration",
                 types_->declare(variable.type, variable.identifier, 0,
                                 Qualifiers::keep));
    out_.field("offset", variable.offset, "\t\t{:>6}  ");
    out_.text("{}", is_known ? btf::declare(*model_.types, variable.type,
                                            variable.name)
                             : variable.name);
    out_.field("size", variable.size, "  {}B");
    if (is_known) write_value(variable, initial);
    out_.layout("\n");
  }

  // What is known only when the object is loaded has no value yet.
  void write_value(const Variable& variable, ByteView initial) {
    const std::uint64_t end = std::uint64_t{variable.offset} + variable.size;
    if (end > initial.size()) return;
    const ByteView bytes = initial.subspan(variable.offset, variable.size);
    out_.in_json([&](Json& json) {
      json.key("value");
      btf::ValuePrinter{*model_.types, variable.type}.print(json, bytes);
    });
    out_.in_text([&](Sink& text) {
      text.write(" = ");
      Json json{text, Json::Style::compact};
      btf::ValuePrinter{*model_.types, variable.type}.print(json, bytes);
    });
  }

  void write_needs() {
    const Needs needs =
        read_needs(model_.elf, model_.types ? &*model_.types : nullptr);
    const auto object = out_.object("needs");
    out_.layout("\nneeds");
    write_names("helpers", needs.helpers, "\n\thelpers ");
    write_names("kernel_symbols", needs.kernel_symbols, "\n\tkernel symbols ");
    out_.flag("relocations", needs.has_relocations,
              "\n\tBTF of the kernel, for CO-RE relocations");
    out_.layout("\n");
  }

  void write_names(std::string_view key, const std::vector<std::string>& names,
                   std::string_view text) {
    out_.items(key, names, names.empty() ? "" : text);
  }

  const ObjectModel& model_;
  Writer& out_;
  std::optional<TypeText> types_;
};

}  // namespace

void describe(const ObjectModel& model, Writer& out) {
  Description{model, out}.write();
}

}  // namespace skep::gen
