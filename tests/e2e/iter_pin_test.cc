// iter pin of what skep writes itself, iter show, iter replace.
#include <doctest/doctest.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <thread>
#include <vector>

#include "src/sys/text.h"
#include "tests/e2e/harness.h"
#include "tests/e2e/loaded.h"
#include "tests/e2e/map_fixture.h"

namespace skep::test {
namespace {

using Json = nlohmann::ordered_json;

// The name of this thread is another one for a while.
class ThreadName {
 public:
  explicit ThreadName(const char* name) {
    ::prctl(PR_GET_NAME, before_.data());
    ::prctl(PR_SET_NAME, name);
  }
  ThreadName(const ThreadName&) = delete;
  ThreadName& operator=(const ThreadName&) = delete;
  ~ThreadName() { ::prctl(PR_SET_NAME, before_.data()); }

 private:
  std::array<char, 16> before_{};
};

mode_t mode_of(const std::string& path) {
  struct stat status{};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  return status.st_mode & 07777U;
}

std::string id_of(const TestMap& map) { return map.ref().substr(3); }

}  // namespace

TEST_CASE("a pinned iterator of skep's shows lines of text") {
  const Bpffs bpffs;
  const TestMap map{{.key_size = 8, .max_entries = 5}};
  const std::string pin = bpffs / "maps";
  CHECK(skep_ok("-j iter pin maps " + pin + " --where 'id == " + id_of(map) +
                " && name != x'")
            .json()
            .is_null());
  CHECK(read_text(pin) ==
        "id\ttype\tname\tkey\tvalue\tentries\tflags\tfrozen\n" + id_of(map) +
            "\tBPF_MAP_TYPE_HASH\t" + map.name() + "\t8\t4\t5\t0x0\tfalse\n");
  skep_ok("iter pin bpf_map " + (bpffs / "more") +
          " -F numa_node,none=inner_map_meta.id,gone=nothing|-,ops,name:3 "
          "--where id==" +
          id_of(map));
  const std::string more = read_text(bpffs / "more");
  CAPTURE(more);
  CHECK(more.starts_with("numa_node\tnone\tgone\tops\tname\n-1\t-\t-\t0x"));
  CHECK(more.ends_with("\t" + map.name().substr(0, 3) + "\n"));
  skep_ok("iter pin bpf_map " + (bpffs / "none") + " -F id --where id==0");
  CHECK(read_text(bpffs / "none") == "id\n");
}

TEST_CASE("a pinned iterator shows what iter dump shows, as far as it can") {
  const Bpffs bpffs;
  const std::string self = std::to_string(::getpid());
  const std::string fields =
      "-F pid,comm,start_boottime,real_parent.pid,"
      "inst=nsproxy.net_ns.ns.inum,exit_signal,in_execve,personality:hex ";
  skep_ok("iter pin task " + (bpffs / "task") + " " + fields + "tid " + self);
  std::string dumped =
      skep_ok("iter dump task " + fields + "tid " + self + " --format csv").out;
  std::replace(dumped.begin(), dumped.end(), ',', '\t');
  CHECK(read_text(bpffs / "task") == dumped);
  skep_ok("iter pin task " + (bpffs / "state") + " -F __state:task tid " +
          self);
  CHECK(read_text(bpffs / "state") == "__state\nR\n");
  const Loaded tags{"tp"};
  const std::string prog = tags.pin(bpffs);
  const auto shown = skep_ok("-j prog show pinned " + prog).json();
  skep_ok("iter pin progs " + (bpffs / "progs") +
          " --where aux.id==" + shown["id"].dump());
  CHECK(read_text(bpffs / "progs")
            .find("\t" + shown["tag"].get<std::string>() + "\t") !=
        std::string::npos);
  skep_ok("iter pin cgroups " + (bpffs / "cgroups"));
  CHECK(read_text(bpffs / "cgroups").starts_with("id\tlevel\tname\n1\t0\t\n"));
  skep_ok("iter pin kallsyms " + (bpffs / "syms") + " -F type,name");
  const std::string symbols = read_text(bpffs / "syms");
  CHECK(symbols.starts_with("type\tname\n"));
  CHECK(symbols.find("\tvfs_read\n") != std::string::npos);
}

TEST_CASE("hostile names don't break the lines of a pinned iterator") {
  const Bpffs bpffs;
  const std::string self = std::to_string(::getpid());
  skep_ok("iter pin task " + (bpffs / "task") + " -F comm,pid tid " + self);
  const ThreadName name{"a\tb\nc\x1b[\x7f%s\xff"};
  CHECK(read_text(bpffs / "task") ==
        "comm\tpid\na?b?c?[?%s\xff\t" + self + "\n");
}

TEST_CASE("many read a pinned iterator at a time") {
  const Bpffs bpffs;
  skep_ok("iter pin kallsyms " + (bpffs / "syms") +
          " -F name,size=name:1,type,name");
  std::vector<std::thread> readers;
  std::array<bool, 4> good{};
  for (bool& is_good : good)
    readers.emplace_back([&] {
      const std::string text = read_text(bpffs / "syms");
      is_good = text.size() > 1'000'000;
      for (const std::string& line : split(text, '\n')) {
        const auto cells = split(line, '\t');
        is_good = is_good &&
                  (line.empty() || (cells.size() == 4 && cells[0] == cells[3]));
      }
    });
  for (std::thread& reader : readers) reader.join();
  for (const bool is_good : good) CHECK(is_good);
}

TEST_CASE("the permissions of a pinned iterator may be chosen") {
  const Bpffs bpffs;
  std::filesystem::permissions(bpffs.path(), std::filesystem::perms{0755});
  skep_ok("iter pin maps " + (bpffs / "mine"));
  CHECK(mode_of(bpffs / "mine") == 0600);
  skep_ok("iter pin maps " + (bpffs / "all") + " --mode 0444");
  CHECK(mode_of(bpffs / "all") == 0444);
  skep_ok("iter pin " + bpf_object("iter_task") + " " + (bpffs / "group") +
          " --mode 640");
  CHECK(mode_of(bpffs / "group") == 0640);
  check_fails("iter pin maps " + (bpffs / "x") + " --mode 8", 2, {"0444"});
  check_fails("iter pin maps " + (bpffs / "x") + " --mode 01000", 2, {"0444"});
  CHECK_FALSE(std::filesystem::exists(bpffs / "x"));
}

TEST_CASE("what a pinned iterator can't show is refused") {
  const Bpffs bpffs;
  const std::string path = bpffs / "x";
  check_fails("iter pin task " + path + " -F se", 1,
              {"'se'", "struct sched_entity", "its parts"});
  check_fails("iter pin task " + path + " -F pid --where 'comm =~ a*'", 2,
              {"=~", "not there when the file is read"});
  check_fails("iter pin bpf_map_elem " + path, 2, {"-F"});
  check_fails("iter pin task " + path + " program x -F pid", 2,
              {"are for targets"});
  check_fails("iter pin " + bpf_object("iter_task") + " " + path + " -F pid", 2,
              {"are for targets"});
  check_fails("iter pin tasks " + path + " -F pid", 1,
              {"over 'tasks'", "did you mean task"});
  check_fails("iter pin maps " + path + " pid 1", 2, {"no parameter 'pid'"});
  CHECK_FALSE(std::filesystem::exists(path));
}

TEST_CASE("what is to be pinned may be a file of any name, or a program") {
  const Bpffs bpffs;
  const TempDir directory;
  std::filesystem::copy(bpf_object("iter_odd"), directory / "odd");
  CHECK(shell("cd " + directory.path() + " && " + skep_program() +
              " iter pin odd " + (bpffs / "first") + " && " + skep_program() +
              " iter pin ./odd " + (bpffs / "second") + " program nothing")
            .exit == 0);
  CHECK(read_text(bpffs / "first").starts_with("first\n"));
  CHECK(read_text(bpffs / "second").empty());
  skep_ok("iter pin " + bpf_object("iter_odd") + ":nothing " +
          (bpffs / "third"));
  check_fails("iter pin tsk " + (bpffs / "x"), 1, {"tsk", "No such file"});
  const Loaded tasks{"iter_task"};
  skep_ok("iter pin prog pinned " + tasks.pin(bpffs) + " " +
          (bpffs / "fourth") + " tid " + std::to_string(::getpid()));
  CHECK(read_text(bpffs / "fourth").find('\n') ==
        read_text(bpffs / "fourth").size() - 1);
}

TEST_CASE("iterators are shown with what they go through and their pins") {
  const Bpffs bpffs;
  const std::string self = std::to_string(::getpid());
  const std::string pin = bpffs / "thread";
  skep_ok("iter pin task " + pin + " -F pid tid " + self);
  const Json shown = skep_ok("-j iter show pinned " + pin).json();
  CHECK(shown["target_name"] == "task");
  CHECK(shown["tid"] == ::getpid());
  CHECK(shown["pinned"] == Json{pin});
  CHECK(shown["prog_name"] == "skep_iter");
  const Json list = skep_ok("-j iter show").json();
  CHECK(std::find(list.begin(), list.end(), shown) != list.end());
  for (const Json& link : list) CHECK(link["type"] == "iter");
  const std::string text = skep_ok("iter show").out;
  CHECK(text.find("  target_name task  tid " + self + " \n\tname skep_iter\n" +
                  "\tpinned " + pin + "\n") != std::string::npos);
  const Loaded raw{"raw_tp"};
  const std::string other =
      pin_link(bpf_program__attach_raw_tracepoint(raw.program(), "sys_enter"),
               bpffs, "raw");
  check_fails("iter show pinned " + other, 1, {"is no iterator"});
  check_fails("iter show id 4294967295", 1, {"no link with id"});
}

TEST_CASE("an iterator that is attached gets another program") {
  const Bpffs bpffs;
  const std::string self = std::to_string(::getpid());
  const std::string pin = bpffs / "thread";
  skep_ok("iter pin task " + pin + " -F pid tid " + self);
  const std::string line = "iter replace pinned " + pin + " ";
  CHECK(skep_ok("-j " + line + "task -F tgid --where pid!=0").json().is_null());
  CHECK(read_text(pin) == "tgid\n" + self + "\n");
  skep_ok(line + bpf_object("iter_task"));
  CHECK(read_text(pin) == self + " " + self + "\n");
  const Loaded second{"iter_second"};
  skep_ok(line + "prog pinned " + second.pin(bpffs, "each_task"));
  CHECK(read_text(pin).empty());
  check_fails(line + "maps", 1, {"through 'task'", "through 'bpf_map'"});
  check_fails(line + bpf_object("iter_odd") + ":rows", 1, {"'bpf_map'"});
  check_fails(line + bpf_object("tp"), 1, {"no iterator"});
  CHECK(read_text(pin).empty());
  CHECK(skep_ok("-j iter show pinned " + pin).json()["tid"] == ::getpid());
  check_fails("iter replace pinned " + second.pin(bpffs, "other") + " ps", 1,
              {"not a link"});
}

TEST_CASE("a program that the kernel would refuse to attach replaces none") {
  const Bpffs bpffs;
  const TestMap map{{.key_size = 1, .value_size = 1}};
  map.set(std::uint8_t{1}, std::uint8_t{2});
  skep_ok("iter pin bpf_map_elem " + (bpffs / "elements") +
          " -F map.name map " + map.ref());
  const std::string before = read_text(bpffs / "elements");
  CHECK(before == "map.name\n" + map.name() + "\n");
  check_fails("iter replace pinned " + (bpffs / "elements") + " " +
                  bpf_object("iter_bpf_map_elem"),
              1, {"more of a key or value"});
  CHECK(read_text(bpffs / "elements") == before);
  skep_ok("iter pin bpf_map " + (bpffs / "maps") + " -F id --where id==0");
  check_fails("iter replace pinned " + (bpffs / "maps") + " " +
                  bpf_object("iter_odd") + ":sleepable",
              1, {"'sleepable'", "Invalid argument"});
  CHECK(read_text(bpffs / "maps") == "id\n");
}

}  // namespace skep::test
