// Calls of the kernel's functions: who may call which, and with what.
#include <array>

#include "src/verifier/kinds.h"

namespace skep::verifier {
namespace {

constexpr auto rows = std::to_array<Kind>({
    {"relocation",
     "failed to resolve CO-RE relocation\n"
     "invalid func unknown*195896080",
     "The program gets to a field, type or enumerator that the running kernel "
     "does not have.",
     "Ask first: bpf_core_field_exists(), bpf_core_type_exists() or "
     "bpf_core_enum_value_exists(); for something that was renamed, use a "
     "second struct with a ___suffix."},
    {"map-not-created",
     "is referenced but wasn't created\n"
     "invalid func unknown*2001000",
     "The program uses a map that was not created for this load.",
     "Let the map be created, or keep the code that uses it away by a constant "
     "that says whether it is."},
    {"kernel-function-missing",
     "is referenced but wasn't resolved\n"
     "invalid func unknown*2002000",
     "The running kernel has no function of this name for programs to call, "
     "neither in itself nor in its loaded modules.",
     "Ask before the call: if (bpf_ksym_exists(function)) ...; or use a "
     "kernel, "
     "or load the module, that has it."},
    {"helper-unknown", "invalid func unknown",
     "The running kernel has no helper of this number: it is older than the "
     "helper.",
     "Ask bpf_core_enum_value_exists(enum bpf_func_id, BPF_FUNC_...) before "
     "the call, or do without."},
    {"helper-not-allowed",
     "program of this type cannot use helper\n"
     "unknown func *#",
     "The helper exists, but not for programs of this type and attach type, or "
     "not with the rights of whoever loads it.",
     "Use a helper that this type has, or another type of program; tracing "
     "helpers need CAP_PERFMON."},
    {"gpl-only",
     "non-GPL compatible program\n"
     "must have a GPL compatible license",
     "What is used here is only for programs whose license is compatible with "
     "the GPL.",
     "If it is so, say it: char LICENSE[] SEC(\"license\") = \"GPL\"; \"Dual "
     "BSD/GPL\" and \"Dual MIT/GPL\" will do, too."},
    {"kernel-function-not-allowed", "calling kernel function * is not allowed",
     "The function exists, but not for programs of this type.",
     "Use it in a program of a type that may (tracing, struct_ops and syscall "
     "programs often may), or find a helper that does the same."},
    {"sleepable-call",
     "might sleep in a non-sleepable prog\n"
     "sleepable helper\n"
     "must be sleepable to call\n"
     "is sleepable within\n"
     "sleepable global function",
     "What is called may sleep, and the program may not do so here: it is not "
     "loaded as sleepable, or it is in a section where nobody sleeps.",
     "Use a sleepable section (fentry.s, lsm.s, uprobe.s, syscall ...), and "
     "leave RCU, lock and preemption sections before the call."},
    {"global-function-argument",
     "Caller passes invalid args into\n"
     "is not supported yet\n"
     "Global function\n"
     "Invalid type of function",
     "A function that is not static is verified by itself, by the types of its "
     "parameters: what is passed must fit these types, and not all types can "
     "be passed.",
     "Pass integers, the context, or pointers to structs whose whole size is "
     "readable; or make the function static, which verifies it with each "
     "call."},
    {"null-argument", "Possibly NULL pointer passed to",
     "The function takes no NULL, and this argument was not compared with "
     "NULL on the way here.",
     "Check it right after it was returned: if (!pointer) return 0;"},
    {"untrusted-pointer",
     "must be referenced or trusted\n"
     "must be a rcu pointer",
     "The kernel does not vouch for this pointer: it was read from another "
     "object, so what it points to may be gone.",
     "Acquire a reference first, take the pointer inside of an RCU section, or "
     "pass on the argument that the program was given itself."},
    {"kernel-function-argument",
     "expected pointer to * but *has a pointer to\n"
     "must point to *scalar\n"
     "memory, len pair leads to invalid memory access\n"
     "expected pointer to ctx\n"
     "expects pointer to ctx\n"
     "expected pointer to map value\n"
     "point to a map value\n"
     "isn't map pointer",
     "The argument is no pointer of the kind that the kernel's function takes.",
     "Pass the object itself, of the type in the function's declaration, as it "
     "was given or returned; a cast does not change what the verifier knows."},
    {"argument-type", " type=* expected=",
     "{} does not hold what the function takes as this argument; expected= "
     "lists what it may be.",
     "Compare with the helper's documentation: the order of the arguments, "
     "a pointer where a number is, memory that was not checked for NULL "
     "(..._or_null), or a pointer into the wrong kind of memory."},
    {"map-for-helper",
     "cannot pass map_type # into func\n"
     "expected prog array map for tail call\n"
     "invalid arg_type for sockmap/sockhash",
     "The helper does not work on maps of this type.",
     "Use the helper that belongs to the type of the map, or change the map's "
     "type."},
    {"size-argument",
     "either use unsigned or 'var &= const'\n"
     "use 'var &= const' or 'if (var < const)'\n"
     "memory size # is too large",
     "{} is the size of a piece of memory, and nothing on the way here keeps "
     "it from being negative or larger than that memory.",
     "Make it unsigned and bound it just before the call: if (size > "
     "sizeof(buffer)) return 0; or size &= SIZE - 1. If the compiler moves the "
     "check, barrier_var(size) keeps it in its place."},
    {"zero-size", "invalid zero-sized read",
     "{} is the size of a piece of memory, and may be 0, which this function "
     "does not take.",
     "Leave when the size is 0: if (!size) return 0;"},
    {"constant-string",
     "does not point to a readonly map\n"
     "points to a readonly map\n"
     "string is not zero-terminated\n"
     "Invalid format string\n"
     "point to a const string\n"
     "direct value access on string failed\n"
     "is not a constant address",
     "This argument must be a string that nobody can change, known when the "
     "program is loaded.",
     "Put it into read-only data: static const char text[] = \"...\"; what is "
     "on the stack or in a map that is written will not do."},
    {"constant-argument",
     "is not a known constant\n"
     "must be a known constant\n"
     "is not a const",
     "{} must be a number that is known when the program is loaded.",
     "Write the number itself, or a const volatile global variable, in place "
     "of a computed one; bpf_dynptr variants take sizes that vary."},
    {"packet-argument",
     "helper access to the packet is not allowed\n"
     "does not allow writes to packet data",
     "This helper, or a program of this type, may not be given memory of the "
     "packet.",
     "Copy to or from a buffer on the stack."},
    {"helper-for-attach-type",
     "supported only for fentry\n"
     "not supported for program type\n"
     "cannot update sockmap in this context",
     "The helper needs a program that is attached in another way.",
     "Look at which attach types the helper is for, and change the section."},
    {"callback-function",
     "callback function\n"
     "expected pointer to func\n"
     "missing btf func_info",
     "A callback is a static function of the program, with type information, "
     "whose address is passed by its name.",
     "Declare it static, with all its parameters, and compile with -g."},
    {"storage-flags", "doesn't support non-zero flags",
     "bpf_get_local_storage() takes no flags.", "Pass 0."},
    {"reserved-offset", "must have zero offset when passed to release func",
     "What is released must be the very pointer that was acquired, not one "
     "into the middle of the object.",
     "Keep the pointer as it was returned, and release that."},
    {"kernel-may-break", "destructive kfunc calls require",
     "The function can bring the system down, and whoever loads the program "
     "has no right to do so.",
     "Load it with CAP_SYS_BOOT."},
});

}  // namespace

const std::span<const Kind> kinds_of_calls{rows};

}  // namespace skep::verifier
