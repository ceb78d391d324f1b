#include "src/map/held_objects.h"

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <utility>

#include "src/map/map_type.h"
#include "src/sys/error.h"

namespace skep::map {
namespace {

// Maps of devices and CPUs have room for a program behind what they are for.
bool may_hold_progs(const bpf_map_info& info) {
  const bool is_redirection = info.type == BPF_MAP_TYPE_DEVMAP ||
                              info.type == BPF_MAP_TYPE_DEVMAP_HASH ||
                              info.type == BPF_MAP_TYPE_CPUMAP;
  return is_redirection && info.value_size == 8;
}

// Returns a closed descriptor for a value that holds nothing.
Fd open_in(const HeldObject& held, ByteView value) {
  const auto id = load_as<std::uint32_t>(value.subspan(held.offset));
  if (id == 0 && held.is_optional) return {};
  auto object = open_id(held.kind, id);
  if (!object)
    throw Error{
        ErrorKind::system, ENOENT,
        fmt::format("there is no {} with id {}", kind_name(held.kind), id)};
  return std::move(*object);
}

}  // namespace

std::optional<HeldObject> held_object(const bpf_map_info& info) {
  if (holds_maps(info.type))
    return HeldObject{ObjectKind::map, 0, /*is_optional=*/false};
  if (holds_progs(info.type))
    return HeldObject{ObjectKind::prog, 0, /*is_optional=*/false};
  if (may_hold_progs(info))
    return HeldObject{ObjectKind::prog, 4, /*is_optional=*/true};
  return std::nullopt;
}

void check_held_object(const bpf_map_info& info, ByteView value) {
  if (const auto held = held_object(info))
    static_cast<void>(open_in(*held, value));
}

Fd open_held_object(const bpf_map_info& info, MutableBytes value) {
  const auto held = held_object(info);
  if (!held) return {};
  Fd object = open_in(*held, value);
  const int number = object.get();
  const ByteView bytes = bytes_of(number);
  if (object.is_open())
    std::copy(bytes.begin(), bytes.end(), value.subspan(held->offset).begin());
  return object;
}

}  // namespace skep::map
