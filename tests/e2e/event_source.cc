#include "tests/e2e/event_source.h"

#include <bpf/bpf.h>
#include <doctest/doctest.h>
#include <linux/bpf.h>

#include <array>

#include "src/sys/error.h"
#include "src/sys/kernel_object.h"

namespace skep::test {

int EventSource::send(const std::string& program, std::uint64_t number) const {
  const std::array<std::uint64_t, 1> arguments{number};
  bpf_test_run_opts options{};
  options.sz = sizeof options;
  options.ctx_in = arguments.data();
  options.ctx_size_in = sizeof arguments;
  options.flags = BPF_F_TEST_RUN_ON_CPU;
  options.cpu = 0;
  check(bpf_prog_test_run_opts(bpf_program__fd(object_.program(program)),
                               &options),
        "can't run {}", program);
  return static_cast<int>(options.retval);
}

void EventSource::send_when_read(const std::string& program,
                                 std::uint64_t number) const {
  REQUIRE(eventually([&] { return send(program, number) == 0; }));
}

std::string EventSource::ref(const std::string& map) const {
  const auto info = info_of<bpf_map_info>(object_.map_fd(map));
  return "id " + std::to_string(info.id);
}

}  // namespace skep::test
