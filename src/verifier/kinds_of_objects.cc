// What programs hold: references, locks, sections, objects of their own.
#include <array>

#include "src/verifier/kinds.h"

namespace skep::verifier {
namespace {

constexpr auto rows = std::to_array<Kind>({
    {"dynptr-state",
     "initialized dynptr as\n"
     "Dynptr has to be an uninitialized dynptr\n"
     "Expected a dynptr of type\n"
     "cannot overwrite referenced dynptr\n"
     "potential write to dynptr\n"
     "cannot pass in dynptr at an offset\n"
     "expected pointer to stack or const struct bpf_dynptr\n"
     "Unsupported reg type * for bpf_dynptr_from_mem",
     "A dynptr on the stack is made once, used as what it was made, and never "
     "written over while it holds something.",
     "Pass the address of the whole struct bpf_dynptr to the function that "
     "makes it, then to those for that kind of dynptr; submit or discard a "
     "reserved one before its place is used again."},
    {"iterator-state",
     "initialized iter_\n"
     "expected valid iter pointer\n"
     "expected pointer to an iterator on stack",
     "An iterator on the stack goes through new, next and destroy, in this "
     "order, each on a way that the verifier can follow.",
     "Call the ..._new() function first, whatever it returns call "
     "..._destroy() "
     "at the end, and use the iterator in between only; bpf_for() and "
     "bpf_for_each() do all that."},
    {"unreleased-reference",
     "Unreleased reference id=#\n"
     "would lead to reference leak\n"
     "would lead to unreleased reference\n"
     "Leaking reference id=#",
     "On some way the program ends, or gives control away, while it still "
     "holds what it got at the instruction alloc_insn: a record, a socket, a "
     "kernel object or an iterator.",
     "Release it on every way out: early returns, the branch where something "
     "else is NULL, before tail calls."},
    {"unacquired-reference",
     "is an unacquired reference\n"
     "must be referenced when passed to release function\n"
     "expects referenced PTR_TO_BTF_ID\n"
     "expects refcounted PTR_TO_BTF_ID\n"
     "reference has not been acquired before\n"
     "is neither owning or non-owning ref",
     "Only what the program has acquired itself, and not yet released, can be "
     "released; {} is not such a thing.",
     "Release each reference once, by the pointer that the acquiring function "
     "returned, and leave pointers from arguments and from other objects "
     "alone."},
    {"rcu-section",
     "bpf_rcu_read_unlock is missing\n"
     "unmatched rcu read unlock\n"
     "nested rcu read lock\n"
     "inside bpf_rcu_read_lock-ed region\n"
     "requires RCU critical section protection\n"
     "expected an RCU CS when using",
     "bpf_rcu_read_lock() and bpf_rcu_read_unlock() come in pairs on every "
     "way, and some functions are allowed only between them, others only "
     "outside.",
     "Unlock before every exit and before calls that are not allowed inside; "
     "lock before what needs it."},
    {"preemption-section",
     "inside bpf_preempt_disable-ed region\n"
     "unmatched attempt to enable preemption\n"
     "bpf_preempt_enable* missing\n"
     "not allowed with preemption disabled",
     "bpf_preempt_disable() and bpf_preempt_enable() come in pairs on every "
     "way, and what may sleep is not allowed between them.",
     "Enable preemption again before every exit."},
    {"interrupts-section",
     "inside bpf_local_irq_save-ed region\n"
     "initialized irq flag as\n"
     "point to an irq flag on stack\n"
     "cannot restore irq state out of order\n"
     "irq flag acquired by",
     "What bpf_local_irq_save() wrote to a variable on the stack is given back "
     "by bpf_local_irq_restore(), the last first, before the program ends.",
     "Restore with the same variable on every way out."},
    {"lock-still-held",
     "inside bpf_spin_lock-ed region\n"
     "bpf_spin_unlock is missing",
     "A bpf_spin_lock is still held where the program ends or gives control "
     "away.",
     "Call bpf_spin_unlock() before every exit, tail call and packet load."},
    {"call-under-lock", "calls are not allowed while holding a lock",
     "While a bpf_spin_lock is held, only the unlocking and a few functions "
     "for lists and trees may be called.",
     "Do the work first, and lock only for reading and writing the value; "
     "make small functions static and inline."},
    {"lock-order",
     "_unlock without taking a lock\n"
     "_unlock of different lock\n"
     "_unlock cannot be out of order\n"
     "Locking two bpf_spin_locks are not allowed\n"
     "AA deadlock detected",
     "Locks are taken one at a time, and the one that was taken is released, "
     "by "
     "the same pointer.",
     "Keep the pointer to the value in a variable, and lock and unlock by it "
     "alone."},
    {"kernel-pointer-field",
     "kptr access \n"
     "kptr cannot be accessed indirectly\n"
     "referenced kptr disallowed\n"
     "uptr disallowed\n"
     "invalid kptr access\n"
     "kptr in map can only be accessed\n"
     "imm must be 0 when storing to kptr\n"
     "has no valid kptr\n"
     "doesn't point to kptr\n"
     "kptr isn't referenced kptr\n"
     "kptr has to be at the constant offset",
     "A pointer to a kernel object in a map is read and written as a whole; "
     "one "
     "that owns the object is exchanged by bpf_kptr_xchg() alone.",
     "Store with bpf_kptr_xchg(&value->field, pointer), take out with "
     "bpf_kptr_xchg(&value->field, NULL), and release what comes back."},
    {"special-field-access",
     "cannot be accessed directly by load/store\n"
     "cannot be accessed indirectly by helper",
     "Locks, timers and the like in a value belong to the kernel: the program "
     "can neither read nor write their bytes.",
     "Use the functions made for them, and keep accesses to the rest of the "
     "value away from the field; bpf_map_update_elem() leaves it alone."},
    {"graph-lock",
     "must be held for bpf_\n"
     "held lock and object are not in the same allocation\n"
     "can only take non-owning\n"
     "operation on * expects",
     "A list or tree is changed only while the lock beside it, in the same "
     "value or section, is held.",
     "Put a struct bpf_spin_lock next to the bpf_list_head or bpf_rb_root, and "
     "lock it around the call."},
    {"special-field-missing",
     "has no valid\n"
     "has to have BTF in order to use\n"
     "doesn't have 'struct bpf_\n"
     "doesn't point to 'struct bpf_\n"
     "has to be at the constant offset\n"
     "has to be at a constant offset\n"
     "has more than one 'struct bpf_\n"
     "is not a struct type or bpf_",
     "The call needs a pointer to a lock, timer or the like that the type of "
     "the map's value has as a member, once, exactly where {} points.",
     "Declare the member in the value's struct, name that struct with "
     "__type(value, ...) in the map, and pass &value->member."},
    {"special-field-for-program", "progs cannot use bpf_",
     "Programs of this type may not use maps whose values have such a member.",
     "Use another type of program, or a map without the lock, timer, list or "
     "tree for this one; atomic operations often replace a lock.",
     About::program},
    {"map-of-timer", "doesn't match map pointer in",
     "A timer or work item is initialized with the very map that its value is "
     "in.",
     "Pass the map that the lookup was made in."},
    {"allocated-object",
     "bpf_obj_new* type ID\n"
     "bpf_obj_new* requires prog BTF\n"
     "bpf_percpu_obj_new type\n"
     "expected for bpf_obj_drop\n"
     "expected for bpf_percpu_obj_drop\n"
     "expected pointer to allocated object\n"
     "allocated object must be referenced\n"
     "local type ID argument must be in range",
     "bpf_obj_new() makes objects of a struct from the program's own BTF, and "
     "only what it made, and is still owned, can be dropped.",
     "Name a struct: bpf_obj_new(typeof(*pointer)); compile with -g; check the "
     "result for NULL before it is used."},
    {"exception",
     "bpf_throw kfunc\n"
     "bpf_throw cannot be\n"
     "exception cb\n"
     "exception callback",
     "bpf_throw() unwinds the whole program: it may not be called from a "
     "callback, nor while something is held.",
     "Return an error from callbacks and throw behind the loop; release "
     "references and locks first."},
});

}  // namespace

const std::span<const Kind> kinds_of_objects{rows};

}  // namespace skep::verifier
