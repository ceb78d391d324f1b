#include "src/btf/btf.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include <array>
#include <cerrno>
#include <stdexcept>
#include <string_view>
#include <vector>

#include "src/btf/parts.h"
#include "src/sys/bytes.h"
#include "src/sys/error.h"
#include "src/sys/fd.h"

namespace skep::btf {
namespace {

bool is_modifier_or_typedef(const btf_type& type) {
  return btf_is_mod(&type) || btf_is_typedef(&type);
}

// Follow references for as long as they are of the kinds `follow` wants.
template <typename Follow>
TypeId skip(const BtfView& btf, TypeId id, Follow follow) {
  for (unsigned depth = 0; depth < max_depth; ++depth) {
    const btf_type* type = btf.type(id);
    if (type == nullptr) return void_id;
    if (!follow(*type)) return id;
    id = type->type;
  }
  return void_id;
}

// Is this the BTF of a kernel module, which refers to types of vmlinux?
bool is_module(const Fd& fd, std::uint32_t id) {
  std::array<char, 64> name{};
  auto info = zeroed<bpf_btf_info>();
  info.name = reinterpret_cast<std::uintptr_t>(name.data());
  info.name_len = name.size();
  std::uint32_t size = sizeof(info);
  check(bpf_btf_get_info_by_fd(fd.get(), &info, &size),
        "can't get info of BTF object {}", id);
  return info.kernel_btf != 0 && std::string_view{name.data()} != "vmlinux";
}

::btf* base_of(const Btf::Base& base) {
  return base != nullptr ? base->get_mutable() : nullptr;
}

Error vmlinux_error(int code) {
  if (code == ESRCH)
    return failure(
               "can't find the kernel's BTF: there is no "
               "/sys/kernel/btf/vmlinux, and no vmlinux image in /boot, "
               "/lib/modules or /usr/lib/debug")
        .with_hint(
            "the kernel must be built with CONFIG_DEBUG_INFO_BTF=y (Linux "
            "5.4), and /sys be mounted");
  Error error = system_error(
      code, "can't load the kernel's BTF, /sys/kernel/btf/vmlinux");
  if (code != EINVAL) return error;
  return error.with_hint("its format may be newer than this program's libbpf");
}

Error file_error(const std::string& path, int code) {
  if (code == ENODATA)
    return failure("can't load BTF from {}: it has no .BTF section", path)
        .with_hint("compile it with -g");
  if (code == EINVAL || code == EPROTO || code == LIBBPF_ERRNO__FORMAT)
    return failure(
        "can't load BTF from {}: neither a BTF nor an ELF file, or "
        "malformed, or newer than this program",
        path);
  return system_error(code, "can't load BTF from {}", path);
}

}  // namespace

std::uint32_t BtfView::size_of_strings() const {
  if (raw_ != nullptr) return raw_->size_of_strings();
  std::uint32_t size = 0;
  const void* bytes =
      check(btf__raw_data(btf_, &size), "can't read the strings of a BTF");
  return static_cast<const btf_header*>(bytes)->str_len;
}

std::optional<TypeId> BtfView::find(const std::string& name,
                                    std::uint32_t kind) const {
  if (raw_ != nullptr) return raw_->find(name, kind);
  const int id = btf__find_by_name_kind(btf_, name.c_str(), kind);
  if (id < 0) return std::nullopt;
  return static_cast<TypeId>(id);
}

TypeId BtfView::skip_modifiers(TypeId id) const {
  return skip(*this, id,
              [](const btf_type& type) { return btf_is_mod(&type); });
}

TypeId BtfView::skip_modifiers_and_typedefs(TypeId id) const {
  return skip(*this, id, is_modifier_or_typedef);
}

std::optional<std::uint32_t> BtfView::resolve_size(TypeId id) const {
  if (raw_ != nullptr) return raw_->size_of(id);
  const auto size = btf__resolve_size(btf_, id);
  if (size < 0) return std::nullopt;
  return static_cast<std::uint32_t>(size);
}

bool BtfView::is_char(TypeId id) const {
  const btf_type* found = type(skip_modifiers(id));
  if (found == nullptr || !btf_is_int(found) || found->size != 1) return false;
  return btf_int_encoding(found) == BTF_INT_CHAR || name(*found) == "char";
}

std::uint32_t BtfView::pointer_size() const {
  if (raw_ != nullptr) return raw_->pointer_size();
  // Nobody knows for a BTF without any `long`: BPF's own are 8 bytes.
  const std::size_t size = btf__pointer_size(btf_);
  return size == 4 ? 4 : 8;
}

std::endian BtfView::byte_order() const {
  if (raw_ != nullptr) return std::endian::native;
  return btf__endianness(btf_) == BTF_BIG_ENDIAN ? std::endian::big
                                                 : std::endian::little;
}

Btf Btf::vmlinux() {
  if (auto bytes = FileView::open("/sys/kernel/btf/vmlinux"))
    if (auto types = RawTypes::read(std::move(*bytes)))
      return Btf{std::move(types)};
  // It is elsewhere, or libbpf knows what is wrong with it.
  ::btf* btf = btf__load_vmlinux_btf();
  if (has_failed(btf)) throw vmlinux_error(failure_code(btf));
  return Btf{btf};
}

std::optional<Btf> Btf::from_kernel(std::uint32_t id, Base vmlinux) {
  const int opened = bpf_btf_get_fd_by_id(id);
  if (opened == -ENOENT) return std::nullopt;
  const Fd fd{check(opened, "can't open BTF object {}", id)};
  if (!is_module(fd, id))
    vmlinux = nullptr;
  else if (vmlinux == nullptr)
    vmlinux = std::make_shared<const Btf>(Btf::vmlinux());
  ::btf* btf = btf__load_from_kernel_by_id_split(id, base_of(vmlinux));
  if (has_failed(btf) && failure_code(btf) == ENOENT) return std::nullopt;
  return Btf{check(btf, "can't read BTF object {}", id), std::move(vmlinux)};
}

Btf Btf::from_file(const std::string& path, Base base) {
  ::btf* btf = btf__parse_split(path.c_str(), base_of(base));
  if (has_failed(btf)) throw file_error(path, failure_code(btf));
  return Btf{btf, std::move(base)};
}

Btf Btf::from_bytes(ByteView raw, Base base) {
  ::btf* btf = btf__new_split(
      raw.data(), static_cast<std::uint32_t>(raw.size()), base_of(base));
  return Btf{check(btf, "can't parse BTF"), std::move(base)};
}

Btf Btf::on_top_of(Base base, Bytes raw) {
  if (base->raw() == nullptr) return from_bytes(raw, std::move(base));
  auto types = RawTypes::read(FileView{std::move(raw)}, base->raw());
  if (types == nullptr) throw std::logic_error{"skep made a malformed BTF"};
  return Btf{std::move(types), std::move(base)};
}

}  // namespace skep::btf
