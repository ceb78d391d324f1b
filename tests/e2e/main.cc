// The end-to-end tests: the program itself, on the running kernel.
#include <unistd.h>

#include <cstdio>

#include "tests/e2e/reporter.h"

int main(int argc, char** argv) {
  if (::geteuid() != 0) {
    std::fputs("the end-to-end tests load BPF programs: run them as root\n",
               stderr);
    return 1;
  }
  return skep::test::run_tests(argc, argv);
}
