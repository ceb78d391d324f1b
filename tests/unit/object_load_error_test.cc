// Why an object did not load: the verifier's verdict, libbpf's warnings.
#include <doctest/doctest.h>

#include <cerrno>
#include <string>
#include <vector>

#include "src/object/load_error.h"
#include "src/object/verifier_log.h"

namespace skep {
namespace {

constexpr const char* packet_log =
    "0: R1=ctx() R10=fp0\n"
    "; const char* packet = (const char*)(long)ctx->data; @ a.bpf.c:20\n"
    "0: (61) r1 = *(u32 *)(r1 +0)          ; R1=pkt(r=0)\n"
    "; return packet[12] == 8 ? XDP_DROP : XDP_PASS; @ a.bpf.c:21\n"
    "1: (71) r1 = *(u8 *)(r1 +12)\n"
    "invalid access to packet, off=12 size=1, R1(id=0,off=12,r=0)\n"
    "R1 offset is outside of the packet\n"
    "processed 2 insns (limit 1000000) max_states_per_insn 0 total_states 0 "
    "peak_states 0 mark_read 0\n";

constexpr const char* loop_log =
    "from 14 to 4: R0=1 R1=scalar() R10=fp0 fp-8=mmmm????\n"
    "4: R0=1 R1=scalar() R10=fp0 fp-8=mmmm????\n"
    "; if (bpf_get_prandom_u32() & 1) @ b.bpf.c:12\n"
    "6: (54) w0 &= 1\n"
    "infinite loop detected at insn 7\n"
    "cur state: R0=scalar() R1=scalar() R10=fp0 fp-8=mmmm????\n"
    "old state: R0=scalar() R1=scalar() R10=fp0 fp-8=mmmm????\n"
    "verification time 173 usec\n"
    "stack depth 8\n"
    "processed 20 insns (limit 1000000) max_states_per_insn 0\n";

std::vector<std::string> warnings_of(const std::string& log) {
  return {"libbpf: prog 'p': BPF program load failed: -EACCES",
          "libbpf: prog 'p': -- BEGIN PROG LOAD LOG --\n" + log +
              "-- END PROG LOAD LOG --",
          "libbpf: prog 'p': failed to load: -EACCES",
          "libbpf: failed to load object 'a'"};
}

}  // namespace

TEST_CASE("the verdict is the last line that gives a reason") {
  const Verdict packet = find_verdict(packet_log);
  CHECK(packet.reason == "R1 offset is outside of the packet");
  CHECK(packet.instruction == "1: (71) r1 = *(u8 *)(r1 +12)");
  CHECK(packet.source ==
        "return packet[12] == 8 ? XDP_DROP : XDP_PASS; @ a.bpf.c:21");
  const Verdict loop = find_verdict(loop_log);
  CHECK(loop.reason == "infinite loop detected at insn 7");
  CHECK(loop.instruction == "6: (54) w0 &= 1");
  CHECK(loop.source == "if (bpf_get_prandom_u32() & 1) @ b.bpf.c:12");
}

TEST_CASE("the state of the registers is no part of the instruction") {
  CHECK(find_verdict("7: (79) r1 = *(u64 *)(r10 -8)  ; R1=0 fp-8=0\nbad\n")
            .instruction == "7: (79) r1 = *(u64 *)(r10 -8)");
}

TEST_CASE("a log without instructions has a reason alone") {
  const Verdict verdict = find_verdict("fentry/fexit not supported\n\n");
  CHECK(verdict.reason == "fentry/fexit not supported");
  CHECK(verdict.instruction.empty());
  CHECK(verdict.source.empty());
}

TEST_CASE("a log that says nothing has no verdict") {
  for (const char* log :
       {"", "\n", "\n\n \t\n", "processed 0 insns (limit 1000000)\n",
        "0: R1=ctx() R10=fp0\n"})
    CHECK(find_verdict(log).reason.empty());
  CHECK(find_verdict("; x = 1; @ a.c:1\n0: (b7) r0 = 1\n").reason.empty());
}

TEST_CASE("a log of an unknown form is passed through, by its last line") {
  CHECK(find_verdict("Reason: no such thing\n\tSuggestion: another").reason ==
        "Suggestion: another");
  CHECK(find_verdict("no line feed at the end").reason ==
        "no line feed at the end");
  CHECK(find_verdict(std::string(3, '\0') + "\n").reason.size() == 3);
}

TEST_CASE("a refused program is named with the verdict") {
  const Error error =
      load_error(EACCES, "dir/a.bpf.o", warnings_of(packet_log));
  CHECK(std::string{error.what()} ==
        "can't load program 'p' of dir/a.bpf.o: Permission denied: R1 offset "
        "is outside of the packet (insn 1: (71) r1 = *(u8 *)(r1 +12))\n"
        "  at return packet[12] == 8 ? XDP_DROP : XDP_PASS; @ a.bpf.c:21");
  CHECK(error.code() == EACCES);
  CHECK(error.hint().find("-d") != std::string::npos);
}

TEST_CASE("a program refused without a word is named, with the usual hint") {
  const Error error = load_error(
      ENOSYS, "a.o", std::vector<std::string>{warnings_of("").front()});
  CHECK(std::string{error.what()} ==
        "can't load program 'p' of a.o: Function not implemented");
  CHECK(error.hint() == "this kernel has no such system call");
}

TEST_CASE("other failures are told in libbpf's words, without repetition") {
  const std::vector<std::string> warnings{
      "libbpf: map 'm': failed to create: -EINVAL",
      "libbpf: failed to load object 'a'"};
  CHECK(std::string{load_error(EINVAL, "a.o", warnings).what()} ==
        "can't load a.o: Invalid argument\n"
        "  map 'm': failed to create: -EINVAL");
}

TEST_CASE("guesses at a missing permission are left to the hint") {
  const std::vector<std::string> warnings{
      "libbpf: Failed to bump RLIMIT_MEMLOCK (err = -EPERM), ...",
      "libbpf: Error in bpf_object__probe_loading(): -EPERM. Couldn't load "
      "trivial BPF program. ..."};
  CHECK(std::string{load_error(EPERM, "a.o", warnings).what()} ==
        "can't load a.o: Operation not permitted");
}

TEST_CASE("a missing BTF of the kernel has a hint of its own") {
  const std::vector<std::string> warnings{
      "libbpf: kernel BTF is missing at '/sys/kernel/btf/vmlinux'",
      "libbpf: Error loading vmlinux BTF: -ESRCH"};
  CHECK(
      load_error(ESRCH, "a.o", warnings).hint().find("CONFIG_DEBUG_INFO_BTF") !=
      std::string::npos);
}

}  // namespace skep
