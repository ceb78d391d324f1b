// Names around links: kernel symbols, perf events, iterators, netfilter.
#include <doctest/doctest.h>
#include <linux/bpf.h>
#include <linux/netfilter.h>
#include <linux/perf_event.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

#include "src/link/iter_target.h"
#include "src/link/kernel_symbols.h"
#include "src/link/netfilter_names.h"
#include "src/link/perf_event_names.h"
#include "src/sys/bytes.h"
#include "src/sys/fd.h"
#include "src/sys/file.h"

using namespace skep;

namespace {

class TempFile {
 public:
  explicit TempFile(std::string_view text) {
    const Fd fd{::mkstemp(path_.data())};
    write_all(fd.get(), bytes_of(text), path_);
  }
  TempFile(const TempFile&) = delete;
  TempFile& operator=(const TempFile&) = delete;
  ~TempFile() { ::unlink(path_.c_str()); }
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_ = "/tmp/skep-unit-XXXXXX";
};

}  // namespace

TEST_CASE("probed functions are found by their addresses") {
  const TempFile kallsyms{
      "ffffffff81000000 T start\n"
      "ffffffff81000000 T also_start\n"
      "ffffffff81000010 t with_landing_pad\n"
      "ffffffff81000020 t before\n"
      "ffffffff81000024 t exact\n"
      "ffffffffc0000000 t of_module\t[module]\n"
      "not a symbol\n"
      "ffffffff81000099 t"};
  std::vector<ProbeSite> sites{{.address = 0xffffffff81000000},
                               {.address = 0xffffffff81000014},
                               {.address = 0xffffffff81000024},
                               {.address = 0xffffffff81000099},
                               {.address = 0xffffffffc0000000}};
  name_functions(sites, kallsyms.path());
  CHECK(sites[0].function == "start");
  CHECK(sites[1].function == "with_landing_pad");
  CHECK(sites[2].function == "exact");
  CHECK(sites[3].function.empty());
  CHECK(sites[4].function == "of_module");
  CHECK(sites[4].module == "module");
  CHECK(sites[0].module.empty());
}

TEST_CASE("hidden addresses name no function") {
  const TempFile kallsyms{"0000000000000000 T start\n"};
  std::vector<ProbeSite> sites{{.address = 0}};
  name_functions(sites, kallsyms.path());
  CHECK(sites[0].function.empty());
}

TEST_CASE("a long file is read line by line") {
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += std::to_string(i) + "\n";
  text += "last";
  const TempFile file{text};
  int count = 0;
  std::string last;
  CHECK(for_each_line(file.path(), [&](std::string_view line) {
    if (count < 20'000) CHECK(line == std::to_string(count));
    ++count;
    last = line;
  }));
  CHECK(count == 20'001);
  CHECK(last == "last");
  CHECK_FALSE(for_each_line("/does/not/exist", [](std::string_view) {}));
}

TEST_CASE("perf events have the names that perf gives them") {
  const auto cycles = perf_event_named("cycles");
  REQUIRE(cycles);
  CHECK(cycles->type == PERF_TYPE_HARDWARE);
  CHECK(perf_event_name(*cycles) == "cpu-cycles");
  const auto misses = perf_event_named("LLC-load-misses");
  REQUIRE(misses);
  CHECK(misses->type == PERF_TYPE_HW_CACHE);
  CHECK(perf_event_name(*misses) == "LLC-load-misses");
  for (const std::string& name : perf_event_names()) {
    CAPTURE(name);
    const auto event = perf_event_named(name);
    REQUIRE(event);
    CHECK(perf_event_name(*event) == name);
  }
  CHECK_FALSE(perf_event_named("no-such-event"));
  CHECK_FALSE(perf_event_name({PERF_TYPE_RAW, 1}));
}

TEST_CASE("orders of cgroup iterators go by name") {
  for (const std::string& name : cgroup_order_names()) {
    const auto order = cgroup_order_of(name);
    REQUIRE(order);
    CHECK(cgroup_order_name(*order) == name);
  }
  CHECK(cgroup_order_of("descendants_pre") == BPF_CGROUP_ITER_DESCENDANTS_PRE);
  CHECK_FALSE(cgroup_order_of("order_unspec"));
}

TEST_CASE("netfilter's families and hooks go by name") {
  CHECK(protocol_family_of("ip6") == NFPROTO_IPV6);
  CHECK(netfilter_hook_of("output") == NF_INET_LOCAL_OUT);
  CHECK_FALSE(protocol_family_of("ipx"));
  CHECK_FALSE(netfilter_hook_of("ingress"));
  CHECK(netfilter_hook_names().size() == 5);
}
