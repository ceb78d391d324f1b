// The end-to-end tests: the program itself, on the running kernel.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>
#include <unistd.h>

#include <cstdio>

int main(int argc, char** argv) {
  if (::geteuid() != 0) {
    std::fputs("the end-to-end tests load BPF programs: run them as root\n",
               stderr);
    return 1;
  }
  return doctest::Context(argc, argv).run();
}
