// Every verb on a map of every type: it does what it should, or says why not.
#include <bpf/bpf.h>
#include <doctest/doctest.h>
#include <linux/if_xdp.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "src/map/map_type.h"
#include "src/sys/error.h"
#include "src/sys/kernel_object.h"
#include "tests/e2e/beside_bpftool.h"
#include "tests/e2e/features.h"
#include "tests/e2e/loaded.h"
#include "tests/e2e/map_fixture.h"
#include "tests/e2e/map_verb_table.h"

namespace skep::test {
namespace {

using Json = nlohmann::ordered_json;

// The words for a descriptor that this process has open.
std::string words_for(const Fd& fd) {
  return fmt::format("pid {} fd {}", ::getpid(), fd.get());
}

Fd open_shared_port() {
  Fd fd{::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
  const int on = 1;
  const sockaddr_in any{
      .sin_family = AF_INET, .sin_port = 0, .sin_addr = {}, .sin_zero = {}};
  check(::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEPORT, &on, sizeof on),
        "can't share a port");
  check(::bind(fd.get(), reinterpret_cast<const sockaddr*>(&any), sizeof any),
        "can't bind a socket");
  return fd;
}

// Runs the verbs on one map, in an order in which each finds what it needs.
class Trial {
 public:
  explicit Trial(const Row& row)
      : row_(row),
        ref_(" pinned " + bpffs_ / "m"),
        key_(row.key.empty() ? "" : " key " + row.key),
        value_(row.value.empty() ? "" : " value " + row.value),
        asked_(row.type == "bloom_filter" ? value_ : key_) {}

  void run() {
    create();
    change();
    read();
    listen();
    take();
    erase();
    handle_all();
    freeze();
  }

 private:
  void create() {
    skep_ok(fmt::format("map create {} type {} {} name x", bpffs_ / "m",
                        row_.type, row_.spec));
    CHECK(skep_ok("-j map show" + ref_).json()["type"] == row_.type);
  }

  void change() const {
    expect(row_.update, "map update" + ref_ + key_ + value_);
  }

  void read() const {
    expect(row_.lookup, "map lookup" + ref_ + asked_);
    expect(row_.lookup, "map peek" + ref_ + asked_);
    expect(row_.dump, "map dump" + ref_);
    expect(row_.getnext, "map getnext" + ref_);
    if (row_.update == works && row_.lookup == works && !is_descriptor())
      check_value();
  }

  void listen() const {
    const bool has_events =
        row_.type == "ringbuf" || row_.type == "perf_event_array";
    expect(has_events ? works : no_events,
           "map events" + ref_ + " --timeout 0");
  }

  void check_value() const {
    const auto found = skep_ok("-j map lookup" + ref_ + asked_).json();
    const auto set =
        skep_ok("-j map update" + ref_ + key_ + value_ + " --dry-run").json();
    CHECK(found.contains("value") != found.contains("values"));
    for (const char* member : {"value", "values"})
      CHECK(found.value(member, Json{}) == set.value(member, Json{}));
  }

  void take() const {
    expect(row_.pop, "map pop" + ref_ + key_);
    if (row_.pop == works) {
      expect(not_found, "map lookup" + ref_ + asked_);
      change();
    }
    expect(row_.push, "map push" + ref_ + value_);
  }

  void erase() const {
    expect(row_.erase, "map delete" + ref_ + key_);
    if (row_.erase != works) return;
    if (row_.lookup == works) expect(not_found, "map lookup" + ref_ + asked_);
  }

  // What takes all the elements does so, or tells why it can't.
  void handle_all() const {
    for (const std::string& line :
         {"map export" + ref_ + " -", "map import" + ref_ + " -",
          "map copy" + ref_ + ref_, "map diff" + ref_ + ref_,
          "map clear" + ref_}) {
      CAPTURE(line);
      const Result result = skep(line);
      CHECK(result.exit <= 1);
      CHECK((result.exit == 1) ==
            (result.err.find("Error: ") != std::string::npos));
    }
  }

  void freeze() const {
    expect(works, "map freeze" + ref_);
    CHECK(skep_ok("-j map show" + ref_).json()["frozen"] == 1);
    if (row_.update == works)
      expect("frozen", "map update" + ref_ + key_ + value_);
  }

  // What is read is not what was written then.
  [[nodiscard]] bool is_descriptor() const {
    return row_.value.starts_with("pid ") || row_.value.starts_with("cgroup ");
  }

  static void expect(Answer answer, const std::string& line) {
    CAPTURE(line);
    const Result result = skep(line);
    CAPTURE(result.out);
    CAPTURE(result.err);
    if (answer == works) {
      CHECK(result.exit == 0);
    } else {
      CHECK((result.exit == 1 || result.exit == 2));
      CHECK(tells(result.out + result.err, answer));
    }
  }

