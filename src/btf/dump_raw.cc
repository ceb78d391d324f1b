#include "src/btf/dump_raw.h"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "src/btf/parts.h"

namespace skep::btf {
namespace {

std::string name_or_anon(BtfView btf, std::uint32_t offset) {
  const std::string_view name = btf.name(offset);
  return name.empty() ? "(anon)" : std::string{name};
}

void print_type_id(Writer& out, std::uint32_t id) {
  out.field("type_id", id, " type_id={}");
}

void print_linkage(Writer& out, std::uint32_t linkage, std::string_view gap) {
  static constexpr auto names =
      std::to_array<std::string_view>({"static", "global", "extern"});
  out.layout(gap);
  out.field("linkage",
            std::string{linkage < names.size() ? names[linkage] : "(unknown)"},
            "linkage={}");
}

std::string encoding_name(std::uint32_t encoding) {
  switch (encoding) {
    case 0:
      return "(none)";
    case BTF_INT_SIGNED:
      return "SIGNED";
    case BTF_INT_CHAR:
      return "CHAR";
    case BTF_INT_BOOL:
      return "BOOL";
    default:
      return "UNKN";
  }
}

void print_int(Writer& out, BtfView, const btf_type& type) {
  out.field("size", type.size, " size={}");
  out.field("bits_offset", btf_int_offset(&type), " bits_offset={}");
  out.field("nr_bits", btf_int_bits(&type), " nr_bits={}");
  out.field("encoding", encoding_name(btf_int_encoding(&type)), " encoding={}");
}

void print_reference(Writer& out, BtfView, const btf_type& type) {
  print_type_id(out, type.type);
}

void print_array(Writer& out, BtfView, const btf_type& type) {
  const Array& array = array_of(type);
  print_type_id(out, array.type);
  out.field("index_type_id", array.index_type, " index_type_id={}");
  out.field("nr_elems", array.nelems, " nr_elems={}");
}

void print_size(Writer& out, BtfView, const btf_type& type) {
  out.field("size", type.size, " size={}");
}

void print_vlen(Writer& out, const btf_type& type) {
  out.field("vlen", btf_vlen(&type), " vlen={}");
}

void print_members(Writer& out, BtfView btf, const btf_type& type) {
  print_size(out, btf, type);
  print_vlen(out, type);
  const auto list = out.list("members");
  for (std::uint32_t i = 0; i < btf_vlen(&type); ++i) {
    const Member member = member_of(type, i);
    const auto object = out.object();
    out.field("name", name_or_anon(btf, member.name_off), "\n\t'{}'");
    print_type_id(out, member.type);
    out.field("bits_offset", member.bit_offset, " bits_offset={}");
    if (member.bitfield_size != 0)
      out.field("bitfield_size", member.bitfield_size, " bitfield_size={}");
  }
}

void print_enum_head(Writer& out, BtfView btf, const btf_type& type) {
  out.field("encoding", std::string{btf_kflag(&type) ? "SIGNED" : "UNSIGNED"},
            " encoding={}");
  print_size(out, btf, type);
  print_vlen(out, type);
}

void print_enum(Writer& out, BtfView btf, const btf_type& type) {
  print_enum_head(out, btf, type);
  const auto list = out.list("values");
  for (const Enumerator& enumerator : enumerators_of(type)) {
    const auto object = out.object();
    out.field("name", name_or_anon(btf, enumerator.name_off), "\n\t'{}'");
    if (btf_kflag(&type))
      out.field("val", enumerator.val, " val={}");
    else
      out.field("val", static_cast<std::uint32_t>(enumerator.val), " val={}");
  }
}

void print_enum64(Writer& out, BtfView btf, const btf_type& type) {
  print_enum_head(out, btf, type);
  const auto list = out.list("values");
  for (const Enumerator64& enumerator : enumerators64_of(type)) {
    const std::uint64_t value = value_of(enumerator);
    const auto object = out.object();
    out.field("name", name_or_anon(btf, enumerator.name_off), "\n\t'{}'");
    if (btf_kflag(&type))
      out.field("val", static_cast<std::int64_t>(value), " val={}LL");
    else
      out.field("val", value, " val={}ULL");
  }
}

void print_forward(Writer& out, BtfView, const btf_type& type) {
  out.field("fwd_kind", std::string{btf_kflag(&type) ? "union" : "struct"},
            " fwd_kind={}");
}

// A function keeps its linkage where others have their number of parts.
void print_func(Writer& out, BtfView, const btf_type& type) {
  print_type_id(out, type.type);
  print_linkage(out, btf_vlen(&type), " ");
}

void print_func_proto(Writer& out, BtfView btf, const btf_type& type) {
  out.field("ret_type_id", type.type, " ret_type_id={}");
  print_vlen(out, type);
  const auto list = out.list("params");
  for (const Param& param : params_of(type)) {
    const auto object = out.object();
    out.field("name", name_or_anon(btf, param.name_off), "\n\t'{}'");
    print_type_id(out, param.type);
  }
}

void print_var(Writer& out, BtfView, const btf_type& type) {
  print_type_id(out, type.type);
  print_linkage(out, btf_var(&type)->linkage, ", ");
}

std::string_view name_of_kind(const btf_type& type);

void print_section(Writer& out, BtfView btf, const btf_type& type) {
  print_size(out, btf, type);
  print_vlen(out, type);
  const auto list = out.list("vars");
  for (const SectionVariable& variable : variables_of(type)) {
    const auto object = out.object();
    out.field("type_id", variable.type, "\n\ttype_id={}");
    out.field("offset", variable.offset, " offset={}");
    out.field("size", variable.size, " size={}");
    if (const btf_type* var = btf.type(variable.type))
      out.text(" ({} '{}')", name_of_kind(*var),
               name_or_anon(btf, var->name_off));
  }
}

void print_decl_tag(Writer& out, BtfView, const btf_type& type) {
  print_type_id(out, type.type);
  out.field("component_idx", btf_decl_tag(&type)->component_idx,
            " component_idx={}");
}

void print_nothing(Writer&, BtfView, const btf_type&) {}

struct KindForm {
  std::string_view name;
  void (*print)(Writer&, BtfView, const btf_type&);
};

// By BTF_KIND_*.
constexpr auto kinds =
    std::to_array<KindForm>({{"UNKNOWN", print_nothing},
                             {"INT", print_int},
                             {"PTR", print_reference},
                             {"ARRAY", print_array},
                             {"STRUCT", print_members},
                             {"UNION", print_members},
                             {"ENUM", print_enum},
                             {"FWD", print_forward},
                             {"TYPEDEF", print_reference},
                             {"VOLATILE", print_reference},
                             {"CONST", print_reference},
                             {"RESTRICT", print_reference},
                             {"FUNC", print_func},
                             {"FUNC_PROTO", print_func_proto},
                             {"VAR", print_var},
                             {"DATASEC", print_section},
                             {"FLOAT", print_size},
                             {"DECL_TAG", print_decl_tag},
                             {"TYPE_TAG", print_reference},
                             {"ENUM64", print_enum64}});

const KindForm& form_of(const btf_type& type) {
  const std::uint32_t kind = btf_kind(&type);
  return kinds[kind < kinds.size() ? kind : 0];
}

std::string_view name_of_kind(const btf_type& type) {
  return form_of(type).name;
}

void dump_type(Writer& out, BtfView btf, TypeId id) {
  const btf_type& type = *btf.type(id);
  const KindForm& form = form_of(type);
  const auto object = out.object();
  out.field("id", id, "[{}]");
  out.field("kind", std::string{form.name}, " {}");
  out.field("name", name_or_anon(btf, type.name_off), " '{}'");
  form.print(out, btf, type);
  out.layout("\n");
}

}  // namespace

void dump_raw(Writer& out, BtfView btf, std::span<const TypeId> ids) {
  for (const TypeId id : ids) dump_type(out, btf, id);
}

}  // namespace skep::btf
