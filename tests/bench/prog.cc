#include <fmt/format.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "src/object/bpf_object.h"
#include "src/sys/error.h"
#include "tests/bench/built.h"
#include "tests/bench/holder.h"
#include "tests/bench/suites.h"
#include "tests/bench/timing.h"

namespace skep::bench {
namespace {

constexpr int copies = 1000;

// Load an object so many times: each has its own programs, maps and BTF, as
// those of different users have.
std::vector<BpfObject> load_copies(const std::string& path) {
  allow_descriptors(16 * copies);
  std::vector<BpfObject> objects;
  for (int i = 0; i < copies; ++i) {
    objects.push_back(BpfObject::open_file(path));
    check(bpf_object__load(objects.back().get()), "can't load {}", path);
  }
  return objects;
}

// A program of more than 50,000 instructions: functions with lines of source,
// calls of helpers, and maps.
std::string large_source() {
  std::string source =
      "#include <linux/bpf.h>\n#include <bpf/bpf_helpers.h>\n"
      "char LICENSE[] SEC(\"license\") = \"GPL\";\n"
      "struct event { int a; long b[4]; char c[16]; } last;\n";
  for (int i = 0; i < 200; ++i) {
    source += fmt::format("__attribute__((noinline)) int step{}(void) {{\n", i);
    for (int j = 0; j < 25; ++j)
      source += fmt::format(
          "  last.a += bpf_ktime_get_ns() ^ {0};\n"
          "  last.b[{1}] ^= last.a * {0} + last.b[{2}];\n"
          "  last.c[{3}] = last.b[{1}] >> 3;\n",
          i + j + 7, j & 3, (i + j) & 3, (i + j) & 15);
    source += "  return last.a;\n}\n";
  }
  source += "SEC(\"raw_tp/sys_enter\") int large(long *ctx) {\n";
  for (int i = 0; i < 200; ++i) source += fmt::format("  step{}();\n", i);
  return source + "  return 0;\n}\n";
}

void beside_bpftool(const std::string& what, const std::string& line) {
  compare(what, words_of(SKEP_PROGRAM " " + line),
          words_of(SKEP_BPFTOOL " " + line));
}

// Compare what is shown of all programs while `object` is loaded many times.
void compare_shows(const std::string& what, const std::string& object) {
  std::vector<BpfObject> objects;
  const Holder holder{what, [&] { objects = load_copies(object); }};
  // Debian's bpftool is built without the iterator that finds owners.
  const Words theirs = words_of(SKEP_BPFTOOL " prog show");
  compare("prog show, " + what, words_of(SKEP_PROGRAM " prog show --pids off"),
          theirs);
  compare("prog show -j, " + what,
          words_of(SKEP_PROGRAM " -j prog show --pids off"),
          words_of(SKEP_BPFTOOL " -j prog show"));
  compare("prog show with owners, " + what, words_of(SKEP_PROGRAM " prog show"),
          theirs);
}

void compare_dumps(const std::string& object) {
  std::vector<BpfObject> objects;
  const Holder holder{"a large program", [&] {
                        objects.push_back(BpfObject::open_file(object));
                        check(bpf_object__load(objects.back().get()),
                              "can't load {}", object);
                      }};
  const std::string line = "prog dump xlated name large";
  beside_bpftool("prog dump xlated", line);
  beside_bpftool("prog dump xlated -j", "-j " + line);
  beside_bpftool("prog dump xlated linum", line + " linum");
  beside_bpftool("prog dump xlated opcodes", line + " opcodes");
}

}  // namespace

void run_progs() {
  print_head("skep", "bpftool");
  beside_bpftool("version (start-up alone)", "version");
  const std::string dir = SKEP_BPF_DIR "/";
  compare_shows("1000 with maps", dir + "firewall.bpf.o");
  compare_shows("1000 without", dir + "nomaps.bpf.o");
  const Workplace place;
  compare_dumps(make_object(place, "large", large_source()));
}

}  // namespace skep::bench
