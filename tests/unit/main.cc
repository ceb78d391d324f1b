#define DOCTEST_CONFIG_IMPLEMENT
#include <bpf/libbpf.h>
#include <doctest/doctest.h>

int main(int argc, char** argv) {
  // Its warnings about broken input would drown the results.
  libbpf_set_print(nullptr);
  return doctest::Context{argc, argv}.run();
}
