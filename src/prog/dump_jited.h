// The native code of programs as `prog dump jited` prints it: the text and JSON
// of a bpftool that LLVM is part of.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "src/disasm/native.h"
#include "src/output/writer.h"
#include "src/prog/dump_xlated.h"
#include "src/prog/image.h"
#include "src/sys/kallsyms.h"

namespace skep::prog {

// Return the function that an address of the kernel is in, or behind; nullopt
// if that is not known. The names live until the next call.
using FindSymbol =
    std::function<std::optional<KernelSymbol>(std::uint64_t address)>;

// Return what finds the symbols of the running kernel. They are read when the
// first one is wanted.
[[nodiscard]] FindSymbol symbols_of_kernel();

// Print the native code of one program: a list of its functions.
void dump_jited(Writer& out, const Image& image,
                const disasm::NativeReader& reader,
                const FindSymbol& find_symbol, const DumpOptions& options);

}  // namespace skep::prog
