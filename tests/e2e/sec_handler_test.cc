// Section handlers at work on the kernel: programs are prepared, loaded and
// attached by functions of the tests.
#include <bpf/bpf.h>
#include <doctest/doctest.h>
#include <linux/filter.h>

#include <array>
#include <cerrno>

#include "src/object/bpf_object.h"
#include "src/object/load.h"
#include "src/object/sec_registry.h"
#include "src/sys/error.h"
#include "tests/e2e/loaded.h"

namespace skep::test {
namespace {

// Handlers for all of odd_sections.bpf.c; only the given one loads. libbpf says
// nothing meanwhile.
class OddObject {
 public:
  explicit OddObject(SecHandler handler) {
    const auto turn_off = [](bpf_program* prog) {
      bpf_program__set_autoload(prog, false);
    };
    registry_.add(std::move(handler));
    for (const char* section : {"xdp/", "perf_event/", "mine/", "each/"})
      registry_.add(
          SecHandler{section, {BPF_PROG_TYPE_XDP, BPF_XDP}}.on_setup(turn_off));
  }

  OddObject(const OddObject&) = delete;
  OddObject& operator=(const OddObject&) = delete;
  ~OddObject() { libbpf_set_print(before_); }

  [[nodiscard]] BpfObject open() {
    return BpfObject::open_file(bpf_object("odd_sections"),
                                {.sections = &registry_});
  }

 private:
  libbpf_print_fn_t before_ = libbpf_set_print(nullptr);
  SecRegistry registry_{};
};

constexpr ProgramType xdp{BPF_PROG_TYPE_XDP, BPF_XDP};
constexpr ProgramType raw_tracepoint{BPF_PROG_TYPE_RAW_TRACEPOINT, {}};

// Replace all of a program by `return 7`.
void return_seven(bpf_program* prog, bpf_prog_load_opts& options) {
  std::array<bpf_insn, 2> code{};
  code[0].code = BPF_ALU64 | BPF_MOV | BPF_K;
  code[0].imm = 7;
  code[1].code = BPF_JMP | BPF_EXIT;
  CHECK(bpf_program__set_insns(prog, code.data(), code.size()) == 0);
  options.func_info_cnt = 0;
  options.line_info_cnt = 0;
}

std::uint32_t result_of(const bpf_program* prog) {
  std::array<std::uint8_t, 64> packet{};
  bpf_test_run_opts options{};
  options.sz = sizeof options;
  options.data_in = packet.data();
  options.data_size_in = packet.size();
  CHECK(bpf_prog_test_run_opts(bpf_program__fd(prog), &options) == 0);
  return options.retval;
}

BpfLink attach_raw(const bpf_program* prog, const char* tracepoint) {
  return BpfLink{bpf_program__attach_raw_tracepoint(prog, tracepoint)};
}

}  // namespace

TEST_CASE("a handler may rewrite a program before it is loaded") {
  OddObject odd{SecHandler{"xdp/", xdp}.on_prepare(return_seven)};
  const LoadedObject loaded{odd.open(), "odd_sections"};
  CHECK(result_of(loaded.object().find_program("on_packet")) == 7);
}

TEST_CASE(
    "what a handler throws before a load gets through, and nothing else") {
  OddObject odd{SecHandler{"xdp/", xdp}.on_prepare(
      [](auto*, auto&) { throw failure("not today"); })};
  CHECK_THROWS_WITH_AS((LoadedObject{odd.open(), "odd_sections"}), "not today",
                       Error);
  // libbpf is told by a negative number, also of what is no Error.
  OddObject other{
      SecHandler{"xdp/", xdp}.on_prepare([](auto*, auto&) { throw 7; })};
  const BpfObject object = other.open();
  CHECK(bpf_object__load(object.get()) == -ECANCELED);
}

TEST_CASE("a handler may attach by several links, all gone with the object") {
  const Bpffs bpffs;
  OddObject odd{
      SecHandler{"mine/", raw_tracepoint}.on_attach([](const auto* prog) {
        std::vector<BpfLink> links;
        links.push_back(attach_raw(prog, "sched_process_fork"));
        links.push_back(attach_raw(prog, "sched_process_exit"));
        return links;
      })};
  const std::string pin = bpffs / "prog";
  {
    const LoadedObject loaded{odd.open(), "odd_sections"};
    const bpf_program* prog = loaded.object().find_program("on_fork");
    REQUIRE(bpf_obj_pin(bpf_program__fd(prog), pin.c_str()) == 0);
    // libbpf gets the first link, a real one.
    OwnedLink link{bpf_program__attach(prog)};
    REQUIRE(link != nullptr);
    CHECK(bpf_link__fd(link.get()) >= 0);
    CHECK(count_links_of(pin) == 2);
    link.reset();
    CHECK(eventually([&] { return count_links_of(pin) == 1; }));
  }
  CHECK(eventually([&] { return count_links_of(pin) == 0; }));
}

// A positive number would leave a null link and an errno that is negative.
TEST_CASE("a handler that can't attach leaves no link and a proper errno") {
  for (const int code : {ENODEV, -ENODEV, 0}) {
    OddObject odd{SecHandler{"mine/", raw_tracepoint}.on_attach(
        [code](const auto* prog) -> std::vector<BpfLink> {
          const BpfLink link = attach_raw(prog, "sched_process_fork");
          throw Error{ErrorKind::system, code, "half done"};
        })};
    const LoadedObject loaded{odd.open(), "odd_sections"};
    errno = 0;
    CHECK(bpf_program__attach(loaded.object().find_program("on_fork")) ==
          nullptr);
    CHECK(errno == (code == ENODEV ? ENODEV : ECANCELED));
  }
}

}  // namespace skep::test
