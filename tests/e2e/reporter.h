// The report of a run, a line for each test as soon as it ends, so that it can
// be followed and counted from outside of a virtual machine:
//
//   ok NAME
//   FAILED NAME              behind doctest's account of the failure
//   skipped NAME: REASON
//   kernel RELEASE: N passed, N failed, N skipped
//     N skipped: REASON
#pragma once

namespace skep::test {

// Run the tests that doctest's options select; return the exit code. A run of
// all tests fails, too, when no test has seen some accepted difference from
// bpftool.
int run_tests(int argc, char** argv);

}  // namespace skep::test
