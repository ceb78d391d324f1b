// What came out of a program that was run, and what was expected.
#include <doctest/doctest.h>
#include <linux/bpf.h>

#include <string>

#include "src/prog/return_names.h"
#include "src/prog/test_kind.h"
#include "src/prog/test_report.h"
#include "src/sys/error.h"

namespace skep::prog {
namespace {

template <typename F>
std::string printed(Format format, F&& print) {
  Sink sink;
  Writer out{sink, format};
  const auto object = out.object();
  print(out);
  return sink.take();
}

std::string complaint(const TestOutput& output, const Expectation& expected) {
  return find_complaint(BPF_PROG_TYPE_XDP, output, expected);
}

}  // namespace

TEST_CASE("what programs return is named by their types") {
  CHECK(return_name(BPF_PROG_TYPE_XDP, 2) == std::string{"XDP_PASS"});
  CHECK(return_name(BPF_PROG_TYPE_SCHED_CLS, ~0U) ==
        std::string{"TC_ACT_UNSPEC"});
  CHECK(return_name(BPF_PROG_TYPE_XDP, 99) == nullptr);
  CHECK(return_name(BPF_PROG_TYPE_KPROBE, 0) == nullptr);
  CHECK(parse_return(BPF_PROG_TYPE_SCHED_ACT, "TCX_DROP") == 2);
  CHECK(parse_return(BPF_PROG_TYPE_NETFILTER, "NF_ACCEPT") == 1);
}

TEST_CASE("a program may return any number of 32 bits, nothing else") {
  CHECK(parse_return(BPF_PROG_TYPE_XDP, "0x10") == 16);
  CHECK(parse_return(BPF_PROG_TYPE_XDP, "-1") == ~0U);
  CHECK(parse_return(BPF_PROG_TYPE_XDP, "4294967295") == ~0U);
  for (const char* text :
       {"", "-", "4294967296", "-2147483649", "XDP_PAS", "TC_ACT_OK", "1 "})
    CHECK_THROWS_AS((void)parse_return(BPF_PROG_TYPE_XDP, text), Error);
}

TEST_CASE("every type that can be run has a name, and is found") {
  CHECK(testable_types().find("xdp, sched_cls") != std::string::npos);
  REQUIRE(find_test_kind(BPF_PROG_TYPE_XDP) != nullptr);
  CHECK(find_test_kind(BPF_PROG_TYPE_XDP)->context == "xdp_md");
  CHECK(find_test_kind(BPF_PROG_TYPE_KPROBE) == nullptr);
}

TEST_CASE("what is not as expected is told") {
  const TestOutput output{.value = 1, .data = Bytes{1, 2, 3}};
  CHECK(complaint(output, {}).empty());
  CHECK(complaint(output, {.value = 1, .data = Bytes{1, 2, 3}}).empty());
  CHECK(complaint(output, {.value = 2}) ==
        "it returned XDP_DROP (1), not XDP_PASS (2)");
  CHECK(complaint(output, {.value = 77}) == "it returned XDP_DROP (1), not 77");
  CHECK(complaint(output, {.data = Bytes{1, 0, 3}}) ==
        "byte 1 of the packet is 0x02, not 0x00");
  CHECK(complaint(output, {.data = Bytes{1, 2}}) ==
        "the packet has 3 bytes, not 2");
  CHECK(complaint({.value = 1}, {.data = Bytes{}}) ==
        "no packet came out of it");
  CHECK(complaint(output, {.value = 0, .data = Bytes{9}}) ==
        "it returned XDP_DROP (1), not XDP_ABORTED (0); byte 0 of the packet "
        "is 0x01, not 0x09");
}

TEST_CASE("the outcome is shown as by bpftool, to programs with its name") {
  const TestOutput output{.value = 2, .duration = 31};
  const auto show = [&](Writer& out) {
    print_outcome(out, BPF_PROG_TYPE_XDP, output, false);
  };
  CHECK(printed(Format::text, show) == "Return value: 2, duration: 31ns\n");
  CHECK(printed(Format::json, show) ==
        R"({"retval":2,"retval_name":"XDP_PASS","duration":31)");
  CHECK(printed(Format::text, [&](Writer& out) {
          print_outcome(out, BPF_PROG_TYPE_KPROBE, output, true);
        }) == "Return value: 2, duration (average): 31ns\n");
}

TEST_CASE("runs on many packets are a line each, and fail together") {
  const Expectation expected{.value = 2};
  const auto show = [&](Writer& out) {
    PacketReport report{out, BPF_PROG_TYPE_XDP, expected};
    report.add(1, 60, {.value = 2, .duration = 9});
    report.add(2, 1500, {.value = 9, .duration = 8});
    CHECK_THROWS_WITH_AS(report.finish(), "1 of 2 packets were not as expected",
                         Error);
  };
  CHECK(printed(Format::text, show) ==
        "     1: 60 bytes, XDP_PASS (2), 9ns\n"
        "     2: 1500 bytes, 9, 8ns  not as expected\n");
}

}  // namespace skep::prog
