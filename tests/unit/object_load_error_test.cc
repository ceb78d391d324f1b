// Why an object did not load: what the verifier and libbpf say, explained.
#include <doctest/doctest.h>

#include <algorithm>
#include <cerrno>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "src/object/load_error.h"
#include "src/object/load_hints.h"
#include "src/output/writer.h"
#include "tests/unit/verifier_logs.h"

namespace skep {
namespace {

std::vector<std::string> warnings_of(const std::string& log) {
  return {"libbpf: prog 'p': BPF program load failed: -EACCES",
          "libbpf: prog 'p': -- BEGIN PROG LOAD LOG --\n" + log +
              "-- END PROG LOAD LOG --",
          "libbpf: prog 'p': failed to load: -EACCES",
          "libbpf: failed to load object 'a'"};
}

}  // namespace

TEST_CASE("a refused program is named with the verdict") {
  const Error error =
      load_error(EACCES, "dir/a.bpf.o", warnings_of(packet_log));
  CHECK(std::string{error.what()} ==
        "can't load program 'p' of dir/a.bpf.o: Permission denied: R1 offset "
        "is outside of the packet (insn 1: (71) r1 = *(u8 *)(r1 +12))\n"
        "  at return packet[12] == 8 ? XDP_DROP : XDP_PASS; @ a.bpf.c:21");
  CHECK(error.code() == EACCES);
  CHECK(error.hint().find("-d") != std::string::npos);
}

TEST_CASE("people read how it came about, why, and what to do") {
  const std::string notes =
      load_error(EACCES, "a.bpf.o", warnings_of(packet_log)).notes();
  CHECK(notes.starts_with(
      "\n  after: invalid access to packet, off=12 size=1, "
      "R1(id=0,off=12,r=0)"
      "\n  how R1 came about:"
      "\n    const char* packet = (const char*)(long)ctx->data; @ a.bpf.c:20"
      "\n      0: (61) r1 = *(u32 *)(r1 +0)  R1=pkt(r=0)"
      "\n  why: The packet may end "));
  CHECK(notes.find("\n  what to do: Compare first: ") != std::string::npos);
}

TEST_CASE("programs read the same in parts") {
  Sink sink;
  Writer out{sink, Format::json};
  REQUIRE(out.fail(load_error(EACCES, "a.bpf.o", warnings_of(packet_log))));
  const auto told = nlohmann::json::parse(sink.take())["verifier"];
  CHECK(told["program"] == "p");
  CHECK(told["reason"] == "R1 offset is outside of the packet");
  CHECK(told["kind"] == "packet-bounds");
  CHECK(told["explanation"].is_string());
  CHECK(told["advice"].is_string());
  CHECK(told["register"] == "R1");
  CHECK(told["insn"].dump() ==
        "{\"code\":\"0x71\",\"index\":1,\"text\":\"r1 = *(u8 *)(r1 "
        "+12)\"}");
  CHECK(told["source"]["line"] == 21);
  CHECK(told["source"]["file"] == "a.bpf.c");
  REQUIRE(told["trail"].size() == 1);
  const auto& step = told["trail"][0];
  CHECK(step["index"] == 0);
  CHECK(step["state"] == "R1=pkt(r=0)");
  CHECK(step["source"]["line"] == 20);
  CHECK_FALSE(told.contains("log"));
}

TEST_CASE("a program refused without a word is named, with the usual hint") {
  const Error error = load_error(
      ENOSYS, "a.o", std::vector<std::string>{warnings_of("").front()});
  CHECK(std::string{error.what()} ==
        "can't load program 'p' of a.o: Function not implemented");
  CHECK(error.hint() == "this kernel has no such system call");
}

TEST_CASE("other failures are told in libbpf's words, without repetition") {
  const std::vector<std::string> warnings{
      "libbpf: map 'm': failed to create: -EINVAL",
      "libbpf: failed to load object 'a'"};
  CHECK(std::string{load_error(EINVAL, "a.o", warnings).what()} ==
        "can't load a.o: Invalid argument\n"
        "  map 'm': failed to create: -EINVAL");
}

TEST_CASE("guesses at a missing permission are left to the hint") {
  const std::vector<std::string> warnings{
      "libbpf: Failed to bump RLIMIT_MEMLOCK (err = -EPERM), ...",
      "libbpf: Error in bpf_object__probe_loading(): -EPERM. Couldn't load "
      "trivial BPF program. ..."};
  CHECK(std::string{load_error(EPERM, "a.o", warnings).what()} ==
        "can't load a.o: Operation not permitted");
}

TEST_CASE("a missing BTF of the kernel has a hint of its own") {
  const std::vector<std::string> warnings{
      "libbpf: kernel BTF is missing at '/sys/kernel/btf/vmlinux'",
      "libbpf: Error loading vmlinux BTF: -ESRCH"};
  CHECK(
      load_error(ESRCH, "a.o", warnings).hint().find("CONFIG_DEBUG_INFO_BTF") !=
      std::string::npos);
}

TEST_CASE("warnings of libbpf have hints, each its own") {
  std::set<std::string_view> seen;
  for (const LoadHint& hint : load_hints()) {
    CAPTURE(hint.warning);
    CHECK(seen.insert(hint.warning).second);
    CHECK_FALSE(hint.hint.empty());
    std::string warning{hint.warning};
    std::ranges::replace(warning, '*', 'x');
    CHECK(hint_for_warnings({{"other", "libbpf: " + warning + ": -1"}}) ==
          hint.hint);
  }
  CHECK(hint_for_warnings({{"other"}}).empty());
}

TEST_CASE("of a log of types, the last line is told") {
  const std::vector<std::string> warnings{
      "libbpf: BTF loading error: -EINVAL",
      "libbpf: -- BEGIN BTF LOAD LOG ---\nmagic: 0xeb9f\n[1] INT a\n"
      "[2] FUNC f Invalid arg#1\n\n-- END BTF LOAD LOG --\n"};
  CHECK(std::string{load_error(EINVAL, "a.o", warnings).what()} ==
        "can't load a.o: Invalid argument\n"
        "  BTF loading error: -EINVAL\n"
        "  [2] FUNC f Invalid arg#1");
}

}  // namespace skep
