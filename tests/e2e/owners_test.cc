// Who holds BPF objects: `iter dump owners`, and --pids of the listings.
#include "src/sys/owners.h"

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <doctest/doctest.h>
#include <fcntl.h>
#include <linux/perf_event.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "src/sys/kernel_object.h"
#include "src/sys/proc.h"
#include "src/sys/text.h"
#include "tests/e2e/harness.h"
#include "tests/e2e/loaded.h"
#include "tests/e2e/map_fixture.h"

namespace skep::test {
namespace {

using Json = nlohmann::ordered_json;

// An object of each kind, which this process holds.
class Held {
 public:
  Held() {
    options_.sz = sizeof options_;
    options_.bpf_cookie = 5;
    auto event = zeroed<perf_event_attr>();
    event.type = PERF_TYPE_SOFTWARE;
    event.size = sizeof event;
    const Fd fd{
        static_cast<int>(::syscall(SYS_perf_event_open, &event, -1, 0, -1, 0))};
    link_.reset(bpf_program__attach_perf_event_opts(
        object_.program(), ::dup(fd.get()), &options_));
    REQUIRE(link_);
  }

  [[nodiscard]] std::uint32_t prog() const {
    return info_of<bpf_prog_info>(bpf_program__fd(object_.program())).id;
  }
  [[nodiscard]] std::uint32_t map() const {
    return info_of<bpf_map_info>(object_.map_fd("hits")).id;
  }
  [[nodiscard]] std::uint32_t btf() const {
    return info_of<bpf_prog_info>(bpf_program__fd(object_.program())).btf_id;
  }
  [[nodiscard]] std::uint32_t link() const {
    return info_of<bpf_link_info>(bpf_link__fd(link_.get())).id;
  }
  // Return "KIND show id N" for each of them.
  [[nodiscard]] std::vector<std::string> lines() const {
    const auto line = [](const char* kind, std::uint32_t id) {
      return fmt::format("{} show id {}", kind, id);
    };
    return {line("prog", prog()), line("map", map()), line("link", link()),
            line("btf", btf())};
  }

