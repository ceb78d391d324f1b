// What attaching does before it asks the kernel.
#include <doctest/doctest.h>

#include <filesystem>

#include "src/link/attach/cgroup.h"
#include "src/link/attach/elf_symbol.h"
#include "src/link/attach/iter.h"
#include "src/link/attach/perf_event.h"
#include "src/link/attach/uprobe.h"
#include "src/sys/error.h"

using namespace skep;

namespace {

std::string message_of(const auto& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.what() + std::string{" / "} + error.hint();
  }
  return "no error";
}

bool holds(const std::string& text, std::string_view part) {
  CAPTURE(text);
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("functions are found in executables") {
  const std::string self = std::filesystem::read_symlink("/proc/self/exe");
  CHECK(function_offset(self, "main") > 0);
  CHECK(holds(message_of([&] { return function_offset(self, "mainn"); }),
              "has no function 'mainn' / did you mean main"));
  CHECK(holds(message_of([] { return function_offset("/etc/passwd", "main"); }),
              "/etc/passwd is not an ELF file"));
  CHECK(holds(message_of([] { return function_offset("/no/file", "main"); }),
              "can't open /no/file"));
}

TEST_CASE("cgroup attach types go by libbpf's names and bpftool's old ones") {
  CHECK(cgroup_attach_type_of("cgroup_inet4_connect") ==
        BPF_CGROUP_INET4_CONNECT);
  CHECK(cgroup_attach_type_of("connect4") == BPF_CGROUP_INET4_CONNECT);
  CHECK(cgroup_attach_type_of("cgroup_unix_connect") ==
        BPF_CGROUP_UNIX_CONNECT);
  CHECK_FALSE(cgroup_attach_type_of("connect"));
  CHECK_FALSE(cgroup_attach_type_of(""));
  CHECK_FALSE(cgroup_attach_type_of("xdp"));
  for (const std::string& name : cgroup_attach_type_names()) {
    CAPTURE(name);
    CHECK(cgroup_attach_type_of(name));
  }
}

TEST_CASE("a target takes its own parameters alone") {
  IterHook pid;
  pid.pid = 5;
  CHECK_NOTHROW(check_iter_parameters("task", pid));
  CHECK_NOTHROW(check_iter_parameters("a_new_target", pid));
  CHECK(holds(message_of([&] { check_iter_parameters("tcp", pid); }),
              "over 'tcp' have no parameter 'pid' / it takes none"));
  CHECK(holds(message_of([&] { check_iter_parameters("cgroup", pid); }),
              "it takes `cgroup PATH|ID`, `order ORDER` or both"));
  IterHook order;
  order.order = BPF_CGROUP_ITER_SELF_ONLY;
  CHECK_NOTHROW(check_iter_parameters("cgroup", order));
  const IterHook nothing;
  CHECK_NOTHROW(check_iter_parameters("task_vma", nothing));
  CHECK(holds(message_of([&] { check_iter_parameters("sockmap", nothing); }),
              "need a parameter"));
}

TEST_CASE("hooks are named as people say them") {
  UprobeHook uprobe;
  uprobe.file = "/bin/sh";
  uprobe.point.offset = 0x10;
  CHECK(title_of(uprobe) == "uprobe /bin/sh+0x10");
  uprobe.point.function = "main";
  uprobe.at_return = true;
  CHECK(title_of(uprobe) == "uretprobe /bin/sh:main+0x10");
  uprobe.point.offset = 0;
  CHECK(title_of(uprobe) == "uretprobe /bin/sh:main");
  PerfEventHook event;
  event.event = {1, 0};
  CHECK(title_of(event) == "perf event cpu-clock");
  event.event = {4, 0x1c2};
  CHECK(title_of(event) == "perf event 4:0x1c2");
}
