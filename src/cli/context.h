// What a command is given beside its own options.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "src/output/writer.h"

namespace skep::cli {

// The options that every command understands.
struct GlobalOptions {
  Format format = Format::text;  // -j, -p
  bool is_debug = false;         // -d: all messages of libbpf, verifier logs
  bool shows_pins = false;       // -f: where objects are pinned
  bool relaxes_maps = false;     // -m: open objects with odd map definitions
  bool wants_no_mount = false;   // -n: for scripts; skep never mounts anything
  bool uses_loader = false;      // -L: by a program in place of libbpf
  bool signs_loader = false;     // -S: that program; implies -L
  std::string base_btf{};        // -B: what a split BTF rests on; empty: none
  std::string private_key{};     // -k, -i: to sign with; empty without -S
  std::string certificate{};

  bool operator==(const GlobalOptions&) const = default;
};

struct Context {
  Writer& out;
  const GlobalOptions& options;
  // Run one more command, given by its words, with the same output.
  std::function<void(const std::vector<std::string>&)> run_words;
};

}  // namespace skep::cli
