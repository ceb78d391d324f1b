// Stack traces with the names of functions.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <string>

#include "tests/e2e/event_source.h"
#include "tests/e2e/map_fixture.h"

namespace skep::test {
namespace {

// Return words that look up the stack with this number.
std::string lookup_of(const EventSource& source, int stack) {
  REQUIRE(stack >= 0);
  return fmt::format("map lookup {} key u32:{}", source.ref("stacks"), stack);
}

// Is a function what runs a program, or the program itself?
bool runs_program(const nlohmann::ordered_json& entry) {
  const std::string function = entry.value("function", "");
  return function.find("bpf_prog") != std::string::npos ||
         function.find("bpf_test_run") != std::string::npos;
}

}  // namespace

TEST_CASE("a stack trace is shown by the functions of the kernel") {
  const EventSource source;
  const std::string line = lookup_of(source, source.send("to_stacks"));
  const auto shown = skep_ok("-j " + line + " --symbols").json();
  const auto& stack = shown["stack"];
  REQUIRE_FALSE(stack.empty());
  CHECK(std::any_of(stack.begin(), stack.end(), runs_program));
  for (const auto& entry : stack)
    CHECK(entry["address"].get<std::uint64_t>() > 1'000'000);
  const auto plain = skep_ok("-j " + line).json();
  CHECK(shown["key"] == plain["key"]);
  CHECK(shown["value"] == plain["value"]);
  CHECK(skep_ok(line + " --symbols").out.starts_with("key: "));
  // While programs go, /proc/kallsyms may leave out the ones behind.
  CHECK(eventually([&] {
    const auto top = skep_ok("-j " + line + " --symbols").json()["stack"][0];
    return skep_ok(line + " --symbols")
               .out.find(fmt::format(
                   "{:016x}  {}+0x", top["address"].get<std::uint64_t>(),
                   top.value("function", ""))) != std::string::npos;
  }));
}

TEST_CASE("all stack traces of a map are shown by functions") {
  const EventSource source;
  const int stack = source.send("to_stacks");
  const auto one =
      skep_ok("-j " + lookup_of(source, stack) + " --symbols").json();
  const std::string line = "map dump " + source.ref("stacks") + " --symbols";
  const auto all = skep_ok("-j " + line).json();
  CHECK(all == nlohmann::ordered_json::array({one}));
  CHECK(skep_ok(line).out.ends_with("Found 1 element\n"));
  check_fails(line + " --limit 1", 2, {"--symbols"});
  check_fails("map dump --symbols " + source.ref("ring"), 1,
              {"no stack traces", "ringbuf"});
}

TEST_CASE("what is no stack trace has no functions") {
  const TestMap map;
  map.set(1, 2);
  check_fails("map lookup --symbols " + map.ref() + " key 1 0 0 0", 1,
              {map.name(), "no stack traces", "hash"});
  const TestMap build_ids{{.type = BPF_MAP_TYPE_STACK_TRACE,
                           .value_size = 32,
                           .flags = BPF_F_STACK_BUILD_ID}};
  check_fails("map lookup --symbols " + build_ids.ref() + " key 1 0 0 0", 1,
              {"BPF_F_STACK_BUILD_ID"});
}

}  // namespace skep::test
