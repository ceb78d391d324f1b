// The end-to-end tests: the program itself, on the running kernel.
#include <doctest/doctest.h>
#include <unistd.h>

#include <cstdio>

int main(int argc, char** argv) {
  if (::geteuid() != 0) {
    std::fputs("the end-to-end tests load BPF programs: run them as root\n",
               stderr);
    return 1;
  }
  doctest::Context context;
  context.setOption("reporters", "lines");
  context.applyCommandLine(argc, argv);
  return context.run();
}
