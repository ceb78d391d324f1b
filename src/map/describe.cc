#include "src/map/describe.h"

#include <bpf/libbpf.h>

#include <optional>
#include <string_view>

#include "src/map/map_type.h"

namespace skep::map {
namespace {

void print_owner_type(Writer& out, std::uint64_t type) {
  const char* name =
      libbpf_bpf_prog_type_str(static_cast<enum bpf_prog_type>(type));
  if (name != nullptr)
    out.field("owner_prog_type", name, "owner_prog_type {}  ");
  else
    out.field("owner_prog_type", type, "owner_prog_type {}  ");
}

// The first program put into a prog_array decides what others can join it.
void print_owner(Writer& out, const FdInfo& fd_info) {
  const auto type = fd_info.number("owner_prog_type");
  const auto is_jited = fd_info.number("owner_jited");
  if (type || is_jited) out.layout("\n\t");
  if (type) print_owner_type(out, *type);
  if (is_jited)
    out.flag("owner_jited", *is_jited != 0, "owner jited", "owner not jited");
}

}  // namespace

void print_header(Writer& out, const Map& map) {
  const bpf_map_info& info = map.info();
  out.field("id", info.id, "{}: ");
  if (const auto name = type_name(info.type))
    out.field("type", *name, "{}  ");
  else
    out.field("type", info.type, "type {}  ");
  if (const std::string name = map.name(); !name.empty())
    out.field("name", name, "name {}  ");
  out.field("flags", info.map_flags, "flags 0x{:x}");
}

void print_sizes(Writer& out, const Map& map, const FdInfo& fd_info) {
  const bpf_map_info& info = map.info();
  out.field("bytes_key", info.key_size, "\tkey {}B");
  out.field("bytes_value", info.value_size, "  value {}B");
  out.field("max_entries", info.max_entries, "  max_entries {}");
  if (const auto memory = fd_info.number("memlock"))
    out.field("bytes_memlock", *memory, "  memlock {}B");
  if (info.type == BPF_MAP_TYPE_PROG_ARRAY) print_owner(out, fd_info);
}

}  // namespace skep::map
