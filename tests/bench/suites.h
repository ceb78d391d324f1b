// What is timed. Absolute times are of one machine; ratios travel.
#pragma once

#include <cstdint>

namespace skep::bench {

void run_maps();       // commands about what is in the kernel
void run_iterators();  // tables of the kernel, beside ps and ss
void run_progs();      // commands about programs
void run_gen();        // code generators, and the compilers of what they write
void run_events();     // events of a program that runs

// Send events through tests/bpf/bursts.bpf.c, so many in a second, for a time:
// what is run while run_events() measures.
void send_events(std::uint64_t rate, unsigned seconds);

}  // namespace skep::bench
