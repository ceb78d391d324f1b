// Programs of every type: loaded, attached, shown, listed and let go of, with
// nothing left.
#include "tests/e2e/hook_table.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <doctest/doctest.h>
#include <unistd.h>

#include <set>

#include "tests/e2e/features.h"
#include "tests/e2e/harness.h"
#include "tests/e2e/loaded.h"

// What probes are put on; not inlined, not removed.
extern "C" {
int skep_tabled_function(int number);
[[gnu::noinline, gnu::used]] int skep_tabled_function(int number) {
  asm volatile("" : "+r"(number));
  return number + 1;
}
}

namespace skep::test {
namespace {

using Json = nlohmann::ordered_json;

// Is there no program or link of this id any more? Soon there is none.
bool is_gone(int (*open_by_id)(std::uint32_t), std::uint32_t id) {
  return eventually([&] { return !Fd{open_by_id(id)}.is_open(); });
}

std::uint32_t id_of(const Fd& prog) {
  bpf_prog_info info{};
  std::uint32_t size = sizeof info;
  REQUIRE(bpf_prog_get_info_by_fd(prog.get(), &info, &size) == 0);
  return info.id;
}

// Programs for rows of the table, attached all at once, so that one list shows
// them all.
class Attached {
 public:
  Attached() = default;

  void attach(const HookRow& row) {
    CAPTURE(row.words);
    const std::string name = std::to_string(rows_.size());
    const std::string prog = bpffs_ / ("prog" + name);
    const Fd loaded = load_for(row);
    REQUIRE(bpf_obj_pin(loaded.get(), prog.c_str()) == 0);
    const std::string keeper =
        row.link.empty() ? "" : " pinned " + (bpffs_ / ("link" + name));
    const auto told =
        skep_ok("-j prog attach pinned " + prog + " " + row.words + keeper)
            .json();
    Entry entry{row, prog, id_of(loaded)};
    CHECK(told["prog_id"] == entry.prog_id);
    if (row.link.empty()) {
      CHECK(told["has_link"] == false);
    } else {
      CHECK(told["type"] == row.link);
      entry.link_id = told["id"].get<std::uint32_t>();
      check_shown(entry);
    }
    rows_.push_back(entry);
  }
  void attach(const HookRows& rows) {
    for (const HookRow& row : rows) attach(row);
  }

  // Check that one list has them all.
  void check_listed() const {
    const Json list = skep_ok("-j attach list").json();
    for (const Entry& entry : rows_) {
      CAPTURE(entry.row.words);
      const Json* found = find(list, entry.prog_id);
      REQUIRE(found != nullptr);
      CHECK((*found)["hook"] == entry.row.hook);
      if (entry.row.target != "*")
        CHECK((*found)["target"] == entry.row.target);
      CHECK((*found)["link_id"].is_null() == entry.row.link.empty());
      CHECK((*found)["prog_type"] == libbpf_bpf_prog_type_str(entry.row.type));
    }
  }

  // Let go of all; what is left of it is counted.
  void check_nothing_stays() {
    for (const Entry& entry : rows_)
      if (entry.row.link.empty())
        skep_ok("prog detach pinned " + entry.prog + " " + detach_words(entry));
    skep_ok("unpin -r " + bpffs_.path());
    for (const Entry& entry : rows_) {
      CAPTURE(entry.row.words);
      if (entry.link_id != 0)
        CHECK(is_gone(bpf_link_get_fd_by_id, entry.link_id));
      CHECK(is_gone(bpf_prog_get_fd_by_id, entry.prog_id));
    }
    rows_.clear();
  }

 private:
  struct Entry {
    HookRow row;
    std::string prog;
    std::uint32_t prog_id = 0;
    std::uint32_t link_id = 0;
  };

  static const Json* find(const Json& list, std::uint32_t prog_id) {
    for (const Json& attachment : list)
      if (attachment["prog_id"] == prog_id) return &attachment;
    return nullptr;
  }

  static void check_shown(const Entry& entry) {
    const Json shown =
        skep_ok("-j link show --details id " + std::to_string(entry.link_id))
            .json();
    CHECK(shown["type"] == entry.row.link);
    const auto text = shown["attached_to"].get<std::string>();
    CHECK(text.starts_with(entry.row.hook));
    if (entry.row.target != "*") CHECK(text.ends_with(entry.row.target));
  }

  static std::string detach_words(const Entry& entry) {
    const std::string& words = entry.row.words;
    return words.substr(0, words.find(" --no-link"));
  }

