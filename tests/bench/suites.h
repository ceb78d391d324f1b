// What is timed. Absolute times are of one machine; ratios travel.
#pragma once

namespace skep::bench {

void run_maps();       // commands about what is in the kernel
void run_iterators();  // tables of the kernel, beside ps and ss
void run_progs();      // commands about programs
void run_gen();        // code generators, and the compilers of what they write

}  // namespace skep::bench
