#include "src/prog/metadata.h"

#include <bpf/bpf.h>
#include <linux/bpf.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "src/btf/btf.h"
#include "src/btf/parts.h"
#include "src/btf/print_value.h"
#include "src/sys/error.h"
#include "src/sys/kernel_object.h"
#include "src/sys/log.h"

namespace skep::prog {
namespace {

struct Variable {
  std::string_view name;  // without the prefix
  btf::TypeId type;
  std::uint32_t offset;
};

std::vector<Variable> metadata_in(btf::BtfView types, const btf_type& section) {
  std::vector<Variable> found;
  for (const btf::SectionVariable& place : btf::variables_of(section)) {
    const btf_type* variable = types.type(place.type);
    if (variable == nullptr || !btf_is_var(variable)) continue;
    const std::string_view name = types.name(*variable);
    if (name.starts_with(metadata_prefix))
      found.push_back(
          {name.substr(metadata_prefix.size()), variable->type, place.offset});
  }
  return found;
}

void print_value(Writer& out, btf::BtfView types, ByteView bytes,
                 const Variable& variable) {
  const std::size_t start =
      std::min<std::size_t>(variable.offset, bytes.size());
  bytes = bytes.subspan(start);
  out.in_json([&](Json& json) {
    btf::ValuePrinter{types, variable.type}.print(json, bytes);
  });
  out.in_text([&](Sink& sink) {
    Json value{sink, Json::Style::compact};
    btf::ValuePrinter{types, variable.type, {btf::Dialect::plain}}.print(value,
                                                                         bytes);
  });
}

}  // namespace

bool may_be_readonly(std::string_view map_name) {
  return map_name.find(".rodata") != std::string_view::npos;
}

struct Metadata::Section {
  // Read the section that is behind `map`.
  static std::optional<Section> read(const Fd& map, const bpf_map_info& info) {
    auto types = btf::Btf::from_kernel(info.btf_id);
    if (!types) return std::nullopt;
    const btf_type* type = types->type(info.btf_value_type_id);
    if (type == nullptr || !btf_is_datasec(type)) return std::nullopt;
    std::vector<Variable> variables = metadata_in(*types, *type);
    Bytes bytes(info.value_size);
    const int key = 0;
    if (variables.empty() ||
        bpf_map_lookup_elem(map.get(), &key, bytes.data()) != 0)
      return std::nullopt;
    return Section{std::move(*types), std::move(variables), std::move(bytes)};
  }

  btf::Btf types;
  std::vector<Variable> variables;  // those that are metadata
  Bytes bytes;
};

// Look for the name among the strings of a BTF, without taking it apart.
bool Metadata::may_name_metadata(std::uint32_t btf_id) {
  if (plain_btfs_.contains(btf_id)) return false;
  const auto fd = open_id(ObjectKind::btf, btf_id);
  if (!fd) return false;
  constexpr std::size_t usual_size = 64U << 10U;
  raw_btf_.resize(usual_size);
  auto request = zeroed<bpf_btf_info>();
  request.btf = reinterpret_cast<std::uintptr_t>(raw_btf_.data());
  request.btf_size = usual_size;
  const auto info = info_of<bpf_btf_info>(*fd, request);
  if (info.btf_size > usual_size) return true;
  if (text_of(ByteView{raw_btf_}.first(info.btf_size)).find(metadata_prefix) !=
      std::string_view::npos)
    return true;
  plain_btfs_.insert(btf_id);
  return false;
}

DataKind Metadata::kind_of(const bpf_map_info& map) {
  const bool is_data = map.type == BPF_MAP_TYPE_ARRAY &&
                       map.key_size == sizeof(int) && map.max_entries == 1 &&
                       map.btf_value_type_id != 0 && may_be_readonly(map.name);
  if (!is_data) return DataKind::none;
  return may_name_metadata(map.btf_id) ? DataKind::may_be_metadata
                                       : DataKind::plain;
}

// The first map of read-only data is the one that counts.
std::optional<Metadata::Section> Metadata::find(
    std::span<const std::uint32_t> map_ids) {
  if (!map_ids.empty())
    if (const auto ask = std::exchange(ask_, nullptr)) kinds_ = ask();
  for (const std::uint32_t id : map_ids) {
    const auto known = kinds_.find(id);
    if (known != kinds_.end() && known->second == DataKind::none) continue;
    if (known != kinds_.end() && known->second == DataKind::plain) break;
    const auto map = open_id(ObjectKind::map, id);
    if (!map) continue;
    const auto info = info_of<bpf_map_info>(*map);
    const DataKind kind = kinds_.emplace(id, kind_of(info)).first->second;
    if (kind == DataKind::none) continue;
    if (kind == DataKind::plain) break;
    return Section::read(*map, info);
  }
  return std::nullopt;
}

// Who may look at a program that is pinned need not be allowed to open maps and
// BTF by their ids: then its metadata is not known.
std::optional<Metadata::Section> Metadata::find_if_allowed(
    std::span<const std::uint32_t> map_ids) {
  try {
    return find(map_ids);
  } catch (const Error& error) {
    if (error.code() != EPERM) throw;
    log::debug("metadata is left out: {}", error.what());
    return std::nullopt;
  }
}

void Metadata::print(Writer& out, std::span<const std::uint32_t> map_ids) {
  const auto section = find_if_allowed(map_ids);
  if (!section) return;
  const auto object = out.object("metadata");
  out.layout("\tmetadata:");
  for (const Variable& variable : section->variables) {
    out.key(variable.name);
    out.text("\n\t\t{} = ", variable.name);
    print_value(out, section->types, section->bytes, variable);
  }
  out.layout("\n");
}

}  // namespace skep::prog
