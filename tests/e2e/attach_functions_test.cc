// prog attach to functions: of the kernel, of programs and of BPF programs,
// with its effect seen.
#include <bpf/bpf.h>
#include <doctest/doctest.h>
#include <unistd.h>

#include <ctime>

#include "tests/e2e/beside_bpftool.h"
#include "tests/e2e/features.h"
#include "tests/e2e/harness.h"
#include "tests/e2e/hook_table.h"
#include "tests/e2e/loaded.h"

// What the uprobe tests probe; not inlined, not removed.
extern "C" {
int skep_many_one(int number);
int skep_many_two(int number);
[[gnu::noinline, gnu::used]] int skep_many_one(int number) {
  asm volatile("" : "+r"(number));
  return number + 1;
}
[[gnu::noinline, gnu::used]] int skep_many_two(int number) {
  asm volatile("" : "+r"(number));
  return number + 2;
}
}

namespace skep::test {
namespace {

using Json = nlohmann::ordered_json;

// A pinned program that counts what this process does, and a place for its
// link.
struct Counter {
  explicit Counter(std::string_view name)
      : object(name), prog(object.pin(bpffs)), link(bpffs / "link") {
    object.watch(::getpid());
  }

  [[nodiscard]] std::string attach(const std::string& hook) const {
    return "prog attach pinned " + prog + " " + hook + " pinned " + link;
  }
  // Attach, and return what is shown of the link, as by bpftool.
  Json attached(const std::string& hook) const {
    skep_ok(attach(hook));
    check_same_as_bpftool("link show pinned " + link);
    return skep_ok("-j link show pinned " + link).json();
  }
  // Let go of the link, and wait until what `trigger` does runs the program no
  // more: the kernel detaches it when the id of the link is gone already.
  void let_go(void (*trigger)()) const {
    skep_ok("unpin " + link);
    CHECK(eventually([&] {
      const auto count = object.hits().count;
      trigger();
      return count_links_of(prog) == 0 && object.hits().count == count;
    }));
  }

