#include "src/object/btf_source.h"

#include <linux/bpf.h>

#include <memory>
#include <optional>
#include <utility>

#include "src/sys/error.h"

namespace skep {
namespace {

using btf::Btf;

constexpr std::string_view vmlinux_path = "/sys/kernel/btf/vmlinux";

Btf::Base load_base(const std::string& path) {
  if (path.empty()) return nullptr;
  return std::make_shared<const Btf>(Btf::from_file(path));
}

// The BTF of a module is split, though nothing in it says so.
bool is_module_file(const std::string& path) {
  return path.starts_with("/sys/kernel/btf/") && path != vmlinux_path;
}

Btf load_from_kernel(std::uint32_t id, const std::string& base) {
  auto types = Btf::from_kernel(id, load_base(base));
  if (!types) throw system_error(ENOENT, "can't find BTF object {}", id);
  return std::move(*types);
}

BtfSelection load_one(const BtfId& ref, const std::string& base) {
  return {load_from_kernel(ref.id, base), {}, false};
}

BtfSelection load_one(const ProgRef& ref, const std::string& base) {
  const auto info = info_of<bpf_prog_info>(open_prog(ref));
  if (info.btf_id == 0)
    throw failure("program {} has no BTF", info.id)
        .with_hint("compile it with -g");
  return {load_from_kernel(info.btf_id, base), {}, false};
}

std::vector<btf::TypeId> roots_of(const bpf_map_info& info, MapTypes wanted) {
  std::vector<btf::TypeId> roots;
  const bool has_key = wanted != MapTypes::value && info.btf_key_type_id != 0;
  if (has_key) roots.push_back(info.btf_key_type_id);
  const std::uint32_t value = info.btf_vmlinux_value_type_id != 0
                                  ? info.btf_vmlinux_value_type_id
                                  : info.btf_value_type_id;
  if (wanted != MapTypes::key && value != 0) roots.push_back(value);
  return roots;
}

BtfSelection load_one(const BtfOfMap& ref, const std::string& base) {
  const auto info = info_of<bpf_map_info>(open_map(ref.map));
  const bool is_some = ref.wanted != MapTypes::all;
  auto roots = roots_of(info, ref.wanted);
  if (info.btf_vmlinux_value_type_id != 0)
    return {Btf::vmlinux(), std::move(roots), is_some};
  if (info.btf_id == 0)
    throw failure("map {} has no BTF", info.id)
        .with_hint("define it with the types of its keys and values");
  return {load_from_kernel(info.btf_id, base), std::move(roots), is_some};
}

// Several files become one BTF, in which each type is there once.
Btf merge(const std::vector<std::string>& paths, const Btf::Base& base) {
  Btf all{check(btf__new_empty_split(base->get_mutable()), "can't make a BTF"),
          base};
  for (const std::string& path : paths) {
    const Btf one = Btf::from_file(path, base);
    check(btf__add_btf(all.get_mutable(), one.get()), "can't add the BTF of {}",
          path);
  }
  check(btf__dedup(all.get_mutable(), nullptr),
        "can't merge the BTF of {} files", paths.size());
  return all;
}

BtfSelection load_one(const BtfOfFiles& files, const std::string& base_path) {
  Btf::Base base = load_base(base_path);
  if (base == nullptr && is_module_file(files.paths.front()))
    base = std::make_shared<const Btf>(Btf::vmlinux());
  if (files.paths.size() == 1)
    return {Btf::from_file(files.paths.front(), std::move(base)), {}, false};
  if (base == nullptr)
    throw usage_error("several files need the BTF that they rest on")
        .with_hint("give it by -B FILE");
  return {merge(files.paths, base), {}, false};
}

}  // namespace

Fd open_btf(const BtfId& ref) {
  auto fd = open_id(ObjectKind::btf, ref.id);
  if (!fd) throw system_error(ENOENT, "can't find BTF object {}", ref.id);
  return std::move(*fd);
}

BtfSelection load_btf(const BtfSource& source, const std::string& base) {
  return std::visit([&](const auto& ref) { return load_one(ref, base); },
                    source);
}

}  // namespace skep
