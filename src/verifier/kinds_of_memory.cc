// Accesses to memory: what may be read and written, and within which bounds.
#include <array>

#include "src/verifier/kinds.h"

namespace skep::verifier {
namespace {

constexpr auto rows = std::to_array<Kind>({
    {"null-access", "invalid mem access '*_or_null",
     "{} is NULL when there is nothing to point to, and on the way here it was "
     "not compared with NULL.",
     "Check what the function returned before using it: if (!pointer) return "
     "0;"},
    {"scalar-access",
     "invalid mem access 'scalar'\n"
     "invalid mem access 'inv'\n"
     "invalid mem access 'imm'",
     "{} is used as a pointer, but all that is known of it is that it is a "
     "number: it was computed, read from memory, or a call on the way has made "
     "a pointer invalid.",
     "Read kernel memory by bpf_probe_read_kernel() or BPF_CORE_READ(), user "
     "memory by bpf_probe_read_user(); after a call that may move the packet "
     "or release an object, fetch the pointer anew."},
    {"pointer-access", "invalid mem access '",
     "{} points to something that the program can't read or write directly.",
     "Use the helpers that belong to it."},
    {"packet-bounds",
     "offset is outside of the packet\n"
     "invalid access to packet",
     "The packet may end before the bytes that are read or written here: "
     "nothing on the way has compared them with data_end.",
     "Compare first: if (pointer + size > data_end) return XDP_PASS; do it "
     "again after anything is added that is not constant, and after calls that "
     "may change the packet."},
    {"offset-too-large", "max value is outside of the allowed memory range",
     "The offset is bounded, but its largest value goes beyond the end of the "
     "memory.",
     "Lower the bound: it must leave room for the bytes that are accessed, as "
     "in if (i >= ARRAY_SIZE(array)) return 0;"},
    {"offset-unbounded", "unbounded memory access, make sure to bounds check",
     "Nothing on the way here says how large the offset in {} can be.",
     "Bound it just before: if (i >= SIZE) return 0; or i &= SIZE - 1. If the "
     "compiler checks another copy of the variable, barrier_var(i) keeps them "
     "together."},
    {"offset-negative", "min value is negative, either use unsigned index",
     "The offset in {} may be negative.",
     "Make the variable unsigned, or check both sides: if (i < 0 || i >= SIZE) "
     "return 0;"},
    {"map-value-bounds", "invalid access to map value, value_size=#",
     "The access goes beyond the map's value, which has value_size bytes.",
     "Check the struct and the offset; give the map a larger value if more is "
     "needed."},
    {"map-key-bounds", "invalid access to map key, key_size=#",
     "The access goes beyond the map's key, which has key_size bytes.",
     "Check the type of the key in the callback against that of the map."},
    {"memory-bounds",
     "invalid access to memory, mem_size=#\n"
     "min value is outside of the allowed memory range",
     "The access goes beyond the memory that {} points to, which has mem_size "
     "bytes.",
     "Ask for more when it is reserved or allocated, or access less."},
    {"map-read-only",
     "write into map forbidden\n"
     "write to change key",
     "The program writes where it may only read: read-only global data, a map "
     "that is frozen or made with BPF_F_RDONLY_PROG, or a key.",
     "Drop const from a variable that is to change, or the flag from the map; "
     "delete and add an element to change its key."},
    {"map-write-only", "read from map forbidden",
     "The map is made with BPF_F_WRONLY_PROG: the program may not read it.",
     "Drop the flag, or read by user space."},
    {"packet-read-only", "cannot write into packet",
     "Programs of this type may read the packet, but not write to it.",
     "Use a helper such as bpf_skb_store_bytes() if the type has it, or do it "
     "in XDP or tc."},
    {"kernel-type-write",
     "only read is supported\n"
     "only read from * is supported\n"
     "cannot write into ptr_",
     "The program writes to an object of the kernel, which it may only read.",
     "Use a helper or kernel function that sets the field; struct_ops programs "
     "may write to a few fields."},
    {"read-only-memory",
     "cannot write into\n"
     "may write into memory pointed by",
     "{} points to memory that may only be read.",
     "Copy it to a buffer of your own, and change that."},
    {"register-uninitialized", "!read_ok",
     "Nothing has been written to {} on the way here, or a call has made it "
     "unreadable: r1 to r5 are lost in each call.",
     "Initialize the variable on every way; return something from every "
     "function that is not void. In assembly, keep values in r6 to r9 across "
     "calls."},
    {"frame-pointer", "frame pointer is read only",
     "r10 holds the address of the stack, for reading alone.",
     "Copy it to another register, and change that."},
    {"stack-unknown-offset",
     "invalid*variable-offset\n"
     "variable offset stack pointer",
     "The place on the stack is not known exactly, and may be outside of what "
     "is allowed.",
     "Bound the index on both sides before it is used, or use a map (an array "
     "with one element per CPU) in place of a large buffer on the stack."},
    {"stack-bounds",
     "invalid read from stack R# off=#\n"
     "invalid write to stack R# off=#\n"
     "invalid*access to stack R# off=#\n"
     "invalid read from stack * off=# size=#\n"
     "invalid write to stack * off=# size=#\n"
     "invalid stack type R# off=#\n"
     "invalid stack off=#",
     "The access is outside of the stack, which has 512 bytes below r10, goes "
     "beyond the variable into the frame of the caller, or is to bytes that "
     "nothing has been written to.",
     "Check the size of the buffer against the size that is passed; move large "
     "variables to a map with one element per CPU."},
    {"stack-uninitialized",
     "invalid*read from stack *off #+#\n"
     "invalid*read from stack * var_off (\n"
     "slot poisoned by dead code elimination",
     "Bytes of the stack are read that nothing has been written to on the way "
     "here, or that hold an object of the kernel's, such as a dynptr.",
     "Initialize the whole variable, padding included: struct key k = {0}; or "
     "__builtin_memset(). Reading uninitialized bytes is allowed since Linux "
     "6.3 with CAP_PERFMON."},
    {"spilled-pointer",
     "invalid size of register spill\n"
     "invalid size of register fill\n"
     "attempt to corrupt spilled pointer\n"
     "corrupted spill memory",
     "A pointer that is kept on the stack is written and read as a whole, all "
     "8 bytes of it.",
     "Do not store pointers in smaller types, nor look at parts of them."},
    {"stack-of-caller",
     "cannot spill pointers to stack into stack frame of the caller",
     "A function may not leave a pointer on the stack of the one that called "
     "it.",
     "Return the pointer, or make the function inline."},
    {"stack-returned", "cannot return stack pointer to the caller",
     "The stack of a function is gone when it returns.",
     "Let the caller pass a pointer to its own variable."},
    {"misaligned-access", "misaligned",
     "The address is no multiple of the size that is accessed.",
     "Align the members of the struct (no packed on the stack), or read byte "
     "by "
     "byte, as __builtin_memcpy() does."},
    {"modified-context",
     "dereference of modified\n"
     "variable * access var_off=* disallowed\n"
     "negative offset * ptr",
     "The context and objects of the kernel are accessed at a fixed offset "
     "from the pointer as it was given; something was added to {}.",
     "Use the members by name from the original pointer. The compiler may have "
     "computed the address of a member first: reading it through a volatile "
     "pointer, or barrier_var(ctx), prevents that."},
    {"tracing-argument",
     "doesn't have #-th argument\n"
     "is not multiple of 8\n"
     "arg# type * is not a struct\n"
     "Only pointer access is allowed",
     "The program asks for an argument that the traced function or hook does "
     "not have, or not in this form.",
     "Compare the parameters with the function in this kernel: `btf dump file "
     "/sys/kernel/btf/vmlinux format c` shows it."},
    {"context-access",
     "invalid bpf_context access\n"
     "invalid access to context",
     "The context of this program type has no such member for it, or it may "
     "not be accessed in this size, or not be written.",
     "Use the members of the type's context struct (struct xdp_md, struct "
     "__sk_buff ...) as they are declared, and only those that the attach type "
     "may use."},
    {"kernel-type-bounds",
     "access beyond struct\n"
     "access beyond the end of member\n"
     "cannot access ptr member\n"
     "doesn't have field at offset\n"
     "invalid negative access\n"
     "is ptr_* invalid variable offset\n"
     "access user memory\n"
     "access percpu memory\n"
     "direct access to * is disallowed",
     "The access is outside of the kernel's struct that {} points to, or to a "
     "part of it that can't be read like this.",
     "Read members by name with CO-RE (vmlinux.h, or "
     "__attribute__((preserve_access_index))); use bpf_probe_read_user() for "
     "__user pointers, bpf_per_cpu_ptr() for __percpu ones, and "
     "bpf_probe_read_kernel() for what has no type."},
    {"buffer-bounds", " buffer access: off=#\n buffer offset: off=#",
     "The access is outside of the buffer that the program was given.",
     "Access it from its beginning, within its size."},
    {"object-bounds",
     "invalid access to flow keys\n"
     "invalid * access off=# size=#",
     "The object that {} points to has no member there for programs.",
     "Use the members that struct bpf_sock, bpf_tcp_sock, bpf_flow_keys and "
     "the like declare."},
    {"atomic-operation",
     "BPF_ATOMIC stores into\n"
     "BPF_ATOMIC loads from\n"
     "invalid atomic operand size",
     "Atomic operations work on map values, the stack and memory of the "
     "program's own only, in 4 or 8 bytes.",
     "Do it on a variable or map value."},
    {"direct-value",
     "invalid access to map value pointer, value_size=#\n"
     "direct value offset of\n"
     "no direct value access support",
     "The address of a global variable is outside of its section.",
     "Check constant indexes into global arrays."},
    {"arena",
     "addr_space_cast insn can only\n"
     "Only one arena per program\n"
     "arena's user address must be set\n"
     "is not a pointer to arena or scalar\n"
     "loads from arena are not supported",
     "Pointers into an arena need a program that uses one BPF_MAP_TYPE_ARENA "
     "map.",
     "Refer to the arena in the program, use one only, and let it be mapped "
     "before (libbpf does it)."},
});

}  // namespace

const std::span<const Kind> kinds_of_memory{rows};

}  // namespace skep::verifier
