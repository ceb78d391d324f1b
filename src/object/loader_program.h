// The BPF program that loads an object without libbpf: what a light skeleton
// holds in place of the object file.
#pragma once

#include <string>

#include "src/object/bpf_object.h"
#include "src/sys/bytes.h"

namespace skep {

// Both are in the byte order of the machines that the object is for.
struct LoaderProgram {
  Bytes insns;  // of a program of type syscall
  Bytes data;   // the value of the one map that it uses
};

struct LoaderOptions {
  // The program refuses to work on other data than `data`: the signature of its
  // instructions is one of both.
  bool checks_data = false;
};

// Make the program that creates the maps and loads the programs of an opened
// object, in libbpf's order, and hands out their descriptors by struct
// bpf_loader_ctx. Programs that are optional are left out. The kernel is asked
// for nothing but the values of .kconfig and the addresses of symbols; after
// that, the object can be read, not loaded.
// `elf` is what `object` was opened from, `path` where that came from.
// Errors: Error that says what of the object such a program can't do:
// struct_ops,
//         variables in an arena, jump tables, programs in the initial value of
//         a map, too many programs or maps, programs that replace others'.
[[nodiscard]] LoaderProgram make_loader(const BpfObject& object, ByteView elf,
                                        const std::string& path,
                                        const LoaderOptions& options = {});

}  // namespace skep