 private:
  Loaded object_{"perf_event"};
  bpf_perf_event_opts options_{};
  OwnedLink link_;
};

// What a process holds, by its descriptor.
using Holding = std::tuple<std::string, std::uint32_t, int>;

std::set<Holding> holdings_in_proc() {
  std::set<Holding> found;
  const Fd directory = open_directory("/proc/self/fd");
  for_each_number_in(directory, [&](std::uint64_t fd, const char*) {
    const auto number = static_cast<int>(fd);
    const auto target = read_link(fmt::format("/proc/self/fd/{}", fd));
    const auto kind = kind_of_link(target.value_or(""));
    if (!kind) return true;
    const std::string name{kind_name(*kind)};
    const auto text = read_text(fmt::format("/proc/self/fdinfo/{}", fd));
    const auto id = FdInfo{text}.number(name + "_id");
    if (id) found.emplace(name, static_cast<std::uint32_t>(*id), number);
    return true;
  });
  return found;
}

std::string own_pid() { return std::to_string(::getpid()); }

// A run of skep in a mount namespace where something hides a directory.
Result skep_without(const std::string& directory, const std::string& line) {
  return shell("unshare -m sh -c 'mount -t tmpfs none " + directory + " && " +
               skep_program() + " " + line + "'");
}

bool is_owned(const std::string& line) {
  const Json shown = skep_ok("-j " + line).json();
  if (!shown.contains("pids")) return false;
  CHECK(shown["pids"] ==
        Json::array({{{"pid", ::getpid()}, {"comm", "skep_e2e"}}}));
  return true;
}

}  // namespace

TEST_CASE("a process holds the BPF objects that /proc tells of") {
  const Held held;
  std::set<Holding> found;
  const std::string line = "iter dump owners pid " + own_pid();
  for (const Json& row : skep_ok("-j " + line).json()) {
    CHECK(row["pid"] == ::getpid());
    CHECK(row["comm"] == "skep_e2e");
    CHECK(row["name"].is_null() == (row["kind"] == "link"));
    if (row["id"] == held.map() && row["kind"] == "map")
      CHECK(row["name"] == "hits");
    found.emplace(row["kind"], row["id"], row["fd"]);
  }
  CHECK(found.size() >= 4);
  CHECK(found == holdings_in_proc());
}

TEST_CASE("owners are filtered, sorted, counted and written in all formats") {
  const Held held;
  const std::string where = fmt::format(
      "iter dump owners --where 'task.tgid == {} && bpf.kind == map && bpf.id "
      "== {}' ",
      ::getpid(), held.map());
  const Json row = skep_ok("-j " + where).json().at(0);
  const std::string text =
      fmt::format("map,{},hits,{},skep_e2e,{}\n", held.map(), ::getpid(),
                  row["fd"].get<int>());
  CHECK(skep_ok(where + "--format csv").out ==
        "kind,id,name,pid,comm,fd\n" + text);
  CHECK(Json::parse(skep_ok(where + "--format ndjson").out) == row);
  const std::string table = skep_ok(where).out;
  CHECK(split_words(table) ==
        split_words("kind id name pid comm fd " +
                    join(split(text.substr(0, text.size() - 1), ','), " ")));
  CHECK(skep_ok(where + "--count").out == "1\n");
  const Json sorted =
      skep_ok("-j iter dump owners --sort fd pid " + own_pid()).json();
  CHECK(std::is_sorted(
      sorted.begin(), sorted.end(),
      [](const Json& a, const Json& b) { return a["fd"] < b["fd"]; }));
}

TEST_CASE("the object in a file leads to all that the kernel knows of it") {
  const Held held;
  const std::string line =
      "-j iter dump task_file -F fd,bpf.kind,bpf.map.max_entries,"
      "bpf.prog.aux.id,bpf.link.prog.aux.id,bpf.event.bpf_cookie,bpf.pid pid " +
      own_pid();
  bool has_link = false;
  bool has_map = false;
  for (const Json& row : skep_ok(line).json()) {
    const Json& kind = row["bpf.kind"];
    CHECK(row["bpf.pid"].is_null() == kind.is_null());
    CHECK(row["bpf.map.max_entries"].is_null() == (kind != "map"));
    has_map = has_map || kind == "map";
    if (row["bpf.link.prog.aux.id"] != held.prog()) continue;
    has_link = true;
    CHECK(row["bpf.event.bpf_cookie"] == 5);
  }
  CHECK(has_map);
  CHECK(has_link);
  check_fails("iter dump owners -F bpf.nme", 1, {"did you mean name"});
  CHECK(skep_ok("iter fields owners bpf").out.find("struct bpf_link *") !=
        std::string::npos);
}

// Processes are visited by their numbers: skep before those that it looks for.
TEST_CASE("owners are found behind what skep itself holds") {
  const Held held;
  std::ofstream{"/proc/sys/kernel/ns_last_pid"} << ::getpid() / 2;
  for (const std::string& line : held.lines()) {
    CAPTURE(line);
    CHECK(is_owned(line + " --pids on"));
  }
}

TEST_CASE("owners are looked for always, never, or when that is cheap") {
  const Held held;
  for (const std::string& line : held.lines()) {
    CAPTURE(line);
    CHECK(is_owned(line));
    CHECK(is_owned(line + " --pids auto"));
    CHECK(is_owned(line + " --pids on"));
    CHECK_FALSE(is_owned(line + " --pids off"));
    CHECK(skep_ok(line + " --pids on")
              .out.find("\tpids skep_e2e(" + own_pid() + ")") !=
          std::string::npos);
    CHECK(skep_ok(line + " --pids off").out.find("pids") == std::string::npos);
    check_fails(line + " --pids maybe", 2, {"--pids", "'maybe'"});
  }
  // Before Linux 6.6 only the iterator knows of the cookie.
  const std::string link = held.lines()[2];
  CHECK(skep_ok("-j " + link + " --pids on").json()["bpf_cookie"] == 5);
  CHECK_FALSE(
      skep_ok("-j " + link + " --pids off").json().contains("bpf_cookie"));
}

TEST_CASE("owners are found without iterators, and without /proc") {
  const Held held;
  const std::string line = held.lines()[0];
  for (const std::string mode : {"auto", "on"}) {
    CAPTURE(mode);
    const std::string words = "-j " + line + " --pids " + mode;
    CHECK(skep_without("/sys/kernel/btf", words).json()["pids"][0]["pid"] ==
          ::getpid());
    CHECK(skep_without("/proc", words).json()["pids"][0]["pid"] == ::getpid());
  }
}

TEST_CASE("an iterator finds the owners that /proc has") {
  const Held held;
  for (const ObjectKind kind :
       {ObjectKind::prog, ObjectKind::map, ObjectKind::link, ObjectKind::btf}) {
    const std::string line =
        fmt::format("-j {} show --pids on", kind_name(kind));
    // Others come and go: what is held before and after is held meanwhile.
    OwnerTable before = find_owners(kind);
    const Json list = skep_ok(line).json();
    for (const auto& [id, owners] : find_owners(kind))
      CHECK(std::all_of(list.begin(), list.end(), [&](const Json& object) {
        return object["id"] != id || object.contains("pids") ||
               before[id].empty() ||
               before[id].front().pid != owners.front().pid;
      }));
  }
}

TEST_CASE("processes have the numbers of the reader's own namespace") {
  const Bpffs bpffs;
  const TempDir dir;
  const Loaded object{"raw_tp"};
  const std::string attach = skep_program() + " prog attach pinned " +
                             object.pin(bpffs) +
                             " raw_tracepoint sys_enter --hold";
  const std::string line = skep_program() + " -j iter dump owners";
  const Result result =
      shell("unshare -p -f --mount-proc sh -c '" + attach + " >" + dir / "out" +
            " & until [ -s " + dir / "out" + " ]; do :; done; " + line +
            "; kill $!; wait'");
  const Json rows = result.json();
  CHECK(std::any_of(rows.begin(), rows.end(), [](const Json& row) {
    return row["kind"] == "link" && row["comm"] == "skep";
  }));
  for (const Json& row : rows) CHECK(row["pid"] < 10);
}

}  // namespace skep::test
