// Programs as a whole: their types, their maps, what they are attached to.
#include <array>

#include "src/verifier/kinds.h"

namespace skep::verifier {
namespace {

constexpr auto rows = std::to_array<Kind>({
    {"capability",
     "allowed only to CAP_PERFMON\n"
     "allowed for CAP_BPF and CAP_SYS_ADMIN\n"
     "CAP_BPF and CAP_PERFMON are required",
     "The program does what whoever loads it has no right to.",
     "Load it as root, or with CAP_BPF and CAP_PERFMON.", About::program},
    {"attach-rejected",
     "Attaching tracing programs to function\n"
     "to __noreturn function",
     "The kernel lets no program be attached to this function: it would break "
     "the system, or never see the function's end.",
     "Attach to a function that calls it, or use fentry in place of fexit.",
     About::program},
    {"not-modifiable",
     "is not modifiable\n"
     "can't modify return codes of BPF programs\n"
     "not allowed for fmod_ret",
     "fmod_ret programs can change only system calls, security hooks and the "
     "functions that are listed for error injection.",
     "Choose such a function, or only watch by fentry or fexit.",
     About::program},
    {"not-sleepable",
     "is not sleepable\n"
     "cannot be sleepable\n"
     "can only be sleepable\n"
     "programs can be sleepable\n"
     "non-faultable tracepoint",
     "Nothing may sleep at this hook, or in programs of this type, so the "
     "program can't be loaded as sleepable.",
     "Drop the .s from the section, or attach where sleeping is allowed.",
     About::program},
    {"lsm-hook",
     "points to disabled hook\n"
     "attach to void LSM hooks can't modify return value",
     "This hook of the security modules does not take such a program.",
     "Attach to another hook; a hook that returns nothing can only be watched, "
     "so do not set a return value.",
     About::program},
    {"replacement",
     "Cannot replace\n"
     "Extension program\n"
     "Program extension requires BTF\n"
     "is not a global function\n"
     "() has # args while\n"
     "doesn't match type * of\n"
     "arg# in *() \n"
     "arg# * doesn't match\n"
     "freplace programs with",
     "A freplace program takes the place of a global function of another "
     "program, with the same parameters and the same result.",
     "Make the function in the other program global and __noinline (no "
     "static), and declare yours in the same way.",
     About::program},
    {"program-as-target",
     "to another program annotated with BTF\n"
     "attachable to another BPF prog\n"
     "Can attach to only JITed progs\n"
     "Cannot recursively attach\n"
     "Cannot nest tracing\n"
     "Cannot extend fentry\n"
     "cannot attach to exception callback\n"
     "Target program bound device mismatch\n"
     "Subprog * doesn't exist",
     "The program that this one is to be attached to can't take it.",
     "Attach to a program with BTF that is no tracing program itself.",
     About::program},
    {"struct-ops-member",
     "attach to unsupported member\n"
     "attach to invalid member\n"
     "is not a supported struct\n"
     "struct_ops module * is not found",
     "The kernel does not let a program stand in for this member of the "
     "struct, or does not know the struct.",
     "Leave the member out; look at which ones other implementations in BPF "
     "set.",
     About::program},
    {"attach-target",
     "must provide btf_id\n"
     "attach_btf_id #\n"
     "The address of function * cannot be found\n"
     "return value is not supported for this attach type\n"
     "The function * is unsupported\n"
     "The function * arguments. Too many",
     "The kernel has nothing by this BTF id that a program of this type could "
     "be attached to.",
     "Check the name in the section, and that it is for this kind of hook: a "
     "function for fentry, a tracepoint for tp_btf, a hook for lsm.",
     About::program},
    {"kernel-btf",
     "kernel is missing BTF\n"
     "in-kernel BTF is malformed\n"
     "without CONFIG_DEBUG_INFO_BTF",
     "The program needs the BTF of the kernel, which has none, or a bad one.",
     "Run a kernel built with CONFIG_DEBUG_INFO_BTF.", About::program},
    {"kernel-symbol",
     "failed to find the address for kernel symbol\n"
     "ldimm64 insn specifies invalid btf_id\n"
     "in ldimm64 isn't KIND_VAR",
     "The kernel's variable that the program refers to can't be found.",
     "Declare it __weak and ask whether it is there: bpf_ksym_exists().",
     About::program},
    {"map-for-sleepable", "Sleepable programs can only use",
     "Sleepable programs may not use maps of this type.",
     "Use an array, hash, ring buffer or local storage.", About::program},
    {"storage-twice", "only one cgroup storage of each type",
     "A program may use one map of control group storage of each type.",
     "Put the data into one struct.", About::program},
    {"map-for-program",
     "offload device mismatch\n"
     "bpf_struct_ops map cannot be used\n"
     "program's hash doesn't match\n"
     "can only use preallocated",
     "A program like this can't use one of its maps.",
     "Use another type of map, or make the map for the same device.",
     About::program},
    {"map-count",
     "maps per program has reached the limit\n"
     "btfs per program has reached the limit",
     "The program refers to more maps than the 64 that it may.",
     "Join some of them into one, or split the program.", About::program},
    {"map-descriptor", "is not pointing to valid bpf_map",
     "The program refers to a map by a descriptor that is none.",
     "Load it by libbpf, which creates the maps first.", About::program},
    {"function-info",
     "number of funcs in func_info\n"
     "func_info BTF section doesn't match\n"
     "line_info\n"
     "in func info\n"
     "previous func info",
     "The type information does not fit the instructions: a tool has changed "
     "one without the other.",
     "Compile again with -g, and link by `gen object`.", About::program},
    {"jit-required",
     "JIT is required\n"
     "JIT does not support\n"
     "JIT doesn't support\n"
     "non-JITed programs\n"
     "not supported by jit\n"
     "requires BPF JIT compiler",
     "The kernel compiles BPF to machine code on this machine not at all, or "
     "not what this program uses.",
     "Set the sysctl net.core.bpf_jit_enable to 1; else do without the "
     "feature.",
     About::program},
});

}  // namespace

const std::span<const Kind> kinds_of_programs{rows};

}  // namespace skep::verifier
