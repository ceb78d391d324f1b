// BPF objects that a test loads itself, by libbpf alone, and the links that it
// makes of them.
#pragma once

#include <bpf/libbpf.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "src/object/bpf_object.h"
#include "tests/e2e/harness.h"

namespace skep::test {

// What tests/bpf/hits.h counts.
struct Hits {
  std::uint64_t count = 0;
  std::uint64_t cookie = 0;
  std::uint32_t watched = 0;
};

// An object built from tests/bpf/NAME.bpf.c, loaded into the kernel.
class Loaded {
 public:
  // What is to be done before the object is loaded.
  using Prepare = std::function<void(const BpfObject& object)>;

  // Errors: std::system_error if the kernel does not load it.
  explicit Loaded(std::string_view name, const Prepare& prepare = {});

  [[nodiscard]] bpf_program* program(const std::string& name) const;
  // Return the only program of the object, or its first one.
  [[nodiscard]] bpf_program* program() const;
  [[nodiscard]] bpf_map* map(const std::string& name) const;
  [[nodiscard]] int map_fd(const std::string& name) const;
  // Pin a program; return the path.
  std::string pin(const Bpffs& bpffs, const std::string& name) const;
  std::string pin(const Bpffs& bpffs) const;

  [[nodiscard]] Hits hits() const;
  // Count from 0 again, and only for this process.
  void watch(pid_t pid) const;

 private:
  BpfObject object_;
};

// Run a program of type XDP so often, on a packet of zeros.
void run_often(int fd, int times);

struct DestroyLink {
  void operator()(bpf_link* link) const { bpf_link__destroy(link); }
};
using OwnedLink = std::unique_ptr<bpf_link, DestroyLink>;

// Load freplace.bpf.c for a function of replaceable.bpf.c, `target`.
Loaded load_replacement(const Loaded& target);

// Pin a link that libbpf made, and let go of it: the pin alone keeps it.
std::string pin_link(bpf_link* link, const Bpffs& bpffs,
                     const std::string& name);

// How many links there are to this program.
std::size_t count_links_of(const std::string& pinned_prog);

// A pair of network devices, both up, gone with the test.
class VethPair {
 public:
  VethPair();
  VethPair(const VethPair&) = delete;
  VethPair& operator=(const VethPair&) = delete;
  ~VethPair();
  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] std::uint32_t index() const;
  // Send packets that come in at the device `name()`.
  void send_packets() const;

 private:
  std::string name_ = unique_name("sk");
  std::string peer_ = unique_name("sp");
};

// A pair of devices of which the first decides what leaves the second.
class NetkitPair {
 public:
  NetkitPair();
  NetkitPair(const NetkitPair&) = delete;
  NetkitPair& operator=(const NetkitPair&) = delete;
  ~NetkitPair() { remove(); }
  void remove() const;
  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] int index() const;

 private:
  std::string name_ = unique_name("sk");
};

// A control group of version 2 of the test's own, below a mount of its own.
class Cgroup {
 public:
  Cgroup();
  Cgroup(const Cgroup&) = delete;
  Cgroup& operator=(const Cgroup&) = delete;
  ~Cgroup();
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  TempDir mount_;
  std::string path_;
};

// A network namespace of the test's own, with its loopback device up.
class NetworkNamespace {
 public:
  NetworkNamespace();
  NetworkNamespace(const NetworkNamespace&) = delete;
  NetworkNamespace& operator=(const NetworkNamespace&) = delete;
  ~NetworkNamespace();
  [[nodiscard]] std::string path() const { return "/run/netns/" + name_; }
  // Run a line by sh inside of it.
  Result shell(const std::string& line) const;

 private:
  std::string name_ = unique_name("skn");
};

// A tracefs of the test's own.
class Tracefs {
 public:
  Tracefs();
  Tracefs(const Tracefs&) = delete;
  Tracefs& operator=(const Tracefs&) = delete;
  ~Tracefs();
  [[nodiscard]] const std::string& path() const { return dir_.path(); }

 private:
  TempDir dir_;
};

}  // namespace skep::test