  Bpffs bpffs_;
  std::vector<Entry> rows_;
};

void check_rows(const HookRows& rows) {
  Attached attached;
  attached.attach(rows);
  attached.check_listed();
  attached.check_nothing_stays();
}

HookPlaces own_function() {
  return {.binary = own_binary(), .function = "skep_tabled_function"};
}

}  // namespace

TEST_CASE("programs are attached to hooks that every kernel has") {
  const VethPair veth;
  const NetworkNamespace netns;
  check_rows(
      rows_of_all_kernels({.device = veth.name(), .netns = netns.path()}));
}

TEST_CASE("programs are attached to perf events, with nothing left") {
  NEEDS(feature::perf_event_details);
  check_rows(rows_of_perf_events(own_function()));
}

TEST_CASE("programs are attached to tracepoints, with nothing left") {
  NEEDS(feature::perf_event_details, feature::tracefs);
  const Tracefs tracefs;
  check_rows(rows_of_tracepoints());
}

TEST_CASE("programs are attached to control groups by every attach type") {
  const Cgroup cgroup;
  check_rows(rows_of_cgroups(cgroup.path()));
}

TEST_CASE("programs are attached to the Unix sockets of control groups") {
  NEEDS(feature::cgroup_unix_sockets);
  const Cgroup cgroup;
  check_rows(rows_of_unix_sockets(cgroup.path()));
}

TEST_CASE("programs are attached to tcx, with a link and without") {
  NEEDS(feature::tcx);
  const VethPair veth;
  check_rows(rows_of_tcx(veth.name()));
}

TEST_CASE("programs are attached to netkit, with a link and without") {
  NEEDS(feature::netkit);
  const NetkitPair devices;
  check_rows(rows_of_netkit(devices.name()));
}

TEST_CASE("programs are attached to netfilter, with nothing left") {
  NEEDS(feature::netfilter_links);
  check_rows(rows_of_netfilter());
}

TEST_CASE("programs are attached to functions of the kernel by trampolines") {
  NEEDS(feature::fentry, feature::fexit, feature::fmod_ret);
  check_rows(rows_of_trampolines());
}

TEST_CASE("programs are attached to hooks of security modules") {
  NEEDS(feature::lsm);
  const Cgroup cgroup;
  check_rows({row_of_lsm(), row_of_lsm_cgroup(cgroup.path())});
}

TEST_CASE("programs are attached by kprobes") {
  NEEDS(feature::kprobes, feature::perf_event_details);
  check_rows(rows_of_kprobes());
}

TEST_CASE("programs are attached to many functions of the kernel") {
  NEEDS(feature::multi_kprobes);
  check_rows(rows_of_multi_kprobes());
}

TEST_CASE("programs are attached to many functions of a program") {
  NEEDS(feature::multi_uprobes);
  check_rows(rows_of_multi_uprobes(own_function()));
}

TEST_CASE("programs are attached to an infrared receiver") {
  NEEDS(feature::lirc);
  check_rows({row_of_lirc("/dev/lirc0")});
}

TEST_CASE(
    "programs that no command can attach are loaded, shown and unloaded") {
  const Bpffs bpffs;
  for (const HookRow& row : rows_without_hook()) {
    const std::string type = libbpf_bpf_prog_type_str(row.type);
    CAPTURE(type);
    const std::string pin = bpffs / type;
    {
      const Fd loaded = load_for(row);
      REQUIRE(bpf_obj_pin(loaded.get(), pin.c_str()) == 0);
    }
    CHECK(skep_ok("-j prog show pinned " + pin).json()["type"] == type);
    check_fails("prog attach pinned " + pin + " xdp dev lo --hold", 1,
                {"is of type " + type});
    CHECK(skep_ok("-j prog unload pinned " + pin).json()["unloaded"] == true);
  }
}

TEST_CASE("the tables of hooks have every type of programs that libbpf knows") {
  std::set<bpf_prog_type> types;
  const auto add = [&](const HookRows& rows) {
    for (const HookRow& row : rows) types.insert(row.type);
  };
  add(rows_of_all_kernels({}));
  add(rows_of_perf_events({}));
  add(rows_of_tracepoints());
  add(rows_of_cgroups({}));
  add(rows_of_netfilter());
  add({row_of_lsm(), row_of_lirc({})});
  add(rows_without_hook());
  // tests of their own: link_verbs_test.cc, attach_test.cc
  types.insert({BPF_PROG_TYPE_EXT, BPF_PROG_TYPE_STRUCT_OPS,
                BPF_PROG_TYPE_SK_MSG, BPF_PROG_TYPE_SK_SKB});
  for (int type = BPF_PROG_TYPE_SOCKET_FILTER;; ++type) {
    const char* name =
        libbpf_bpf_prog_type_str(static_cast<bpf_prog_type>(type));
    if (name == nullptr) break;
    CAPTURE(name);
    CHECK(types.contains(static_cast<bpf_prog_type>(type)));
  }
}

}  // namespace skep::test
