#include "src/object/load_hints.h"

#include <algorithm>
#include <array>

#include "src/verifier/pattern.h"

namespace skep {
namespace {

constexpr auto hints = std::to_array<LoadHint>({
    {"Error loading vmlinux BTF",
     "the object needs the BTF of the kernel: /sys/kernel/btf/vmlinux, which a "
     "kernel built with CONFIG_DEBUG_INFO_BTF has"},
    {"failed to find kernel BTF type ID of",
     "this kernel has no function, tracepoint or hook of that name to attach "
     "to"},
    {"extern (func ksym) '*': not found",
     "this kernel and its loaded modules have no such function: declare it "
     "__weak and ask bpf_ksym_exists(), or load the module"},
    {"extern (var ksym) '*': not found",
     "this kernel has no such variable: declare it __weak and ask whether its "
     "address is 0"},
    {"extern (func ksym) '*': func_proto * incompatible",
     "the function has other parameters in this kernel: declare both forms, "
     "one "
     "with a ___suffix, and ask bpf_ksym_exists()"},
    {"extern '*' (strong): not resolved",
     "this kernel is built without that option: declare it __weak, so that it "
     "is 0 then"},
    {"failed to open system Kconfig",
     "CONFIG_ variables need /proc/config.gz or /boot/config-RELEASE"},
    {"isn't referenced anywhere",
     "name the program in a struct in SEC(\".struct_ops\") or "
     "SEC(\".struct_ops.link\")"},
    {"struct_ops init_kern *: struct bpf_struct_ops_* is not found",
     "this kernel, or a module that is not loaded, does not have this kind of "
     "struct_ops"},
    {"struct_ops init_kern *: Cannot find member",
     "this kernel's struct lacks a member that the object sets: leave it out, "
     "or set it to NULL before loading"},
    {"attach program FD is not set",
     "a freplace program is for a function of another program, which is not "
     "given here"},
    {"no BTF-based attach target is specified",
     "say in the section what it is for: SEC(\"fentry/FUNCTION\")"},
    {"missing BPF prog type, check ELF section name",
     "libbpf does not know the section: `type` says what the program is"},
    {"cannot find exception callback",
     "the exception callback is a global function of the object"},
    {"failed to re-mmap() contents",
     "global variables with locks, lists or trees can't be mapped: make them "
     "static or __hidden, in a section of their own"},
    {"couldn't reuse pinned map",
     "the map that is pinned there is another one: `map show pinned FILE` "
     "tells of it, `rm FILE` unpins it"},
    {"map '*': failed to create: -E2BIG",
     "the key, the value or all elements are larger than the kernel allows: "
     "lower the sizes or max_entries"},
    {"map '*': failed to create: -ENOMEM",
     "there is not enough memory for all elements: lower max_entries"},
    {"map '*': failed to create: -EINVAL",
     "the type of the map does not go with its sizes, max_entries or flags, or "
     "this kernel does not know the type"},
    {"map '*': failed to create: -ENOTSUPP",
     "the value's struct has a lock, timer or the like that this type of map "
     "can't have"},
    {"BTF loading error",
     "the kernel does not take the object's types: compile it again with "
     "another version of clang"},
});

}  // namespace

std::span<const LoadHint> load_hints() { return hints; }

std::string hint_for_warnings(std::span<const std::string> warnings) {
  for (const LoadHint& hint : hints)
    if (std::ranges::any_of(warnings, [&](const std::string& warning) {
          return verifier::matches(
              std::string_view{warning}.substr(0, warning.find('\n')),
              hint.warning);
        }))
      return std::string{hint.hint};
  return {};
}

}  // namespace skep
