// What the verifier says of programs that it refuses.
#pragma once

namespace skep {

// Of one that reads behind the end of a packet.
inline constexpr const char* packet_log =
    "0: R1=ctx() R10=fp0\n"
    "; const char* packet = (const char*)(long)ctx->data; @ a.bpf.c:20\n"
    "0: (61) r1 = *(u32 *)(r1 +0)          ; R1=pkt(r=0)\n"
    "; return packet[12] == 8 ? XDP_DROP : XDP_PASS; @ a.bpf.c:21\n"
    "1: (71) r1 = *(u8 *)(r1 +12)\n"
    "invalid access to packet, off=12 size=1, R1(id=0,off=12,r=0)\n"
    "R1 offset is outside of the packet\n"
    "processed 2 insns (limit 1000000) max_states_per_insn 0 total_states 0 "
    "peak_states 0 mark_read 0\n";

}  // namespace skep
