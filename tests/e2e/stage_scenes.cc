#include <bpf/bpf.h>
#include <fcntl.h>

#include <cstdint>
#include <utility>

#include "src/sys/bytes.h"
#include "src/sys/error.h"
#include "src/sys/file.h"
#include "src/sys/kernel_object.h"
#include "src/sys/proc.h"
#include "tests/e2e/stage.h"

namespace skep::test {
namespace {

using Element = std::pair<std::uint32_t, std::uint32_t>;

// Make a map with the elements 1: 11, 2: 12, 3: 13.
Fd make_map(bpf_map_type type, const std::string& name) {
  const bool has_keys = type != BPF_MAP_TYPE_QUEUE;
  Fd map{
      check(bpf_map_create(type, name.c_str(), has_keys ? 4 : 0, 4, 8, nullptr),
            "can't create the map of a scene")};
  for (const auto& [key, value] : {Element{1, 11}, {2, 12}, {3, 13}})
    check(bpf_map_update_elem(map.get(), has_keys ? &key : nullptr, &value, 0),
          "can't fill the map of a scene");
  return map;
}

Fd make_ring_buffer(const std::string& name) {
  return Fd{check(
      bpf_map_create(BPF_MAP_TYPE_RINGBUF, name.c_str(), 0, 0, 4096, nullptr),
      "can't create the ring buffer of a scene")};
}

// Tell the elements of a map, and whether it is frozen. A queue is emptied.
std::string look_at_map(const std::string& pin) {
  const Fd map = open_pinned(ObjectKind::map, pin, true);
  const bool has_keys = info_of<bpf_map_info>(map).key_size != 0;
  std::string text;
  for (std::uint32_t key = 0, value = 0; key < 8; ++key)
    if ((has_keys
             ? bpf_map_lookup_elem(map.get(), &key, &value)
             : bpf_map_lookup_and_delete_elem(map.get(), nullptr, &value)) == 0)
      text += fmt::format("{} = {}\n", key, value);
  const bool is_frozen = FdInfo::of(map).number("frozen").value_or(0) != 0;
  return text + (is_frozen ? "frozen\n" : "");
}

// Return "" if nothing is pinned there.
std::string name_of_map(const std::string& pin) {
  const Fd map{bpf_obj_get(pin.c_str())};
  return map.is_open() ? info_of<bpf_map_info>(map).name : "";
}

bool is_attached(const std::string& pinned_link) {
  const Fd link = open_pinned(ObjectKind::link, pinned_link);
  return info_of<bpf_link_info>(link).cgroup.cgroup_id != 0;
}

std::size_t count_attached_to(int map, bpf_attach_type type) {
  std::uint32_t id = 0;
  std::uint32_t count = 1;
  check(bpf_prog_query(map, type, 0, nullptr, &id, &count), "can't query");
  return count;
}

}  // namespace

Stage::Stage() {
  add_map_scenes();
  add_prog_scenes();
  add_attach_scenes();
  add_link_scenes();
  add_iter_scenes();
  add_other_scenes();
}

void Stage::pin(int fd, const std::string& name) const {
  check(bpf_obj_pin(fd, at(name).c_str()), "can't pin {}", name);
}

void Stage::pin_program(const Loaded& object) const {
  pin(bpf_program__fd(object.program()), "prog");
}

void Stage::add_map_scene(const std::string& words, bpf_map_type type) {
  scenes_.push_back(
      {.line = "map " + words,
       .prepare = [=, this] { pin(make_map(type, map_name_).get(), "map"); },
       .look = [this] { return look_at_map(at("map")); }});
}

void Stage::add_map_scenes() {
  scenes_.push_back({.line = "map create " + at("new") +
                             " type hash key 4 value 4 entries 8 name " +
                             map_name_,
                     .look = [this] { return name_of_map(at("new")); }});
  scenes_.push_back({.line = "map create " + at("new") +
                             " type task_storage flags 1 name " + map_name_ +
                             " --btf " + bpf_object("maps") +
                             " --key-type int --value-type task",
                     .look = [this] { return name_of_map(at("new")); }});
  const std::string map = " pinned " + at("map");
  const std::string element = map + " key 1 0 0 0";
  for (const std::string verb : {"show", "dump"}) {
    add_map_scene(verb + " name " + map_name_, BPF_MAP_TYPE_HASH);
    add_map_scene(verb + map, BPF_MAP_TYPE_ARRAY);
  }
  add_map_scene("dump" + map, BPF_MAP_TYPE_QUEUE);
  add_map_scene("dump" + map + " --sort value --top 2", BPF_MAP_TYPE_HASH);
  add_map_scene("lookup" + element, BPF_MAP_TYPE_HASH);
  add_map_scene("update" + element + " value 9 0 0 0", BPF_MAP_TYPE_HASH);
  add_map_scene("update" + element + " value 9 0 0 0 --dry-run",
                BPF_MAP_TYPE_HASH);
  add_map_scene("delete" + element, BPF_MAP_TYPE_HASH);
  add_map_scene("delete" + map + " --filter value==12", BPF_MAP_TYPE_HASH);
  add_map_scene("getnext" + map, BPF_MAP_TYPE_HASH);
  add_map_scene("peek" + map, BPF_MAP_TYPE_QUEUE);
  add_map_scene("push" + map + " value 7 0 0 0", BPF_MAP_TYPE_QUEUE);
  add_map_scene("pop" + map, BPF_MAP_TYPE_QUEUE);
  add_map_scene("pin" + map + " " + at("new"), BPF_MAP_TYPE_HASH);
  add_map_scene("freeze" + map, BPF_MAP_TYPE_HASH);
  scenes_.push_back(
      {.line = "map events" + map + " --timeout 0",
       .prepare = [this] { pin(make_ring_buffer(map_name_).get(), "map"); }});
  add_map_scene("clear" + map, BPF_MAP_TYPE_HASH);
  add_map_scene("clear" + map, BPF_MAP_TYPE_ARRAY);
  add_map_scene("export" + map + " " + (dir_ / "elements"), BPF_MAP_TYPE_HASH);
  add_bulk_scenes();
}

void Stage::add_bulk_scenes() {
  const std::string file = dir_ / "elements";
  scenes_.push_back(
      {.line = "map import pinned " + at("map") + " " + file,
       .prepare =
           [=, this] {
             pin(make_map(BPF_MAP_TYPE_HASH, map_name_).get(), "map");
             write_file(file, R"({"key":"01000000","value":"63000000"})");
           },
       .look = [this] { return look_at_map(at("map")); }});
  scenes_.push_back(
      {.line = "map copy pinned " + at("map") + " pinned " + at("other"),
       .prepare =
           [this] {
             pin(make_map(BPF_MAP_TYPE_HASH, map_name_).get(), "map");
             pin(make_map(BPF_MAP_TYPE_ARRAY, map_name_).get(), "other");
           },
       .look = [this] { return look_at_map(at("other")); }});
}

void Stage::add_prog_scenes() {
  const auto add = [&](const std::string& words) {
    scenes_.push_back({.line = "prog " + words, .prepare = [this] {
                         pin_program(several_);
                         pin(several_.map_fd("counts"), "counts");
                       }});
  };
  const std::string prog = " pinned " + at("prog");
  add("show" + prog);
  add("show name " + prog_name_);
  scenes_.push_back({.line = "prog dump xlated" + prog,
                     .prepare = [this] { pin_program(Loaded{"nomaps"}); }});
  scenes_.push_back({.line = "prog run" + prog + " --hex " +
                             std::string(2 * 64, '0') + " data_out -",
                     .prepare = [this] { pin_program(Loaded{"firewall"}); }});
  add("tracelog --timeout 0");
  add("pin" + prog + " " + at("new"));
  add("load " + object_.path() + " " + at("new"));
  add("load " + object_.path() + " " + at("new") + " map name counts pinned " +
      at("counts") + " pinmaps " + at("maps"));
  add("loadall " + object_.path() + " " + at("new") + " pinmaps " + at("maps") +
      " autoattach");
  add("load " + bpf_object("refused") + " " + at("new"));
  scenes_.push_back({.line = "run " + object_.path() + " --keep " + at("new") +
                             " --map-set counts 1 2"});
  scenes_.push_back(
      {.line = "prog load " + bpf_object("pin_by_name") + " /sys/fs/bpf/new",
       .is_apart = true});
  scenes_.push_back({.line = "prog load " + bpf_object("fork_tp") +
                             " /sys/fs/bpf/new autoattach",
                     .is_apart = true});
}

// The program is loaded anew for each run: the kernel takes its time to detach
// one, and does not attach it again before.
void Stage::add_attach_scene(const std::string& object,
                             const std::string& hook) {
  scenes_.push_back({.line = "prog attach pinned " + at("prog") + " " + hook +
                             " pinned " + at("new"),
                     .prepare = [=, this] { pin_program(Loaded{object}); },
                     .look =
                         [this] {
                           return fmt::format("{} links",
                                              count_links_of(at("prog")));
                         }});
}

// Attaching and detaching without a link.
void Stage::add_direct_scene(const std::string& verb) {
  const int map = sockets_.map_fd("sockets");
  const int prog = bpf_program__fd(sockets_.program());
  scenes_.push_back(
      {.line = "prog " + verb + " pinned " + at("prog") +
               " sk_msg_verdict pinned " + at("sockets"),
       .prepare =
           [=, this] {
             pin_program(sockets_);
             pin(map, "sockets");
             bpf_prog_detach2(prog, map, BPF_SK_MSG_VERDICT);
             if (verb == "detach")
               check(bpf_prog_attach(prog, map, BPF_SK_MSG_VERDICT, 0),
                     "can't attach");
           },
       .look =
           [map] {
             return fmt::format("{} attached",
                                count_attached_to(map, BPF_SK_MSG_VERDICT));
           }});
}

void Stage::add_attach_scenes() {
  add_attach_scene("raw_tp", "raw_tracepoint sched_process_fork");
  add_attach_scene("tp", "tracepoint syscalls/sys_enter_getpgid");
  add_attach_scene("uprobe", "uprobe " + skep_program() + " main");
  add_attach_scene("cgroup_skb", "cgroup " + cgroup_.path() + " egress");
  add_attach_scene("sk_lookup", "sk_lookup");
  add_direct_scene("attach");
  add_direct_scene("detach");
}

void Stage::add_link_scenes() {
  const std::string link = " pinned " + at("link");
  for (const std::string& words :
       {"show" + link, "pin" + link + " " + at("new"), "detach" + link})
    scenes_.push_back(
        {.line = "link " + words,
         .prepare =
             [this] {
               const Fd group = open_file(cgroup_.path(), O_RDONLY);
               pin_link(bpf_program__attach_cgroup(cgroup_skb_.program(),
                                                   group.get()),
                        bpffs_, "link");
             },
         .look = [this] { return is_attached(at("link")) ? "attached" : ""; }});
}

void Stage::add_iter_scenes() {
  const auto prepare = [this] {
    const Fd map = make_map(BPF_MAP_TYPE_ARRAY, map_name_);
    pin(map.get(), "map");
    auto target = zeroed<bpf_iter_link_info>();
    target.map.map_fd = static_cast<std::uint32_t>(map.get());
    bpf_iter_attach_opts options{};
    options.sz = sizeof options;
    options.link_info = &target;
    options.link_info_len = sizeof target;
    pin_link(bpf_program__attach_iter(iterator_.program(), &options), bpffs_,
             "iterator");
  };
  const std::string object = bpf_object("iter_bpf_map_elem");
  const std::string map = " map pinned " + at("map");
  for (const std::string& words :
       {"pin " + object + " " + at("new") + map, "dump " + object + map,
        "dump pinned " + at("iterator"), "dump bpf_map_elem -F map.name" + map})
    scenes_.push_back({.line = "iter " + words, .prepare = prepare});
}

void Stage::add_other_scenes() {
  scenes_.push_back({.line = "gen skeleton " + bpf_object("several")});
  const std::string core = bpf_object("core");
  scenes_.push_back({.line = "gen min_core_btf " + core + " " +
                             (dir_ / "minimal") + " " + core});
  scenes_.push_back({.line = "version"});
  scenes_.push_back({.line = "map create " + at("new") +
                             " type task_storage flags 1 name " + map_name_ +
                             " --btf " + bpf_object("maps") +
                             " --key-type int --value-type task",
                     .look = [this] { return name_of_map(at("new")); }});
  const std::string map = " pinned " + at("map");
  scenes_.push_back(
      {.line = "batch file " + dir_ / "batch", .prepare = [=, this] {
         pin(make_map(BPF_MAP_TYPE_HASH, map_name_).get(), "map");
         write_file(dir_ / "batch", "map dump" + map + "\nmap lookup" + map +
                                        " key 1 0 0 0 # a comment\n\n");
       }});
}

}  // namespace skep::test
