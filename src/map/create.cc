#include "src/map/create.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <linux/bpf.h>

#include <algorithm>
#include <cctype>
#include <cerrno>

#include "src/map/map_type.h"
#include "src/sys/error.h"
#include "src/sys/kernel_name.h"
#include "src/sys/kernel_object.h"

namespace skep::map {
namespace {

bool is_name_char(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' ||
         c == '.';
}

enum bpf_map_type kernel_type(const MapSpec& spec) {
  return static_cast<enum bpf_map_type>(spec.type);
}

std::string hint_for_refusal(const MapSpec& spec, int code) {
  const std::string type = type_label(spec.type);
  if (code == E2BIG || code == ENOMEM)
    return fmt::format("{} entries of {} and {} bytes are too much",
                       spec.max_entries, spec.key_size, spec.value_size);
  if (code != EINVAL) return {};
  if (libbpf_probe_bpf_map_type(kernel_type(spec), nullptr) == 0)
    return fmt::format("this kernel has no maps of type {}", type);
  if (creation_needs(spec.type).empty()) return {};
  return fmt::format("a map of type {} needs {}", type,
                     creation_needs(spec.type));
}

[[noreturn]] void throw_refusal(const MapSpec& spec, int code) {
  const Error error = system_error(code, "can't create map '{}' of type {}",
                                   spec.name, type_label(spec.type));
  std::string hint = hint_for_refusal(spec, error.code());
  if (hint.empty()) throw error;
  throw error.with_hint(std::move(hint));
}

// libbpf leaves the name out when its test whether the kernel takes names
// fails, for whatever reason.
void check_has_name(const Fd& map, const std::string& name) {
  if (name_in(info_of<bpf_map_info>(map).name) != name)
    throw failure("can't create map '{}': it got no name", name);
}

}  // namespace

void check_name(const std::string& name) {
  constexpr std::size_t limit = BPF_OBJ_NAME_LEN - 1;
  if (name.size() > limit)
    throw usage_error("'{}' is too long for the name of a map", name)
        .with_hint(fmt::format("the kernel keeps {} characters: {}", limit,
                               name.substr(0, limit)));
  if (!std::all_of(name.begin(), name.end(), is_name_char))
    throw usage_error("'{}' can't be the name of a map", name)
        .with_hint("letters, digits, _ and . can");
}

Fd create(const MapSpec& spec) {
  bpf_map_create_opts options{};
  options.sz = sizeof options;
  options.map_flags = spec.flags;
  options.map_ifindex = spec.ifindex;
  if (spec.inner_map >= 0)
    options.inner_map_fd = static_cast<std::uint32_t>(spec.inner_map);
  const int fd =
      bpf_map_create(kernel_type(spec), spec.name.c_str(), spec.key_size,
                     spec.value_size, spec.max_entries, &options);
  if (fd < 0) throw_refusal(spec, fd);
  Fd map{fd};
  check_has_name(map, spec.name);
  return map;
}

}  // namespace skep::map
