#include "src/object/bpf_object.h"

#include <cerrno>
#include <cstdint>

#include "src/btf/btf.h"
#include "src/btf/soundness.h"
#include "src/object/elf_check.h"
#include "src/object/elf_soundness.h"
#include "src/object/sec_registry.h"
#include "src/sys/error.h"
#include "src/sys/file.h"

namespace skep {
namespace {

void check_byte_order(ByteView bytes, const std::string& path) {
  if (has_host_byte_order(bytes)) return;
  throw failure(
      "can't open BPF object {}: it is for machines of the other "
      "byte order",
      path)
      .with_hint(
          "compile it with `clang -target bpf`, or with -target bpfel "
          "(little endian) or bpfeb (big endian)");
}

// libbpf says ENOENT or ESRCH for an object whose maps or externs need BTF.
// EOPNOTSUPP is about map attributes that it does not know.
Error explained(const Error& error, ByteView bytes, const std::string& path) {
  if (error.code() == EOPNOTSUPP)
    return error.with_hint("-m accepts unknown attributes of maps");
  const bool lacks_something = error.code() == ENOENT || error.code() == ESRCH;
  if (!lacks_something || mentions_section(bytes, ".BTF")) return error;
  return failure(
             "can't open BPF object {}: it has no BTF, which its maps or "
             "externs need",
             path)
      .with_hint("compile it with -g");
}

// For BTF with a type of more than 2 GiB, libbpf 1.7 makes a pointer of the
// size as if it were an errno value. No address of a process has the highest
// bit set.
bool is_stray_error(const bpf_object* object) {
  return sizeof(std::intptr_t) == 8 &&
         reinterpret_cast<std::intptr_t>(object) < 0;
}

void check_custom_btf(const std::string& path) {
  const btf::Btf types = btf::Btf::from_file(path);
  if (const auto fault = btf::find_fault(types); !fault.empty())
    throw failure("can't load BTF from {}: {}", path, fault);
}

const char* text_or_null(const std::string& text) {
  return text.empty() ? nullptr : text.c_str();
}

bpf_object* open_bytes(ByteView bytes, const std::string& path,
                       const bpf_object_open_opts& options,
                       SecRegistration* sections) {
  int code = 0;
  bpf_object* object = call_with_handlers(sections, [&] {
    bpf_object* opened =
        bpf_object__open_mem(bytes.data(), bytes.size(), &options);
    if (has_failed(opened))
      code = failure_code(opened);
    else if (sections != nullptr && !is_stray_error(opened))
      sections->note(opened);
    return opened;
  });
  if (object == nullptr)
    throw explained(system_error(code, "can't open BPF object {}", path), bytes,
                    path);
  if (is_stray_error(object))
    throw failure("can't open BPF object {}: its BTF is malformed", path);
  return object;
}

}  // namespace

BpfObject BpfObject::open_file(const std::string& path, OpenOptions options) {
  return open(read_file(path), path, std::move(options));
}

BpfObject BpfObject::open(ByteView bytes, const std::string& path,
                          OpenOptions options) {
  check_is_bpf_elf(bytes, path);
  if (!options.any_byte_order) check_byte_order(bytes, path);
  check_is_sound(bytes, path);
  if (!options.custom_btf.empty()) check_custom_btf(options.custom_btf);
  if (options.name.empty()) options.name = default_object_name(path);
  bpf_object_open_opts libbpf_options{};
  libbpf_options.sz = sizeof(libbpf_options);
  libbpf_options.object_name = options.name.c_str();
  libbpf_options.relaxed_maps = options.relaxed_maps;
  libbpf_options.kernel_log_level = options.kernel_log_level;
  libbpf_options.btf_custom_path = text_or_null(options.custom_btf);
  libbpf_options.kconfig = text_or_null(options.kconfig);
  libbpf_options.bpf_token_path = text_or_null(options.token_path);
  // What is only read needs no rights that others lend.
  if (options.any_byte_order) libbpf_options.bpf_token_path = "";
  auto sections = options.sections ? options.sections->engage() : nullptr;
  bpf_object* object = open_bytes(bytes, path, libbpf_options, sections.get());
  return {object, std::move(sections)};
}

void BpfObject::Close::operator()(bpf_object* object) const {
  if (sections) sections->forget(object);
  bpf_object__close(object);
}

const SecHandler* BpfObject::handler_of(const bpf_program* prog) const {
  return sections() == nullptr ? nullptr : sections()->handler_of(prog);
}

int BpfObject::prepare() const {
  if (sections() != nullptr) sections()->check_remembered(get());
  return call_with_handlers(sections(),
                            [&] { return bpf_object__prepare(get()); });
}

int BpfObject::load() const {
  if (sections() != nullptr) sections()->check_remembered(get());
  return call_with_handlers(sections(),
                            [&] { return bpf_object__load(get()); });
}

std::string default_object_name(std::string_view path) {
  const std::string_view file = path.substr(path.find_last_of('/') + 1);
  const std::string_view name = file.substr(0, file.find('.'));
  // libbpf refuses an empty name; files like ".o" have none.
  return std::string{name.empty() ? "object" : name};
}

}  // namespace skep
