#include "src/link/attach/usdt_specs.h"

#include <bpf/bpf.h>
#include <fmt/format.h>
#include <sys/file.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include "src/btf/encode.h"
#include "src/btf/literal.h"
#include "src/object/map_ids.h"
#include "src/sys/error.h"
#include "src/sys/kernel_object.h"

namespace skep {
namespace {

constexpr std::string_view whole_name = "__bpf_usdt_specs";
constexpr std::string_view kernel_name = whole_name.substr(0, 15);

Fd open_specs(const Program& program) {
  const auto count = info_of<bpf_prog_info>(program.fd).nr_map_ids;
  for (const std::uint32_t id : read_map_ids(program.fd, count)) {
    auto map = open_id(ObjectKind::map, id, true);
    if (map && info_of<bpf_map_info>(*map).name == kernel_name)
      return std::move(*map);
  }
  throw failure("the program has no map {}", whole_name)
      .with_hint(
          "programs for static probes include <bpf/usdt.bpf.h>, and ask "
          "for an argument, for their number or for the cookie");
}

// Let others that do the same wait until the map is closed: the inode is that
// of all maps. Whoever holds on to it must not keep us from going on.
void take_turn(const Fd& map) {
  for (int tries = 200; tries > 0; --tries) {
    if (::flock(map.get(), LOCK_EX | LOCK_NB) == 0) return;
    std::this_thread::sleep_for(std::chrono::milliseconds{10});
  }
}

btf::Btf types_of(const bpf_map_info& info) {
  auto types = btf::Btf::from_kernel(info.btf_id);
  if (!types || info.btf_value_type_id == 0)
    throw failure("the map {} has no BTF", whole_name)
        .with_hint("compile the program by `clang -g`");
  return std::move(*types);
}

std::string_view name_of(UsdtArgument::Place place) {
  switch (place) {
    case UsdtArgument::Place::constant:
      return "BPF_USDT_ARG_CONST";
    case UsdtArgument::Place::in_register:
      return "BPF_USDT_ARG_REG";
    case UsdtArgument::Place::in_memory:
      return "BPF_USDT_ARG_REG_DEREF";
    case UsdtArgument::Place::in_array:
      break;
  }
  return "BPF_USDT_ARG_SIB";
}

// Return what usdt.bpf.h calls an argument, as a literal of its BTF type. Bits
// that the number does not fill are shifted out, and back again.
std::string text_of(const UsdtArgument& argument) {
  std::string text = fmt::format(
      "{{arg_type: {}, val_off: {}, reg_off: {}, arg_signed: {}, "
      "arg_bitshift: {}",
      name_of(argument.place), static_cast<std::uint64_t>(argument.number),
      argument.register_at, argument.is_signed ? 1 : 0, 64 - 8 * argument.size);
  if (argument.place == UsdtArgument::Place::in_array)
    text += fmt::format(", idx_reg_off: {}, scale_bitshift: {}",
                        argument.index_at, argument.scale);
  return text + "}";
}

}  // namespace

UsdtSpecs::UsdtSpecs(const Program& program)
    : map_(open_specs(program)),
      info_(info_of<bpf_map_info>(map_)),
      types_(types_of(info_)) {
  take_turn(map_);
}

UsdtSpecs::~UsdtSpecs() {
  const Bytes nothing(info_.value_size);
  for (const std::uint32_t place : added_)
    bpf_map_update_elem(map_.get(), &place, nothing.data(), BPF_ANY);
}

Bytes UsdtSpecs::encode(const std::vector<UsdtArgument>& arguments,
                        std::uint64_t cookie) const {
  std::string text = fmt::format("{{arg_cnt: {}, usdt_cookie: {}, args: [",
                                 arguments.size(), cookie);
  for (const UsdtArgument& argument : arguments)
    text += text_of(argument) + ",";
  // An element that says nothing would look like a free one: this number is
  // not looked at.
  if (arguments.empty()) text += "{val_off: 1},";
  text.back() = ']';
  try {
    return btf::encode(types_, info_.btf_value_type_id, info_.value_size,
                       btf::parse_literal(text + "}"));
  } catch (const Error& error) {
    throw failure("the program can't be told where the arguments are: {}",
                  error.what())
        .with_hint(
            "it is built with a usdt.bpf.h that knows fewer places or "
            "arguments; that of libbpf 1.7 knows all, and 12 arguments");
  }
}

std::uint32_t UsdtSpecs::find_or_add(const std::vector<UsdtArgument>& arguments,
                                     std::uint64_t cookie) {
  const Bytes wanted = encode(arguments, cookie);
  Bytes found(info_.value_size);
  for (std::uint32_t place = info_.max_entries; place-- > 0;) {
    check(bpf_map_lookup_elem(map_.get(), &place, found.data()),
          "can't read the map {}", whole_name);
    if (found == wanted) return place;
    if (std::ranges::any_of(found, [](Byte byte) { return byte != 0; }))
      continue;
    check(bpf_map_update_elem(map_.get(), &place, wanted.data(), BPF_ANY),
          "can't write to the map {}", whole_name);
    added_.push_back(place);
    return place;
  }
  throw failure("all {} elements of the map {} are in use", info_.max_entries,
                whole_name)
      .with_hint(
          "let the program be built with a larger "
          "BPF_USDT_MAX_SPEC_CNT");
}

}  // namespace skep