  static bool tells(const std::string& text, Answer answer) {
    std::istringstream parts{std::string{answer}};
    for (std::string part; std::getline(parts, part, '|');)
      if (text.find(part) != text.npos) return true;
    return false;
  }

  Bpffs bpffs_;
  const Row& row_;
  std::string ref_;
  std::string key_;
  std::string value_;
  std::string asked_;
};

void try_row(const Row& row) {
  CAPTURE(row.type);
  Trial{row}.run();
}

void try_rows(const Rows& rows) {
  for (const Row& row : rows) try_row(row);
}

// A socket that could receive: Linux 7 puts no other one into a map.
Fd open_xdp_socket() {
  Fd socket{check(::socket(AF_XDP, SOCK_RAW | SOCK_CLOEXEC, 0),
                  "can't open an XDP socket")};
  const int entries = 64;
  check(::setsockopt(socket.get(), SOL_XDP, XDP_RX_RING, &entries,
                     sizeof entries),
        "can't make the ring of an XDP socket");
  return socket;
}

}  // namespace

TEST_CASE("every command answers for a map of every type") {
  const TestMap inner;
  const Bpffs bpffs;
  const Fd prog = load_idle_prog(BPF_PROG_TYPE_SOCKET_FILTER);
  REQUIRE(bpf_obj_pin(prog.get(), (bpffs / "prog").c_str()) == 0);
  try_rows(rows_of_elements(
      {.map = "pinned " + inner.pin(), .prog = "pinned " + bpffs / "prog"}));
  try_rows(rows_without_keys());
}

TEST_CASE("every command answers for maps of sockets, devices and the like") {
  const Cgroup cgroup;
  const Fd socket = open_shared_port();
  const Fd xdp_socket = open_xdp_socket();
  try_rows(rows_of_descriptors({.cgroup = "cgroup " + cgroup.path(),
                                .socket = words_for(socket),
                                .xdp_socket = words_for(xdp_socket)}));
}

TEST_CASE("every command answers for the storage of tasks and sockets") {
  const Fd socket = open_shared_port();
  try_row(row_of_storage("task_storage", fmt::format("pid {}", ::getpid())));
  try_row(row_of_storage("sk_storage", words_for(socket)));
}

TEST_CASE("every command answers for the storage of control groups") {
  NEEDS(feature::cgroup_storage);
  const Cgroup cgroup;
  try_row(row_of_storage("cgrp_storage", "cgroup " + cgroup.path()));
}

TEST_CASE("every command answers for the storage of files") {
  NEEDS(feature::inode_storage);
  const TempDir dir;
  try_row(row_of_storage("inode_storage", "file " + dir.path()));
}

TEST_CASE("every command answers for arenas") {
  NEEDS(feature::arenas);
  try_row(row_of_arena());
}

TEST_CASE("every command answers for arrays of instructions") {
  NEEDS(feature::insn_arrays);
  try_row(row_of_insns());
}

TEST_CASE("every command answers for maps that only an object can define") {
  const Loaded loaded{"map_struct_ops"};
  const auto info = info_of<bpf_map_info>(loaded.map_fd("shown"));
  const std::string ref = " id " + std::to_string(info.id);
  CHECK(skep_ok("-j map show" + ref).json()["type"] == "struct_ops");
  CHECK(skep_ok("-j map dump" + ref).json().size() == 1);
  skep_ok("map lookup" + ref + " key 0 0 0 0");
  skep_ok("map getnext" + ref);
  check_fails("map pop" + ref + " key 0 0 0 0", 1, {refused});
  check_fails("map push" + ref, 2, {key_missing});
  check_fails("map update" + ref + " key 0 0 0 0", 2, {value_missing});
}

TEST_CASE("all types that libbpf knows are in the table") {
  std::vector<std::string_view> types{
      "task_storage", "sk_storage", "cgrp_storage", "inode_storage",
      "arena",        "insn_array", "struct_ops"};
  for (const Rows& rows :
       {rows_of_elements({}), rows_of_descriptors({}), rows_without_keys()})
    for (const Row& row : rows) types.push_back(row.type);
  for (const std::string& type : map::type_names()) {
    CAPTURE(type);
    CHECK(std::count(types.begin(), types.end(), type) == 1);
  }
}

TEST_CASE("slots that can't be read give the reason for each key") {
  const TestMap map{{.type = BPF_MAP_TYPE_PERF_EVENT_ARRAY, .max_entries = 2}};
  // bpftool has no words for this errno value.
  check_same_as_bpftool("map dump " + map.ref());
  const auto elements = skep_ok("-j map dump " + map.ref()).json();
  CHECK(elements[1]["value"]["error"] == "Operation not supported");
}

TEST_CASE("sockets in short values say how long they must be") {
  const TestMap map{{.type = BPF_MAP_TYPE_SOCKMAP}};
  check_fails("map lookup " + map.ref() + " key 0 0 0 0", 1,
              {map.name(), "8 bytes"});
}

}  // namespace skep::test
