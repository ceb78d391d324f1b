// Static probes (USDT): their places found, their arguments read by programs.
#include <bpf/bpf.h>
#include <doctest/doctest.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdint>
#include <vector>

#include "tests/e2e/beside_bpftool.h"
#include "tests/e2e/features.h"
#include "tests/e2e/harness.h"
#include "tests/e2e/hook_table.h"
#include "tests/e2e/loaded.h"

#if defined(__x86_64__)

// How many look at the probe "skep:watched".
extern "C" {
[[gnu::section(".probes"),
  gnu::used]] volatile unsigned short skep_watched_semaphore = 0;
}

// A static probe as <sys/sdt.h> makes it: an instruction that does nothing, and
// a note on it.
#define SKEP_PROBE(name, semaphore, arguments, ...)  \
  asm volatile(                                      \
      "990: nop\n"                                   \
      ".pushsection .note.stapsdt, \"\", \"note\"\n" \
      ".balign 4\n"                                  \
      ".4byte 992f - 991f, 994f - 993f, 3\n"         \
      "991: .asciz \"stapsdt\"\n"                    \
      "992: .balign 4\n"                             \
      "993: .8byte 990b, 0, " semaphore              \
      "\n"                                           \
      ".asciz \"skep\", \"" name "\", \"" arguments  \
      "\"\n"                                         \
      "994: .balign 4\n"                             \
      ".popsection\n" ::__VA_ARGS__)

namespace skep::test {
namespace {

[[gnu::noinline]] void pass_numbers(int number) {
  std::array<short, 4> elements{10, 20, 30, 40};
  const long where = 2;
  SKEP_PROBE(
      "numbers", "0", "-4@%[n] 8@%[m] -2@(%[e],%[w],2) -1@$-7", [n] "r"(number),
      [m] "m"(where), [e] "r"(elements.data()), [w] "r"(where), "m"(elements));
}

// One probe at two places, whose argument is not at the same one.
[[gnu::noinline]] void pass_twice() {
  const int second = 2;
  SKEP_PROBE("twice", "0", "4@$1", "r"(0));
  SKEP_PROBE("twice", "0", "4@%[n]", [n] "r"(second));
}

[[gnu::noinline]] void pass_watched() {
  SKEP_PROBE("watched", "skep_watched_semaphore", "", "r"(0));
}

[[gnu::noinline]] void pass_a_fraction() {
  const double half = 0.5;
  SKEP_PROBE("fraction", "0", "8f@%[n]", [n] "x"(half));
}

struct Seen {
  long count = 0;
  std::array<long, 4> arguments{};
};

struct Watcher {
  explicit Watcher(const std::string& program = "on_probe")
      : prog(object.pin(bpffs, program)), link(bpffs / "link") {
    object.watch(::getpid());
  }

  [[nodiscard]] std::string attach(const std::string& words) const {
    return "prog attach pinned " + prog + " usdt " + own_binary() + " " + words;
  }
  [[nodiscard]] std::string pinned(const std::string& words) const {
    return attach(words) + " pinned " + link;
  }
  [[nodiscard]] Seen seen() const {
    const std::uint32_t key = 0;
    Seen result;
    REQUIRE(bpf_map_lookup_elem(object.map_fd("seen"), &key, &result) == 0);
    return result;
  }
  // How many elements of libbpf's map say something.
  [[nodiscard]] int used_specs() const {
    int used = 0;
    const bpf_map* specs = object.map("__bpf_usdt_specs");
    std::vector<char> value(bpf_map__value_size(specs));
    for (std::uint32_t i = 0; i < bpf_map__max_entries(specs); ++i) {
      REQUIRE(bpf_map_lookup_elem(bpf_map__fd(specs), &i, value.data()) == 0);
      used += value != std::vector<char>(value.size());
    }
    return used;
  }
  void let_go() const {
    skep_ok("unpin " + link);
    CHECK(eventually([&] { return count_links_of(prog) == 0; }));
  }

