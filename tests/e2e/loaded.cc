#include "tests/e2e/loaded.h"

#include <bpf/bpf.h>
#include <doctest/doctest.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <stdexcept>
#include <system_error>

#include "src/sys/bytes.h"
#include "src/sys/error.h"
#include "src/sys/fd.h"

namespace skep::test {
namespace {

void must(bool is_done, const std::string& what) {
  if (!is_done) throw std::runtime_error("can't " + what);
}

void sh(const std::string& line) {
  const Result result = shell(line);
  must(result.exit == 0, "run " + line + ": " + result.err);
}

}  // namespace

Loaded::Loaded(std::string_view name, const Prepare& prepare)
    : object_(BpfObject::open_file(bpf_object(name))) {
  if (prepare) prepare(object_);
  const int result = bpf_object__load(object_.get());
  if (result != 0)
    throw std::system_error(-result, std::generic_category(),
                            "can't load " + std::string{name});
}

bpf_program* Loaded::program(const std::string& name) const {
  bpf_program* found = object_.find_program(name);
  must(found != nullptr, "find the program " + name);
  return found;
}

bpf_program* Loaded::program() const { return *object_.programs().begin(); }

bpf_map* Loaded::map(const std::string& name) const {
  return object_.find_map(name);
}

int Loaded::map_fd(const std::string& name) const {
  return bpf_map__fd(map(name));
}

std::string Loaded::pin(const Bpffs& bpffs, const std::string& name) const {
  const std::string path = bpffs / ("prog_" + name);
  must(bpf_program__pin(program(name), path.c_str()) == 0, "pin " + path);
  return path;
}

std::string Loaded::pin(const Bpffs& bpffs) const {
  return pin(bpffs, bpf_program__name(program()));
}

Hits Loaded::hits() const {
  const std::uint32_t key = 0;
  Hits value;
  must(bpf_map_lookup_elem(map_fd("hits"), &key, &value) == 0, "read hits");
  return value;
}

void Loaded::watch(pid_t pid) const {
  const std::uint32_t key = 0;
  const Hits value{.watched = static_cast<std::uint32_t>(pid)};
  must(bpf_map_update_elem(map_fd("hits"), &key, &value, BPF_ANY) == 0,
       "set hits");
}

Loaded load_replacement(const Loaded& target) {
  return Loaded{"freplace", [&](const BpfObject& object) {
                  must(bpf_program__set_attach_target(
                           *object.programs().begin(),
                           bpf_program__fd(target.program()), "verdict") == 0,
                       "find the function to replace");
                }};
}

std::string pin_link(bpf_link* link, const Bpffs& bpffs,
                     const std::string& name) {
  const OwnedLink owned{link};
  must(link != nullptr, "attach for " + name);
  const std::string path = bpffs / name;
  must(bpf_link__pin(link, path.c_str()) == 0, "pin " + path);
  return path;
}

std::size_t count_links_of(const std::string& pinned_prog) {
  const std::uint32_t prog = [&] {
    const Fd fd{bpf_obj_get(pinned_prog.c_str())};
    auto info = zeroed<bpf_prog_info>();
    std::uint32_t size = sizeof info;
    must(bpf_prog_get_info_by_fd(fd.get(), &info, &size) == 0, "look at prog");
    return info.id;
  }();
  std::size_t count = 0;
  for (std::uint32_t id = 0; bpf_link_get_next_id(id, &id) == 0;) {
    const Fd link{bpf_link_get_fd_by_id(id)};
    auto info = zeroed<bpf_link_info>();
    std::uint32_t size = sizeof info;
    if (link.is_open() &&
        bpf_link_get_info_by_fd(link.get(), &info, &size) == 0 &&
        info.prog_id == prog)
      ++count;
  }
  return count;
}

VethPair::VethPair() {
  sh("ip link add " + name_ + " type veth peer name " + peer_ +
     " && ip link set " + name_ + " up && ip link set " + peer_ + " up");
}

VethPair::~VethPair() { shell("ip link del " + name_); }

std::uint32_t VethPair::index() const {
  return ::if_nametoindex(name_.c_str());
}

void VethPair::send_packets() const {
  const Fd socket{::socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0)};
  must(socket.is_open(), "open a packet socket");
  sockaddr_ll address{};
  address.sll_family = AF_PACKET;
  address.sll_ifindex = static_cast<int>(::if_nametoindex(peer_.c_str()));
  std::array<unsigned char, 60> frame{};
  frame.fill(0xff);
  for (int i = 0; i < 5; ++i)
    must(::sendto(socket.get(), frame.data(), frame.size(), 0,
                  reinterpret_cast<const sockaddr*>(&address),
                  sizeof address) > 0,
         "send a packet");
}

NetkitPair::NetkitPair() {
  sh("ip link add " + name_ + " type netkit && ip link set " + name_ + " up");
}

void NetkitPair::remove() const { shell("ip link del " + name_); }

int NetkitPair::index() const {
  return static_cast<int>(::if_nametoindex(name_.c_str()));
}

Cgroup::Cgroup() : path_(mount_ / unique_name("skep")) {
  must(::mount("cgroup2", mount_.path().c_str(), "cgroup2", 0, nullptr) == 0,
       "mount a cgroup2");
  must(::mkdir(path_.c_str(), 0755) == 0, "make " + path_);
}

Cgroup::~Cgroup() {
  ::rmdir(path_.c_str());
  ::umount2(mount_.path().c_str(), MNT_DETACH);
}

NetworkNamespace::NetworkNamespace() {
  sh("ip netns add " + name_ + " && ip -n " + name_ + " link set lo up");
}

NetworkNamespace::~NetworkNamespace() { test::shell("ip netns del " + name_); }

Result NetworkNamespace::shell(const std::string& line) const {
  return run({"ip", "netns", "exec", name_, "/bin/sh", "-c", line});
}

Tracefs::Tracefs() {
  must(::mount("tracefs", path().c_str(), "tracefs", 0, nullptr) == 0,
       "mount a tracefs");
}

Tracefs::~Tracefs() { ::umount2(path().c_str(), MNT_DETACH); }

void run_often(int fd, int times) {
  const std::array<char, 64> packet{};
  bpf_test_run_opts options{};
  options.sz = sizeof options;
  options.data_in = packet.data();
  options.data_size_in = packet.size();
  options.repeat = times;
  check(bpf_prog_test_run_opts(fd, &options), "can't run the program");
}

}  // namespace skep::test
