// Programs for the kernel's functions and inner hooks, which not every kernel
// takes: loaded, attached, shown beside bpftool, at work, and gone.
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <doctest/doctest.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <ctime>
#include <filesystem>

#include "src/sys/fd.h"
#include "tests/e2e/beside_bpftool.h"
#include "tests/e2e/features.h"
#include "tests/e2e/harness.h"
#include "tests/e2e/loaded.h"
#include "tests/e2e/prog_fixture.h"

// What the uprobes probe; not inlined, not removed.
extern "C" {
int skep_first_probed(int number);
int skep_second_probed(int number);
[[gnu::noinline, gnu::used]] int skep_first_probed(int number) {
  asm volatile("" : "+r"(number));
  return number + 1;
}
[[gnu::noinline, gnu::used]] int skep_second_probed(int number) {
  asm volatile("" : "+r"(number));
  return number + 2;
}
}

namespace skep::test {
namespace {

namespace fs = std::filesystem;

void check_shown_as_bpftool_does(const std::string& link) {
  check_same_as_bpftool("link show pinned " + link);
  check_same_as_bpftool("link show id " +
                        std::to_string(id_of_pinned("link", link)));
  check_same_as_bpftool("-f link show pinned " + link);
}

bool is_gone(std::string_view kind, std::uint32_t id) {
  return eventually([&] {
    return skep(std::string{kind} + " show id " + std::to_string(id)).exit == 1;
  });
}

// An object with the map of tests/bpf/hits.h that skep itself has loaded and
// attached by its sections.
class AutoAttached {
 public:
  explicit AutoAttached(const std::string& object) {
    skep_ok("prog loadall " + bpf_object(object) + " " + (bpffs_ / "links") +
            " pinmaps " + (bpffs_ / "maps") + " autoattach");
    set({.watched = static_cast<std::uint32_t>(::getpid())});
  }

  [[nodiscard]] std::string link(const std::string& program) const {
    return bpffs_ / ("links/" + program);
  }
  [[nodiscard]] Hits hits() const {
    const std::uint32_t key = 0;
    Hits value;
    REQUIRE(bpf_map_lookup_elem(map().get(), &key, &value) == 0);
    return value;
  }
  void let_go() const {
    for (const char* directory : {"links", "maps"})
      for (const std::string& file : files_below(bpffs_ / directory))
        fs::remove(bpffs_ / (directory + ("/" + file)));
  }

 private:
  [[nodiscard]] Fd map() const {
    return Fd{bpf_obj_get((bpffs_ / "maps/hits").c_str())};
  }
  void set(const Hits& value) const {
    const std::uint32_t key = 0;
    REQUIRE(bpf_map_update_elem(map().get(), &key, &value, BPF_ANY) == 0);
  }

