#include "src/map/access.h"

#include <bpf/bpf.h>

#include <algorithm>
#include <cerrno>
#include <string>
#include <string_view>

#include "src/map/descriptor_words.h"
#include "src/map/map_type.h"
#include "src/map/value_layout.h"
#include "src/sys/error.h"
#include "src/sys/proc.h"

namespace skep::map {
namespace {

constexpr int not_supported = 524;       // ENOTSUPP, which only the kernel has
constexpr std::uint64_t on_one_cpu = 8;  // BPF_F_CPU, which is new

// A key or value of no bytes is no pointer for the kernel.
const void* pointer_to(ByteView bytes) {
  return bytes.empty() ? nullptr : bytes.data();
}

bool is_frozen(const Map& map) {
  return FdInfo::of(map.fd()).number("frozen").value_or(0) != 0;
}

bool is_index(std::uint32_t type) {
  return type == BPF_MAP_TYPE_ARRAY || type == BPF_MAP_TYPE_PERCPU_ARRAY ||
         type == BPF_MAP_TYPE_INSN_ARRAY;
}

bool holds_sockets(std::uint32_t type) {
  return type == BPF_MAP_TYPE_SOCKMAP || type == BPF_MAP_TYPE_SOCKHASH ||
         type == BPF_MAP_TYPE_REUSEPORT_SOCKARRAY;
}

// What is known about a failure, beyond its errno value.
std::string hint_for_failure(const Map& map, int code) {
  const std::uint32_t type = map.info().type;
  switch (code) {
    case EPERM:
    case EBUSY:  // an older kernel, asked to freeze it again
      if (is_frozen(map))
        return "the map is frozen: user space can only read it";
      break;
    case E2BIG:
      return fmt::format("it has room for {} entries", map.info().max_entries);
    case EBADF:
      if (has_descriptor_keys(type))
        return fmt::format(
            "the key of a {} is `{}`, or the number of a descriptor that the "
            "shell has opened for skep, as 9<FILE does",
            type_label(type), syntax_of(described_key_of(type)));
      break;
    case ENOENT:
      return "there is no such key";
    case EEXIST:
      return "the key is there already";
    case EINVAL:
      if (is_index(type)) return "an array always has all its elements";
      return std::string{instead_of_listing(type)};
    case ENOSPC:
      if (map.info().value_size != 8 && holds_sockets(type))
        return "sockets can be read when the values have 8 bytes";
      break;
    case EOPNOTSUPP:
    case not_supported:
      return fmt::format("the kernel can't do this with a map of type {}",
                         type_label(type));
    default:
      break;
  }
  return {};
}

void check_access(int result, const Map& map, std::string_view action) {
  if (result < 0) throw access_error(map, result, action);
}

int try_write(const Map& map, ByteView key, ByteView values,
              std::uint64_t flags) {
  return bpf_map_update_elem(map.fd().get(), pointer_to(key),
                             pointer_to(values), flags);
}

void write(const Map& map, ByteView key, ByteView values, std::uint64_t flags) {
  check_access(try_write(map, key, values, flags), map, "update");
}

std::size_t place_of(const ValueLayout& layout, std::uint32_t cpu) {
  const auto& cpus = layout.cpus();
  return static_cast<std::size_t>(std::find(cpus.begin(), cpus.end(), cpu) -
                                  cpus.begin());
}

}  // namespace

Error access_error(const Map& map, int result, std::string_view action) {
  const Error error = system_error(result, "can't {} {}", action, map.label());
  std::string hint = hint_for_failure(map, error.code());
  return hint.empty() ? error : error.with_hint(std::move(hint));
}

void check_not_frozen(const Map& map, std::string_view action) {
  if (is_frozen(map)) throw access_error(map, -EPERM, action);
}

std::optional<Bytes> lookup(const Map& map, ByteView key) {
  Bytes values(ValueLayout{map.info()}.total_size());
  const int result =
      bpf_map_lookup_elem(map.fd().get(), pointer_to(key), values.data());
  if (result == -ENOENT) return std::nullopt;
  check_access(result, map, "look up an element of");
  return values;
}

std::optional<Bytes> take(const Map& map, ByteView key) {
  Bytes values(ValueLayout{map.info()}.total_size());
  const int result = bpf_map_lookup_and_delete_elem(
      map.fd().get(), pointer_to(key), values.data());
  if (result == -ENOENT) return std::nullopt;
  check_access(result, map, "take an element of");
  return values;
}

bool contains(const Map& map, ByteView value) {
  Bytes asked{value.begin(), value.end()};
  const int result = bpf_map_lookup_elem(map.fd().get(), nullptr, asked.data());
  if (result == -ENOENT) return false;
  check_access(result, map, "look up a value of");
  return true;
}

void update(const Map& map, ByteView key, ByteView value, std::uint64_t flags) {
  write(map, key, ValueLayout{map.info()}.replicate(value), flags);
}

void update_each_cpu(const Map& map, ByteView key,
                     const std::vector<Bytes>& values, std::uint64_t flags) {
  write(map, key, ValueLayout{map.info()}.lay_out(values), flags);
}

void update_one_cpu(const Map& map, ByteView key, std::uint32_t cpu,
                    ByteView value, std::uint64_t flags) {
  const ValueLayout layout{map.info()};
  Bytes values(layout.total_size());
  // Linux 7.2 forgets the other flags beside BPF_F_CPU.
  if (flags == BPF_ANY) {
    // A kernel without the flag reads as many bytes as all values have.
    std::copy(value.begin(), value.end(), values.begin());
    const int result =
        try_write(map, key, values, on_one_cpu | std::uint64_t{cpu} << 32U);
    // ERANGE: the kernel takes no CPU behind a hole in their numbers.
    if (result != -EINVAL && result != -ERANGE)
      return check_access(result, map, "update");
  }
  values = lookup(map, key).value_or(Bytes(layout.total_size()));
  const auto place = place_of(layout, cpu);
  std::copy(value.begin(), value.end(),
            layout.value_at(MutableBytes{values}, place).begin());
  write(map, key, values, flags);
}

void remove(const Map& map, ByteView key) {
  check_access(bpf_map_delete_elem(map.fd().get(), pointer_to(key)), map,
               "delete an element of");
}

std::optional<Bytes> next_key(const Map& map, const std::optional<Bytes>& key) {
  Bytes next(map.info().key_size);
  const int result = bpf_map_get_next_key(
      map.fd().get(), key ? key->data() : nullptr, next.data());
  if (result == -ENOENT) return std::nullopt;
  check_access(result, map, "get the next key of");
  return next;
}

void freeze(const Map& map) {
  const int result = bpf_map_freeze(map.fd().get());
  if (result == -EBUSY && !is_frozen(map))
    throw system_error(result, "can't freeze {}", map.label())
        .with_hint("a process has it mapped for writing");
  check_access(result, map, "freeze");
}

}  // namespace skep::map
