// Object files through `prog load`, with a kernel that accepts everything: all
// that libbpf does before and between its calls. The object's own BTF stands in
// for the kernel's.
#include "src/object/load.h"

#include <bpf/btf.h>
#include <linux/bpf.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "tests/fuzz/elf_mutator.h"
#include "tests/fuzz/fuzz.h"

namespace skep::fuzz {
namespace {

// Return a descriptor for any map or program. Maps of global variables get
// mapped: as a file with a hole it has room for all.
long new_object() {
  constexpr off_t room = off_t{1} << 40;
  const int fd = ::memfd_create("object", MFD_CLOEXEC);
  if (fd < 0 || ::ftruncate(fd, room) < 0) return -ENOMEM;
  return fd;
}

long answer(long command, void* /*attributes*/) {
  switch (command) {
    case BPF_PROG_LOAD:
    case BPF_MAP_CREATE:
    case BPF_BTF_LOAD:
      return new_object();
    case BPF_MAP_UPDATE_ELEM:
    case BPF_MAP_FREEZE:
    case BPF_PROG_BIND_MAP:
    case BPF_OBJ_GET_INFO_BY_FD:
      return 0;
    case BPF_BTF_GET_NEXT_ID:
    case BPF_OBJ_GET:
      return -ENOENT;
    default:
      return -EPERM;
  }
}

std::string kernel_btf;

}  // namespace

void fuzz_one(ByteView input) {
  answer_bpf_by(answer);
  const MemoryFile file{input};
  kernel_btf = file.path();
  const LoadedObject loaded{
      open_to_load(file.path(), {.kernel_btf = kernel_btf}), file.path()};
  (void)loaded.maps();
}

}  // namespace skep::fuzz

// Linked in place of libbpf's own (--wrap).
extern "C" btf* __wrap_btf__load_vmlinux_btf() {
  return btf__parse(skep::fuzz::kernel_btf.c_str(), nullptr);
}

// What libbpf forgets of relocations when one is malformed, and of a section
// that is there twice; a process that meets such an object ends soon.
extern "C" const char* __lsan_default_suppressions() {
  return "leak:bpf_object__relocate_core\nleak:bpf_object__elf_collect\n";
}

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data,
                                               std::size_t size,
                                               std::size_t max_size,
                                               unsigned seed) {
  return skep::fuzz::mutate_elf(data, size, max_size, seed);
}
