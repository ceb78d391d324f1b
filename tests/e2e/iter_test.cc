// iter pin and iter dump: every parameter, and what the kernel does in the way.
#include <bpf/bpf.h>
#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <filesystem>

#include "src/sys/fd.h"
#include "src/sys/text.h"
#include "tests/e2e/beside_bpftool.h"
#include "tests/e2e/harness.h"
#include "tests/e2e/loaded.h"

namespace skep::test {
namespace {

// An array whose element 0 is 10, 1 is 11, and so on; pinned.
class NumberedMap {
 public:
  NumberedMap() {
    const Fd map{
        bpf_map_create(BPF_MAP_TYPE_ARRAY, "skep_iter", 4, 4, 3, nullptr)};
    for (std::uint32_t key = 0; key < 3; ++key) {
      const std::uint32_t value = 10 + key;
      REQUIRE(bpf_map_update_elem(map.get(), &key, &value, BPF_ANY) == 0);
    }
    REQUIRE(bpf_obj_pin(map.get(), path().c_str()) == 0);
  }
  [[nodiscard]] std::string path() const { return bpffs_ / "map"; }
  [[nodiscard]] std::string words() const { return " map pinned " + path(); }

 private:
  Bpffs bpffs_;
};

std::uint64_t id_of_cgroup(const std::string& path) {
  struct stat status{};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  return status.st_ino;
}

std::string dump_cgroups(const std::string& words) {
  return skep_ok("iter dump " + bpf_object("iter_cgroup") + " " + words).out;
}

std::ptrdiff_t count_lines(const std::string& text) {
  return std::count(text.begin(), text.end(), '\n');
}

}  // namespace

TEST_CASE("an iterator over a map is dumped as a pinned one is read") {
  const Bpffs bpffs;
  const NumberedMap map;
  const std::string object = bpf_object("iter_bpf_map_elem");
  const std::string pin = bpffs / "elements";
  CHECK(skep_ok("-j iter pin " + object + " " + pin + map.words())
            .json()
            .is_null());
  CHECK(read_text(pin) == "0=10\n1=11\n2=12\n");
  CHECK(shell("cat " + pin).out == read_text(pin));
  CHECK(skep_ok("iter dump " + object + map.words()).out == read_text(pin));
  CHECK(skep_ok("iter dump pinned " + pin).out == read_text(pin));
  const std::string id = std::to_string(id_of_pinned("link", pin));
  CHECK(skep_ok("iter dump id " + id).out == read_text(pin));
}

TEST_CASE("iter pin makes the same link as bpftool's") {
  const Bpffs bpffs;
  const NumberedMap map;
  const std::string object = bpf_object("iter_bpf_map_elem");
  REQUIRE(bpftool("iter pin " + object + " " + (bpffs / "theirs") + map.words())
              .exit == 0);
  skep_ok("iter pin " + object + " " + (bpffs / "ours") + map.words());
  CHECK(read_text(bpffs / "ours") == read_text(bpffs / "theirs"));
  auto ours = skep_ok("-j link show pinned " + (bpffs / "ours")).json();
  auto theirs = skep_ok("-j link show pinned " + (bpffs / "theirs")).json();
  for (auto* link : {&ours, &theirs}) {
    link->erase("id");
    link->erase("prog_id");
  }
  CHECK(ours == theirs);
}

TEST_CASE("the JSON of a dump is a list of its lines") {
  const std::string object = bpf_object("iter_odd");
  const Result result =
      skep_ok("-j iter dump " + object + " program odd_bytes");
  const auto lines = result.json();
  REQUIRE(lines.size() == 4);
  CHECK(lines[0] == "first");
  CHECK(lines[1] == "");
  CHECK(lines[2] == "\xef\xbf\xbd\x01 \"quoted\"");
  CHECK(lines[3] == "no line feed");
  CHECK(skep_ok("-p iter dump " + object + " program odd_bytes").json() ==
        lines);
  CHECK(skep_ok("iter dump " + object + " program odd_bytes").out ==
        "first\n\n\xff\x01 \"quoted\"\nno line feed");
}

TEST_CASE("an iterator may write nothing") {
  const std::string words =
      "iter dump " + bpf_object("iter_odd") + " program nothing";
  CHECK(skep_ok(words).out.empty());
  CHECK(skep_ok("-j " + words).json() == nlohmann::ordered_json::array());
}

TEST_CASE("without a name the first iterator of an object runs") {
  const std::string object = bpf_object("iter_odd");
  CHECK(skep_ok("iter dump " + object).out ==
        skep_ok("iter dump " + object + " program odd_bytes").out);
}

TEST_CASE("long output is dumped whole" * doctest::test_suite("sizes")) {
  const std::string object = bpf_object("iter_ksym");
  const std::string text = skep_ok("iter dump " + object).out;
  CHECK(count_lines(text) > 10'000);
  CHECK(text.size() == static_cast<std::size_t>(count_lines(text)) *
                           sizeof "a symbol of the kernel");
  CHECK(skep_ok("-j iter dump " + object).json().size() > 10'000);
}

TEST_CASE("task iterators visit one thread or one process") {
  const std::string line = "iter dump " + bpf_object("iter_task") + " ";
  const std::string self = std::to_string(::getpid());
  const std::string all = skep_ok(line).out;
  const std::string thread = skep_ok(line + "tid " + self).out;
  CHECK(count_lines(thread) == 1);
  CHECK(all.find("\n" + thread) != std::string::npos);
  CHECK(skep_ok(line + "pid " + self).out.find(thread) == 0);
}

TEST_CASE("a pinned iterator keeps its parameters") {
  const Bpffs bpffs;
  const std::string pin = bpffs / "thread";
  skep_ok("iter pin " + bpf_object("iter_task") + " " + pin + " tid " +
          std::to_string(::getpid()));
  CHECK(skep_ok("-j link show pinned " + pin).json()["tid"] == ::getpid());
  CHECK(count_lines(read_text(pin)) == 1);
  check_same_as_bpftool("link show pinned " + pin);
}

TEST_CASE("cgroup iterators start where they are told, in the order given") {
  const Cgroup parent;
  const std::string child = parent.path() + "/child";
  REQUIRE(::mkdir(child.c_str(), 0755) == 0);
  const std::string first = std::to_string(id_of_cgroup(parent.path())) + "\n";
  const std::string second = std::to_string(id_of_cgroup(child)) + "\n";
  const std::string at = "cgroup " + parent.path();
  CHECK(dump_cgroups(at) == first + second);
  CHECK(dump_cgroups(at + " order descendants_pre") == first + second);
  CHECK(dump_cgroups(at + " order descendants_post") == second + first);
  CHECK(dump_cgroups(at + " order self_only") == first);
  CHECK(
      dump_cgroups("order ancestors_up cgroup " + child).find(second + first) ==
      0);
  CHECK(dump_cgroups("order self_only") == "1\n");
  ::rmdir(child.c_str());
}

TEST_CASE("an iterator does not take the parameters of another one") {
  const std::string task = "iter dump " + bpf_object("iter_task");
  const NumberedMap map;
  check_fails(task + map.words(), 2,
              {"over 'task' have no parameter 'map'", "`tid N`, `pid N`"});
  check_fails(task + " order self_only", 2, {"no parameter 'order'"});
  check_fails(task + " pid 1 tid 1", 2, {"exclude each other"});
  check_fails(task + " pid 0", 2, {"no process 0"});
  check_fails(task + " pid -1", 2, {"'-1'"});
  const std::string elements = "iter dump " + bpf_object("iter_bpf_map_elem");
  check_fails(elements, 2, {"'bpf_map_elem' need a parameter", "`map MAP`"});
  check_fails(elements + map.words() + " tid 1", 2, {"no parameter 'tid'"});
  const std::string cgroup = "iter dump " + bpf_object("iter_cgroup");
  check_fails(cgroup, 2, {"need a parameter"});
  check_fails(cgroup + " order self", 2, {"unknown order 'self'", "self_only"});
  check_fails("iter dump " + bpf_object("iter_odd") + map.words(), 2,
              {"it takes none"});
}

TEST_CASE("a map that can't be iterated is refused with the reason") {
  const Bpffs bpffs;
  const Fd queue{bpf_map_create(BPF_MAP_TYPE_QUEUE, "q", 0, 4, 1, nullptr)};
  const Fd small{bpf_map_create(BPF_MAP_TYPE_HASH, "s", 1, 1, 1, nullptr)};
  REQUIRE(bpf_obj_pin(queue.get(), (bpffs / "queue").c_str()) == 0);
  REQUIRE(bpf_obj_pin(small.get(), (bpffs / "small").c_str()) == 0);
  const std::string line =
      "iter dump " + bpf_object("iter_bpf_map_elem") + " map pinned ";
  check_fails(
      line + (bpffs / "queue"), 1,
      {"'print_element'", "target bpf_map_elem", "hash and array maps"});
  check_fails(line + (bpffs / "small"), 1, {"more of a key or value"});
}

TEST_CASE("a path that is no cgroup is refused") {
  const std::string line =
      "iter dump " + bpf_object("iter_cgroup") + " cgroup ";
  const Cgroup cgroup;
  check_fails(line + cgroup.path().substr(0, cgroup.path().size() - 1), 1,
              {"No such file", "did you mean"});
  check_fails(line + "/tmp", 1, {"/tmp is no control group", "are below /"});
}

TEST_CASE("an iterator that never goes on ends with an error") {
  check_fails("iter dump " + bpf_object("iter_odd") + " program stuck", 1,
              {"iter_odd.bpf.o", "keeps asking for the same object"});
}

TEST_CASE("a row that is too long for the kernel ends with an error") {
  check_fails("iter dump " + bpf_object("iter_odd") + " program too_long", 1,
              {"more than 32 KiB for one object"});
}

TEST_CASE("a sleepable iterator over a target that can't sleep is explained") {
  check_fails(
      "iter dump " + bpf_object("iter_odd") + " program sleepable", 1,
      {"'sleepable'", "target bpf_map", "Invalid argument", "iter list"});
}

TEST_CASE("objects without the iterator that is asked for are refused") {
  const std::string odd = bpf_object("iter_odd");
  check_fails("iter dump " + odd + " program nothin", 1,
              {"no program 'nothin'", "did you mean nothing?"});
  check_fails("iter dump " + bpf_object("tp"), 1, {"has no iterator"});
  check_fails("iter dump " + bpf_object("tp") + " program on_tracepoint", 1,
              {"'on_tracepoint'", "is no iterator", "\"tracepoint\""});
  check_fails("iter dump /does/not/exist", 1, {"/does/not/exist"});
  check_fails("iter dump /etc/passwd", 1, {"not an ELF file"});
  check_fails("iter dump /dev/null", 1, {"/dev/null"});
  check_fails("iter dump", 2, {"TARGET or OBJ is missing", "id, pinned"});
}

TEST_CASE("links that are no iterators are not dumped") {
  const Bpffs bpffs;
  const Loaded object{"raw_tp"};
  const std::string link = pin_link(
      bpf_program__attach_raw_tracepoint(object.program(), "sys_enter"), bpffs,
      "link");
  check_fails("iter dump pinned " + link, 1, {link + " is no iterator"});
  check_fails("iter dump pinned " + object.pin(bpffs), 1, {"not a link"});
  check_fails("iter dump id 4294967295", 1, {"no link with id"});
  check_fails("iter dump id 1 pid 1", 2, {"has its parameters"});
}

TEST_CASE("an iterator that can't be pinned leaves nothing behind") {
  const Bpffs bpffs;
  const std::string line = "iter pin " + bpf_object("iter_task") + " ";
  const TempDir directory;
  check_fails(line + (directory / "x"), 1, {"not on a BPF file system"});
  check_fails(line + (bpffs / "a.b"), 1, {"no dot"});
  check_fails(line + (bpffs / "x") + " map name none", 1, {"'none'"});
  check_fails(line + (bpffs / "x") + " cgroup /", 1, {"no control group"});
  write_file(directory / "y", "");
  skep_ok(line + (bpffs / "x"));
  check_fails(line + (bpffs / "x"), 1, {"File exists"});
  check_fails("iter pin " + bpf_object("iter_task"), 2, {"PATH is missing"});
  check_fails(line + (bpffs / "z") + " junk", 2, {"'junk'"});
  CHECK_FALSE(std::filesystem::exists(bpffs / "z"));
}

TEST_CASE("a stop signal interrupts a dump, even if nobody reads") {
  for (const int signal : {SIGINT, SIGTERM}) {
    Background dump{{skep_program(), "iter", "dump", bpf_object("iter_ksym")}};
    CHECK(dump.first_line() == "a symbol of the kernel");
    dump.signal(signal);
    CHECK(dump.wait().exit == 130);
  }
}

TEST_CASE("a dump that can't be written is a failure") {
  const Result result = skep("iter dump " + bpf_object("iter_task"),
                             {.output_file = "/dev/full"});
  CHECK(result.exit == 1);
  CHECK(result.err.find("No space left on device") != std::string::npos);
}

}  // namespace skep::test
