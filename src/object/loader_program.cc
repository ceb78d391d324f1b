#include "src/object/loader_program.h"

#include <elf.h>
#include <linux/bpf.h>
#include <sys/mman.h>
#include <unistd.h>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <iterator>

#include "src/object/elf_check.h"
#include "src/object/initial_value.h"
#include "src/object/load_error.h"
#include "src/sys/error.h"
#include "src/sys/log.h"

namespace skep {
namespace {

// Limits of the programs that libbpf 1.7 makes.
constexpr std::ptrdiff_t most_maps = 64;
constexpr unsigned most_programs = 32;

// All variables stand in the loader's data as well, zeros and all.
constexpr std::uint64_t most_variable_bytes = std::uint64_t{16} << 20U;

[[noreturn]] void refuse(const std::string& path, std::string_view reason) {
  throw failure("can't make a loader program for {}: {}", path, reason)
      .with_hint("without -L there is no such limit");
}

// libbpf maps the arena where the object wants it, in the memory of this
// process: nothing else may be there.
bool has_room(const bpf_map* map) {
  const std::uint64_t wanted = bpf_map__map_extra(map);
  if (wanted == 0) return true;
  const std::size_t size = std::size_t{bpf_map__max_entries(map)} *
                           static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  auto* const address =
      std::bit_cast<void*>(static_cast<std::uintptr_t>(wanted));
  void* const got = ::mmap(
      address, size, PROT_NONE,
      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);
  if (got == MAP_FAILED) return false;
  ::munmap(got, size);
  return got == address;
}

void check_arena(const bpf_map* map, const std::string& path) {
  if (!initial_value(map).empty())
    refuse(path,
           fmt::format("it can't fill the arena '{}'", bpf_map__name(map)));
  if (!has_room(map))
    refuse(path,
           fmt::format("the arena '{}' has an address that is in use here",
                       bpf_map__name(map)));
}

void check_map(const bpf_map* map, const std::string& path) {
  const bpf_map_type type = bpf_map__type(map);
  if (type == BPF_MAP_TYPE_ARENA) check_arena(map, path);
  if (type == BPF_MAP_TYPE_STRUCT_OPS)
    refuse(path, fmt::format("it can't fill '{}', a map of type struct_ops",
                             bpf_map__name(map)));
}

void check_maps(const BpfObject& object, const std::string& path) {
  const MapRange maps = object.maps();
  if (std::distance(maps.begin(), maps.end()) > most_maps)
    refuse(path, fmt::format("it has more than {} maps", most_maps));
  std::uint64_t bytes = 0;
  for (const bpf_map* map : maps) {
    check_map(map, path);
    if (bpf_map__is_internal(map)) bytes += bpf_map__value_size(map);
  }
  if (bytes > most_variable_bytes)
    refuse(path,
           fmt::format("its {} bytes of global variables are too many", bytes));
}

// A loader hands out descriptors; where they are pinned is up to the user.
void forget_pins(const BpfObject& object) {
  for (bpf_map* map : object.maps()) {
    if (bpf_map__pin_path(map) == nullptr) continue;
    log::warn(
        "map '{}' will not be pinned by name: a loader program pins nothing",
        bpf_map__name(map));
    check(bpf_map__set_pin_path(map, nullptr), "can't unpin map '{}'",
          bpf_map__name(map));
  }
}

void check_object(const BpfObject& object, ByteView elf,
                  const std::string& path) {
  check_maps(object, path);
  // libbpf 1.7 would create their maps here and now.
  if (mentions_section(elf, ".jumptables")) refuse(path, "it has jump tables");
}

// Does an instruction use the stack beyond its upper end, which is in R10?
bool leaves_stack(ByteView insn, bool is_little_endian) {
  const unsigned kind = insn[0] & 0x07U;
  const bool is_load = kind == BPF_LDX;
  if (!is_load && kind != BPF_STX) return false;
  const bool wants_low_bits = is_little_endian != is_load;
  const unsigned base = wants_low_bits ? insn[1] & 0x0fU : insn[1] >> 4U;
  const Byte high_byte_of_offset = insn[is_little_endian ? 3 : 2];
  return base == BPF_REG_10 && (high_byte_of_offset & 0x80U) == 0;
}

// libbpf 1.7 gives every program and function a place on the loader's stack,
// and goes on beyond its end.
void check_stack(ByteView insns, bool is_little_endian,
                 const std::string& path) {
  for (std::size_t at = 0; at < insns.size(); at += sizeof(bpf_insn))
    if (leaves_stack(insns.subspan(at, sizeof(bpf_insn)), is_little_endian))
      refuse(path, fmt::format("it has more than {} programs and functions",
                               most_programs));
}

Bytes copy_of(const char* start, std::size_t size) {
  const ByteView bytes = bytes_of(std::string_view{start, size});
  return {bytes.begin(), bytes.end()};
}

LoaderProgram generate(bpf_object* object, const std::string& path,
                       const LoaderOptions& options) {
  gen_loader_opts result{};
  result.sz = sizeof(result);
  result.gen_hash = options.checks_data;
  HeldDiagnostics messages;
  try {
    check(bpf_object__gen_loader(object, &result),
          "can't make a loader program for {}", path);
    check(bpf_object__load(object), "can't make a loader program for {}", path);
  } catch (const Error& error) {
    throw with_reasons(error, messages.take());
  }
  return {.insns = copy_of(result.insns, result.insns_sz),
          .data = copy_of(result.data, result.data_sz)};
}

}  // namespace

LoaderProgram make_loader(const BpfObject& object, ByteView elf,
                          const std::string& path,
                          const LoaderOptions& options) {
  check_object(object, elf, path);
  forget_pins(object);
  LoaderProgram loader = generate(object.get(), path, options);
  check_stack(loader.insns, elf[EI_DATA] == ELFDATA2LSB, path);
  return loader;
}

}  // namespace skep