  Bpffs bpffs;
  Loaded object;
  std::string prog;
  std::string link;
};

void sleep_a_moment() {
  const timespec moment{.tv_sec = 0, .tv_nsec = 1000};
  ::nanosleep(&moment, nullptr);
}

void call_many() {
  skep_many_one(1);
  skep_many_two(1);
}

// Pin a program that does nothing but has been loaded for a row.
std::string pin_idle(const HookRow& row, const Bpffs& bpffs) {
  const Fd prog = load_for(row);
  std::string pin = bpffs / "idle";
  REQUIRE(bpf_obj_pin(prog.get(), pin.c_str()) == 0);
  return pin;
}

}  // namespace

TEST_CASE("fentry is attached with a cookie, and not twice") {
  NEEDS(feature::fentry);
  const Counter counter{"fentry"};
  CHECK(counter.attached("fentry cookie 7")["type"] == "tracing");
  sleep_a_moment();
  CHECK(counter.object.hits().cookie == 7);
  check_fails("prog attach pinned " + counter.prog + " fentry --hold", 1,
              {"the entry of its function", "attached there already"});
}

TEST_CASE("a program is attached where it was loaded for, or not at all") {
  NEEDS(feature::fentry, feature::fexit);
  const Counter counter{"fentry"};
  check_fails(
      counter.attach("fexit"), 1,
      {"the exit of its function", "was loaded for the entry of its function"});
  CHECK(eventually([&] { return count_links_of(counter.prog) == 0; }));
}

TEST_CASE("kprobes take an offset, a cookie, an address and returns") {
  NEEDS(feature::kprobes, feature::perf_event_cookies_told);
  const Counter counter{"kprobe"};
  Json shown = counter.attached("kprobe do_nanosleep+0 cookie 9");
  CHECK(shown["func"] == "do_nanosleep");
  CHECK(shown["cookie"] == 9);
  sleep_a_moment();
  CHECK(counter.object.hits().cookie == 9);
  counter.let_go(sleep_a_moment);
  const auto address = shown["addr"].get<std::uint64_t>();
  shown = counter.attached("kprobe " + std::to_string(address) + " cookie 8");
  sleep_a_moment();
  CHECK(counter.object.hits().cookie == 8);
  counter.let_go(sleep_a_moment);
  shown = counter.attached("kprobe do_nanosleep retprobe");
  CHECK(shown["retprobe"] == true);
  counter.let_go(sleep_a_moment);
}

TEST_CASE("functions that can't be probed are told, with the close ones") {
  NEEDS(feature::kprobes);
  const Counter counter{"kprobe"};
  check_fails(
      counter.attach("kprobe do_nanosleeep"), 1,
      {"kprobe do_nanosleeep", "no function 'do_nanosleeep'", "do_nanosleep"});
  check_fails(counter.attach("kprobe do_nanosleep+100000"), 1,
              {"kprobe do_nanosleep+0x186a0"});
  check_fails(counter.attach("kprobe 0x10"), 1, {"kprobe 0x10"});
  // What handles probes can't be probed itself.
  check_fails(counter.attach("kprobe kprobe_ftrace_handler"), 1,
              {"kprobe kprobe_ftrace_handler"});
  check_fails(counter.attach("kprobe +7"), 2, {"'+7'"});
  CHECK(count_links_of(counter.prog) == 0);
}

TEST_CASE("many functions of the kernel are named, or match a pattern") {
  NEEDS(feature::multi_kprobes);
  const Tracefs tracefs;
  const Counter counter{"kprobe_multi"};
  skep_ok(counter.attach("kprobe_multi do_nanosleep=3,do_exit cookie 4"));
  sleep_a_moment();
  CHECK(counter.object.hits().cookie == 3);
  counter.let_go(sleep_a_moment);
  skep_ok(counter.attach("kprobe_multi do_nanoslee*,do_exit=5 cookie 4"));
  sleep_a_moment();
  CHECK(counter.object.hits().cookie == 4);
  counter.let_go(sleep_a_moment);
  skep_ok(counter.attach("kprobe_multi do_nanosleep retprobe"));
  counter.object.watch(::getpid());
  sleep_a_moment();
  CHECK(counter.object.hits().count > 0);
  counter.let_go(sleep_a_moment);
  check_fails(counter.attach("kprobe_multi do_nanosleep,do_exitt"), 1,
              {"no function 'do_exitt'", "did you mean do_exit"});
  check_fails(counter.attach("kprobe_multi no_such_functions_*"), 1,
              {"matches 'no_such_functions_*'"});
  check_fails(counter.attach("kprobe_multi do_nanosleep+4"), 2,
              {"whole functions"});
  check_fails(counter.attach("kprobe_multi do_*+4"), 2, {"no offset"});
  check_fails(counter.attach("kprobe_multi do_exit=x"), 2, {"'do_exit=x'"});
  check_fails(counter.attach("kprobe_multi do_exit retprobe session"), 2,
              {"session"});
  CHECK(count_links_of(counter.prog) == 0);
}

TEST_CASE("many functions are found by names and addresses together") {
  NEEDS(feature::multi_kprobes, feature::multi_kprobe_cookies_told);
  const Counter counter{"kprobe_multi"};
  const Json named = counter.attached("kprobe_multi do_nanosleep=6");
  const auto address = named["funcs"][0]["addr"].get<std::uint64_t>();
  counter.let_go(sleep_a_moment);
  const Json both = counter.attached("kprobe_multi " + std::to_string(address) +
                                     "=7,do_exit=8");
  REQUIRE(both["funcs"].size() == 2);
  for (const Json& function : both["funcs"])
    CHECK(function["cookie"] == (function["func"] == "do_exit" ? 8 : 7));
  counter.let_go(sleep_a_moment);
}

TEST_CASE("a session of probes is attached, and needs a program for it") {
  NEEDS(feature::kprobe_sessions);
  const Bpffs bpffs;
  const std::string pin = pin_idle(
      {.type = BPF_PROG_TYPE_KPROBE, .attach = BPF_TRACE_KPROBE_SESSION},
      bpffs);
  skep_ok("prog attach pinned " + pin +
          " kprobe_multi do_nanosleep session pinned " + (bpffs / "link"));
  check_same_as_bpftool("link show pinned " + (bpffs / "link"));
  check_fails("prog attach pinned " + pin + " kprobe_multi do_nanosleep --hold",
              1, {"kprobe.multi"});
}

TEST_CASE("a session of probes in a program is attached") {
  NEEDS(feature::uprobe_sessions);
  const Bpffs bpffs;
  const std::string pin = pin_idle(
      {.type = BPF_PROG_TYPE_KPROBE, .attach = BPF_TRACE_UPROBE_SESSION},
      bpffs);
  const std::string places = own_binary() + " skep_many_one";
  skep_ok("prog attach pinned " + pin + " uprobe_multi " + places +
          " session pinned " + (bpffs / "link"));
  check_same_as_bpftool("link show pinned " + (bpffs / "link"));
  CHECK(skep_many_one(1) == 2);
  check_fails(
      "prog attach pinned " + pin + " uprobe_multi " + places + " --hold", 1,
      {"uprobe.multi"});
}

TEST_CASE("many functions of a program are named, or match a pattern") {
  NEEDS(feature::multi_uprobes);
  const Counter counter{"uprobe_multi"};
  const std::string multi = "uprobe_multi " + own_binary() + " ";
  skep_ok(counter.attach(multi + "skep_many_one=3,skep_many_two cookie 4"));
  skep_many_one(1);
  CHECK(counter.object.hits().cookie == 3);
  skep_many_two(1);
  CHECK(counter.object.hits().cookie == 4);
  CHECK(counter.object.hits().count == 2);
  counter.let_go(call_many);
  skep_ok(counter.attach(multi + "skep_many_*=5 pid " +
                         std::to_string(::getpid())));
  counter.object.watch(::getpid());
  skep_many_one(1);
  skep_many_two(1);
  CHECK(counter.object.hits().count == 2);
  CHECK(counter.object.hits().cookie == 5);
  counter.let_go(call_many);
  check_fails(counter.attach(multi + "skep_many_on"), 1,
              {"no function 'skep_many_on'", "skep_many_one"});
  check_fails(counter.attach(multi + "skep_many_x*"), 1, {"skep_many_x*"});
  check_fails(counter.attach(multi + "skep_many_one pid 4194304"), 1,
              {"uprobe.multi"});
  check_fails(counter.attach("uprobe_multi /does/not/exist main"), 1,
              {"No such file"});
  CHECK(count_links_of(counter.prog) == 0);
}

TEST_CASE("the counter of those who watch a place is told to the kernel") {
  NEEDS(feature::multi_uprobe_details);
  const Counter counter{"uprobe_multi"};
  const Json shown = counter.attached("uprobe_multi " + own_binary() +
                                      " skep_many_one@0=1 retprobe");
  CHECK(shown["retprobe"] == true);
  CHECK(shown["funcs"][0]["ref_ctr_offset"] == 0);
  CHECK(shown["funcs"][0]["cookie"] == 1);
  counter.let_go(call_many);
}

TEST_CASE("a program comes in the place of another's function, or a third's") {
  NEEDS(feature::freplace);
  const Bpffs bpffs;
  const Loaded first{"replaceable"};
  const Loaded second{"replaceable"};
  const Loaded replacement = load_replacement(first);
  const std::string prog = replacement.pin(bpffs);
  const std::string target = second.pin(bpffs);
  const std::string attach = "prog attach pinned " + prog + " freplace";
  const std::string link = bpffs / "link";
  skep_ok(attach + " pinned " + link);
  check_same_as_bpftool("link show pinned " + link);
  CHECK(skep_ok("link show --details pinned " + link)
            .out.find("attached to freplace verdict of prog ") !=
        std::string::npos);
  skep_ok("unpin " + link);
  CHECK(eventually([&] { return count_links_of(prog) == 0; }));
  skep_ok(attach + " target pinned " + target + " function verdict pinned " +
          link);
  check_same_as_bpftool("link show pinned " + link);
  check_fails(attach + " target pinned " + target + " function verdikt --hold",
              1, {"no function 'verdikt'", "did you mean verdict?"});
  check_fails(attach + " target pinned " + target + " --hold", 2,
              {"'target' and 'function' belong together"});
}

}  // namespace skep::test