  Bpffs bpffs;
  Loaded object{"usdt"};
  std::string prog;
  std::string link;
};

}  // namespace

TEST_CASE("a static probe tells its arguments and the cookie") {
  NEEDS(feature::multi_uprobes);
  const Watcher watcher;
  skep_ok(watcher.pinned("skep:numbers cookie 77"));
  check_same_as_bpftool("link show pinned " + watcher.link);
  pass_numbers(-5);
  CHECK(watcher.object.hits().count == 1);
  CHECK(watcher.object.hits().cookie == 77);
  CHECK(watcher.seen().count == 4);
  CHECK(watcher.seen().arguments == std::array<long, 4>{-5, 2, 30, -7});
  watcher.let_go();
  // The kernel takes probes out when it has time.
  CHECK(eventually([&] {
    const auto count = watcher.object.hits().count;
    pass_numbers(-5);
    return watcher.object.hits().count == count;
  }));
}

TEST_CASE("a static probe at several places is one") {
  NEEDS(feature::multi_uprobes);
  const Watcher watcher;
  skep_ok(watcher.pinned("skep:twice pid " + std::to_string(::getpid())));
  pass_twice();
  CHECK(watcher.object.hits().count == 2);
  CHECK(watcher.seen().arguments[0] == 2);
  watcher.let_go();
}

TEST_CASE("who watches a static probe is counted") {
  const Watcher watcher;
  CHECK(skep_watched_semaphore == 0);
  skep_ok(watcher.pinned("skep:watched"));
  CHECK(skep_watched_semaphore == 1);
  pass_watched();
  CHECK(watcher.object.hits().count == 1);
  CHECK(watcher.seen().count == 0);
  watcher.let_go();
  CHECK(eventually([] { return skep_watched_semaphore == 0; }));
}

TEST_CASE("places that are said already are not said twice") {
  const Watcher watcher;
  for (int i = 0; i < 3; ++i) {
    skep_ok(watcher.pinned("skep:watched cookie 3"));
    watcher.let_go();
  }
  CHECK(watcher.used_specs() == 1);
}

TEST_CASE("libbpf and skep may attach one program to static probes") {
  NEEDS(feature::multi_uprobes);
  const Watcher watcher;
  const OwnedLink theirs{
      bpf_program__attach_usdt(watcher.object.program("on_probe"), -1,
                               own_binary().c_str(), "skep", "twice", nullptr)};
  REQUIRE(theirs);
  skep_ok(watcher.pinned("skep:numbers"));
  pass_numbers(8);
  CHECK(watcher.seen().arguments == std::array<long, 4>{8, 2, 30, -7});
  pass_twice();
  CHECK(watcher.seen().arguments == std::array<long, 4>{2, 0, 0, 0});
  CHECK(watcher.used_specs() == 3);
  skep_ok("unpin " + watcher.link);
  CHECK(eventually([&] { return count_links_of(watcher.prog) == 1; }));
}

TEST_CASE("a program for one place at a time is attached to each") {
  const Watcher watcher{"on_place"};
  skep_ok(watcher.pinned("skep:numbers cookie 5"));
  pass_numbers(1);
  CHECK(watcher.object.hits().count == 1);
  CHECK(watcher.object.hits().cookie == 5);
  watcher.let_go();
  check_fails(watcher.pinned("skep:twice"), 1, {"2 are needed", "--hold"});
  CHECK(count_links_of(watcher.prog) == 0);
  Background holder = start_skep("-j " + watcher.attach("skep:twice --hold"));
  CHECK(eventually([&] { return count_links_of(watcher.prog) == 2; }));
  pass_twice();
  CHECK(watcher.object.hits().count == 3);
  holder.signal(SIGTERM);
  CHECK(nlohmann::json::parse(holder.wait().out).size() == 2);
  CHECK(eventually([&] { return count_links_of(watcher.prog) == 0; }));
}

TEST_CASE("static probes that can't be watched are told") {
  const Watcher watcher;
  check_fails(watcher.pinned("skep:number"), 1,
              {"no static probe skep:number", "did you mean skep:numbers?"});
  check_fails(watcher.pinned("other:thing"), 1,
              {"no static probe other:thing", "skep:numbers", "skep:twice"});
  check_fails(watcher.pinned("skep"), 2, {"PROVIDER:NAME, not 'skep'"});
  pass_a_fraction();
  check_fails(watcher.pinned("skep:fraction"), 1,
              {"can't read the argument '8f@%xmm"});
  check_fails(watcher.pinned("skep:numbers pid 4194304"), 1, {"usdt "});
  CHECK(watcher.used_specs() == 0);
  const std::string prog = "prog attach pinned " + watcher.prog + " usdt ";
  check_fails(prog + "/bin/sh skep:numbers --hold", 1,
              {"/bin/sh has no static probes"});
  check_fails(prog + "/etc/passwd skep:numbers --hold", 1, {"not an ELF file"});
  const Loaded other{"uprobe"};
  const Bpffs bpffs;
  check_fails("prog attach pinned " + other.pin(bpffs) + " usdt " +
                  own_binary() + " skep:numbers --hold",
              1, {"no map __bpf_usdt_specs", "usdt.bpf.h"});
  CHECK(count_links_of(watcher.prog) == 0);
}

TEST_CASE("a program is attached to a static probe when it is loaded") {
  NEEDS(feature::multi_uprobes);
  const Bpffs bpffs;
  const std::string object = bpf_object("usdt");
  skep_ok("prog loadall " + object + " " + bpffs / "d" +
          " --only on_probe --attach 'on_probe=usdt " + own_binary() +
          " skep:numbers'");
  CHECK(count_links_of(bpffs / "d/on_probe") == 1);
}

}  // namespace skep::test

#endif