  Bpffs bpffs_;
};

// Check that the program of an object runs where it says, is shown as bpftool
// shows it, and that nothing is left without its pins.
template <typename F>
void check_life(const std::string& object, const std::string& program,
                F&& trigger) {
  const AutoAttached attached{object};
  trigger();
  CHECK(attached.hits().count > 0);
  const std::string link = attached.link(program);
  check_shown_as_bpftool_does(link);
  const auto shown = skep_ok("-j link show pinned " + link).json();
  const auto prog = shown["prog_id"].get<std::uint32_t>();
  check_same_as_bpftool("prog show id " + std::to_string(prog));
  attached.let_go();
  CHECK(is_gone("link", shown["id"].get<std::uint32_t>()));
  CHECK(is_gone("prog", prog));
}

void sleep_a_moment() {
  const timespec moment{.tv_sec = 0, .tv_nsec = 1000};
  ::nanosleep(&moment, nullptr);
}

int errno_of_getpgid() {
  return ::syscall(SYS_getpgid, ::getpid()) < 0 ? errno : 0;
}

bpf_link* attach_to_two_functions(const Loaded& object) {
  const char* functions[] = {"skep_first_probed", "skep_second_probed"};
  const __u64 cookies[] = {7, 8};
  bpf_uprobe_multi_opts options{};
  options.sz = sizeof options;
  options.syms = functions;
  options.cookies = cookies;
  options.cnt = 2;
  return bpf_program__attach_uprobe_multi(object.program(), ::getpid(),
                                          "/proc/self/exe", nullptr, &options);
}

}  // namespace

TEST_CASE("fentry: a program runs when a kernel function is entered") {
  NEEDS(feature::fentry);
  check_life("fentry", "on_sleep", sleep_a_moment);
}

TEST_CASE("fexit: a program runs when a kernel function returns") {
  NEEDS(feature::fexit);
  check_life("fexit", "on_sleep", sleep_a_moment);
}

TEST_CASE("fmod_ret: a program changes what a kernel function returns") {
  NEEDS(feature::fmod_ret);
  check_life("fmod_ret", "deny_getpgid",
             [] { CHECK(errno_of_getpgid() == EACCES); });
  CHECK(eventually([] { return errno_of_getpgid() == 0; }));
}

TEST_CASE("LSM: a program denies what it is asked for") {
  NEEDS(feature::lsm);
  check_life("lsm", "deny_getpgid",
             [] { CHECK(errno_of_getpgid() == EACCES); });
  CHECK(eventually([] { return errno_of_getpgid() == 0; }));
}

TEST_CASE("kprobe: a program runs when a kernel function is called") {
  NEEDS(feature::kprobes);
  check_life("kprobe", "on_sleep", sleep_a_moment);
}

TEST_CASE("kprobe.multi: a program runs when kernel functions are called") {
  NEEDS(feature::multi_kprobes);
  check_life("kprobe_multi", "on_sleep", sleep_a_moment);
}

TEST_CASE("a program is attached as its section says, or not loaded") {
  const Bpffs bpffs;
  const Result result = skep("prog loadall " + bpf_object("kprobe_multi") +
                             " " + (bpffs / "d") + " autoattach");
  const bool is_attached = result.exit == 0;
  CHECK(fs::exists(bpffs / "d/on_sleep") == is_attached);
  if (is_attached)
    CHECK(id_of_pinned("link", bpffs / "d/on_sleep") != 0);
  else
    CHECK(result.err.find("can't attach program 'on_sleep'") !=
          std::string::npos);
}

TEST_CASE("uprobe.multi: a program runs when user functions are called") {
  NEEDS(feature::multi_uprobes);
  const Bpffs bpffs;
  const Loaded object{"uprobe_multi"};
  object.watch(::getpid());
  const std::string link =
      pin_link(attach_to_two_functions(object), bpffs, "link");
  CHECK(skep_first_probed(1) == 2);
  CHECK(object.hits().cookie == 7);
  CHECK(skep_second_probed(1) == 3);
  CHECK(object.hits().cookie == 8);
  CHECK(object.hits().count == 2);
  check_shown_as_bpftool_does(link);
  const std::uint32_t id = id_of_pinned("link", link);
  fs::remove(link);
  CHECK(is_gone("link", id));
}

TEST_CASE("freplace: a program takes the place of another's function") {
  NEEDS(feature::freplace);
  const Bpffs bpffs;
  const Loaded target{"replaceable"};
  const Loaded replacement = load_replacement(target);
  const std::string link =
      pin_link(bpf_program__attach(replacement.program()), bpffs, "link");
  const auto verdict = [&] {
    char packet[64] = {};
    bpf_test_run_opts options{};
    options.sz = sizeof options;
    options.data_in = packet;
    options.data_size_in = sizeof packet;
    REQUIRE(bpf_prog_test_run_opts(bpf_program__fd(target.program()),
                                   &options) == 0);
    return options.retval;
  };
  CHECK(verdict() == XDP_DROP);
  check_shown_as_bpftool_does(link);
  const std::uint32_t id = id_of_pinned("link", link);
  fs::remove(link);
  CHECK(is_gone("link", id));
  CHECK(eventually([&] { return verdict() == XDP_PASS; }));
}

TEST_CASE("struct_ops: a link holds a congestion control algorithm") {
  NEEDS(feature::struct_ops_links);
  const Bpffs bpffs;
  const Loaded object{"struct_ops_link"};
  const std::string link =
      pin_link(bpf_map__attach_struct_ops(object.map("held")), bpffs, "link");
  const auto is_registered = [] {
    return read_text("/proc/sys/net/ipv4/tcp_available_congestion_control")
               .find("skep_held") != std::string::npos;
  };
  CHECK(is_registered());
  check_shown_as_bpftool_does(link);
  skep_ok("link detach pinned " + link);
  CHECK(eventually([&] { return !is_registered(); }));
}

TEST_CASE("netkit: a program sees the packets of a device pair") {
  NEEDS(feature::netkit);
  const Bpffs bpffs;
  const NetkitPair devices;
  const Loaded object{"netkit"};
  const std::string link = pin_link(
      bpf_program__attach_netkit(object.program(), devices.index(), nullptr),
      bpffs, "link");
  check_shown_as_bpftool_does(link);
  skep_ok("link detach pinned " + link);
  check_shown_as_bpftool_does(link);
  devices.remove();
  check_shown_as_bpftool_does(link);
}

TEST_CASE("an iterator that may sleep is dumped and pinned") {
  NEEDS(feature::sleepable_iterators);
  const Bpffs bpffs;
  const std::string object = bpf_object("iter_sleepable");
  const std::string self = std::to_string(::getpid());
  CHECK(skep_ok("iter dump " + object + " tid " + self).out == self + "\n");
  skep_ok("iter pin " + object + " " + (bpffs / "link") + " tid " + self);
  CHECK(read_text(bpffs / "link") == self + "\n");
  check_shown_as_bpftool_does(bpffs / "link");
}

}  // namespace skep::test
