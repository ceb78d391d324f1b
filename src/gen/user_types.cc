#include "src/gen/user_types.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

#include "src/btf/parts.h"
#include "src/gen/names.h"
#include "src/sys/error.h"

namespace skep::gen {
namespace {

// What stands here is ours: nobody else has the copy.
btf_type& edit(const btf::Btf& types, btf::TypeId id) {
  return const_cast<btf_type&>(*types.type(id));
}

btf::Btf copy(btf::BtfView types) {
  btf::Btf copied{check(btf__new_empty(), "can't make a BTF")};
  check(btf__add_btf(copied.get_mutable(), types.get()), "can't copy a BTF");
  check(btf__set_pointer_size(copied.get_mutable(), types.pointer_size()),
        "can't copy a BTF");
  return copied;
}

// Call `visit(std::uint32_t& id)` for each id that a type holds.
template <typename F>
void for_each_reference(btf_type& type, F&& visit) {
  const std::uint32_t parts = btf_vlen(&type);
  if (btf_is_array(&type)) {
    visit(btf_array(&type)->type);
  } else if (btf_is_composite(&type)) {
    for (std::uint32_t i = 0; i < parts; ++i) visit(btf_members(&type)[i].type);
  } else if (btf_is_func_proto(&type)) {
    visit(type.type);
    for (std::uint32_t i = 0; i < parts; ++i) visit(btf_params(&type)[i].type);
  } else if (btf_is_mod(&type) || btf_is_typedef(&type) || btf_is_ptr(&type) ||
             btf_is_var(&type)) {
    visit(type.type);
  }
}

// A name of C or of the kernel's headers for programs, and what it means.
struct Number {
  std::string_view name;
  std::uint32_t size;
  bool is_signed;
};

std::optional<Number> find_number(std::string_view name) {
  static constexpr auto numbers = std::to_array<Number>({
      {"__s16", 2, true},
      {"__s32", 4, true},
      {"__s64", 8, true},
      {"__s8", 1, true},
      {"__u16", 2, false},
      {"__u32", 4, false},
      {"__u64", 8, false},
      {"__u8", 1, false},
      {"int16_t", 2, true},
      {"int32_t", 4, true},
      {"int64_t", 8, true},
      {"int8_t", 1, true},
      {"uint16_t", 2, false},
      {"uint32_t", 4, false},
      {"uint64_t", 8, false},
      {"uint8_t", 1, false},
  });
  const auto* const found = std::find_if(
      numbers.begin(), numbers.end(),
      [name](const Number& number) { return number.name == name; });
  if (found == numbers.end()) return std::nullopt;
  return *found;
}

// Is it a typedef that user space has as well, and means the same by?
bool means_the_same(btf::BtfView types, const btf_type& alias) {
  const auto number = find_number(types.name(alias));
  const btf_type* type = types.resolve(alias.type);
  if (!number || !btf_is_int(type) || type->size != number->size) return false;
  const bool is_signed = (btf_int_encoding(type) & BTF_INT_SIGNED) != 0;
  return is_signed == number->is_signed || number->size == 1;
}

// Is the type that of a number or a pointer, or of an array of those?
bool is_plain(btf::BtfView types, btf::TypeId id) {
  const btf_type* type = types.resolve(id);
  while (btf_is_array(type)) type = types.resolve(btf_array(type)->type);
  return btf_is_int(type) || btf_is_float(type) || btf_is_ptr(type);
}

void add_prefix(btf::Btf& types, std::uint32_t& name_off,
                const std::string& prefix) {
  const std::string name{types.name(name_off)};
  name_off = static_cast<std::uint32_t>(
      check(btf__add_str(types.get_mutable(), (prefix + name).c_str()),
            "can't rename {}", name));
}

// An enum's names all change if one has to: they belong together.
template <typename Enumerator>
void rename_enum(btf::Btf& types, btf::TypeId id, const std::string& prefix,
                 Enumerator* (*enumerators)(const btf_type*)) {
  const auto is_known = [&](std::uint32_t name_off) {
    return is_known_to_headers(types.name(name_off));
  };
  const std::uint32_t count = btf_vlen(types.type(id));
  const Enumerator* first = enumerators(types.type(id));
  const bool is_affected =
      is_known(types.type(id)->name_off) ||
      std::any_of(first, first + count,
                  [&](const Enumerator& e) { return is_known(e.name_off); });
  if (!is_affected) return;
  if (types.type(id)->name_off != 0)
    add_prefix(types, edit(types, id).name_off, prefix);
  for (std::uint32_t i = 0; i < count; ++i)
    add_prefix(types, enumerators(types.type(id))[i].name_off, prefix);
}

// Names that begin like this are the compiler's, libbpf's, the C library's or
// <linux/bpf.h>'s.
constexpr auto known_starts = std::to_array<std::string_view>(
    {"_", "bpf_", "BPF_", "btf_", "BTF_", "libbpf_", "LIBBPF_",
     "PROBE_ATTACH_MODE_", "pthread_", "SEEK_", "SK_BPF_", "tcx_", "TCX_",
     "TCP_BPF_", "XDP_"});
constexpr auto known_names =
    std::to_array<std::string_view>({"abort",
                                     "abs",
                                     "BUFSIZ",
                                     "calloc",
                                     "cookie_io_functions_t",
                                     "div",
                                     "div_t",
                                     "drand48_data",
                                     "exit",
                                     "EXIT_FAILURE",
                                     "EXIT_SUCCESS",
                                     "fd_set",
                                     "FILE",
                                     "free",
                                     "gen_loader_opts",
                                     "index",
                                     "ldiv_t",
                                     "lldiv_t",
                                     "malloc",
                                     "max_align_t",
                                     "perf_buffer_opts",
                                     "perf_buffer_raw_opts",
                                     "printf",
                                     "probe_attach_mode",
                                     "random",
                                     "random_data",
                                     "RAND_MAX",
                                     "realloc",
                                     "remove",
                                     "rename",
                                     "rewind",
                                     "ring_buffer_opts",
                                     "select",
                                     "sigset_t",
                                     "sk_action",
                                     "SK_DROP",
                                     "sk_msg_md",
                                     "SK_PASS",
                                     "sk_reuseport_md",
                                     "system",
                                     "timespec",
                                     "timeval",
                                     "TRI_MODULE",
                                     "TRI_NO",
                                     "TRI_YES",
                                     "user_ring_buffer_opts",
                                     "xdp_action",
                                     "xdp_md"});

bool is_errno_macro(std::string_view name) {
  constexpr int highest_code = 200;
  for (int code = 1; name.starts_with('E') && code <= highest_code; ++code)
    if (errno_name(code) == name) return true;
  return false;
}

bool has_tag_or_alias(const btf_type& type) {
  return btf_is_composite(&type) || btf_is_fwd(&type) || btf_is_typedef(&type);
}

}  // namespace

bool is_number_name(std::string_view name) {
  return find_number(name).has_value();
}

btf::TypeId plain_type(btf::BtfView types, btf::TypeId id) {
  const btf_type* type = types.type(id);
  while (btf_is_typedef(type) &&
         (is_plain(types, id) || is_type_name_in_both(types.name(*type))) &&
         !means_the_same(types, *type)) {
    id = type->type;
    type = types.type(id);
  }
  return id;
}

btf::Btf with_plain_numbers(btf::BtfView types) {
  btf::Btf plain = copy(types);
  for (btf::TypeId id = 1; id < plain.type_count(); ++id)
    for_each_reference(edit(plain, id), [&](std::uint32_t& reference) {
      reference = plain_type(types, reference);
    });
  return plain;
}

void rename_known_types(btf::Btf& types, const std::string& prefix) {
  for (btf::TypeId id = 1; id < types.type_count(); ++id) {
    const btf_type& type = *types.type(id);
    if (btf_is_enum(&type))
      rename_enum(types, id, prefix, btf_enum);
    else if (btf_is_enum64(&type))
      rename_enum(types, id, prefix, btf_enum64);
    else if (has_tag_or_alias(type) && !is_number_name(types.name(type)) &&
             is_known_to_headers(types.name(type)))
      add_prefix(types, edit(types, id).name_off, prefix);
  }
}

bool is_known_to_headers(std::string_view name) {
  const auto begins = [name](std::string_view start) {
    return name.starts_with(start);
  };
  return std::any_of(known_starts.begin(), known_starts.end(), begins) ||
         std::find(known_names.begin(), known_names.end(), name) !=
             known_names.end() ||
         is_errno_macro(name);
}

}  // namespace skep::gen
