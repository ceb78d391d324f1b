#include "src/object/link_objects.h"

#include <bpf/libbpf.h>
#include <sys/mman.h>

#include <cerrno>
#include <memory>

#include "src/object/elf_check.h"
#include "src/object/elf_soundness.h"
#include "src/object/load_error.h"
#include "src/sys/error.h"
#include "src/sys/fd.h"
#include "src/sys/file.h"
#include "src/sys/log.h"

namespace skep {
namespace {

struct FreeLinker {
  void operator()(bpf_linker* linker) const { bpf_linker__free(linker); }
};
using Linker = std::unique_ptr<bpf_linker, FreeLinker>;

// Call libbpf; what it logs meanwhile are the reasons of its failure.
template <typename Call>
void call_libbpf(Call&& call) {
  HeldDiagnostics messages;
  try {
    call();
  } catch (const Error& error) {
    throw with_reasons(error, messages.take());
  }
}

void add(const Linker& linker, const std::string& path) {
  const Bytes bytes = read_file(path);
  check_is_bpf_elf(bytes, path);
  check_is_sound(bytes, path);
  if (!has_host_byte_order(bytes))
    throw failure("can't link {}: it is for machines of the other byte order",
                  path);
  call_libbpf([&] {
    check(bpf_linker__add_file(linker.get(), path.c_str(), nullptr),
          "can't link {}", path);
  });
}

}  // namespace

Bytes link_objects(std::span<const std::string> paths) {
  const Fd output{
      check(::memfd_create("object", MFD_CLOEXEC), "can't make a file")};
  const Linker linker{check(bpf_linker__new_fd(output.get(), nullptr),
                            "can't start to link objects")};
  for (const std::string& path : paths) add(linker, path);
  call_libbpf([&] {
    check(bpf_linker__finalize(linker.get()), "can't link {} objects",
          paths.size());
  });
  return read_file(fmt::format("/proc/self/fd/{}", output.get()));
}

}  // namespace skep
