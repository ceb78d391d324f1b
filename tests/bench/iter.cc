#include <arpa/inet.h>
#include <bpf/bpf.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "src/sys/bytes.h"
#include "src/sys/error.h"
#include "src/sys/fd.h"
#include "src/sys/file.h"
#include "tests/bench/holder.h"
#include "tests/bench/suites.h"
#include "tests/bench/timing.h"

namespace skep::bench {
namespace {

constexpr int tasks = 5'000;
// Of two sockets each: 100,000 in all.
constexpr std::uint16_t parts = 10;
constexpr std::uint16_t connections_a_part = 5'000;

// They end with the holder, the first process of their namespace.
void start_tasks() {
  for (int i = 0; i < tasks; ++i)
    if (check(::fork(), "can't start a process") == 0)
      for (;;) ::pause();
}

void bring_up_loopback() {
  const Fd any{check(::socket(AF_INET, SOCK_DGRAM, 0), "can't make a socket")};
  ifreq request{};
  std::copy_n("lo", 3, request.ifr_name);
  request.ifr_flags = IFF_UP;
  check(::ioctl(any.get(), SIOCSIFFLAGS, &request), "can't start lo");
}

sockaddr_in address_of(std::uint32_t host, std::uint16_t port) {
  auto address = zeroed<sockaddr_in>();
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(host);
  address.sin_port = htons(port);
  return address;
}

Fd make_socket(const sockaddr_in& address) {
  Fd fd{check(::socket(AF_INET, SOCK_STREAM, 0), "can't make a socket")};
  check(::bind(fd.get(), reinterpret_cast<const sockaddr*>(&address),
               sizeof address),
        "can't give a socket its address");
  return fd;
}

// Connect sockets to each other; they stay open. An address has ports enough.
std::vector<Fd> connect_sockets(std::uint16_t part) {
  allow_descriptors(2 * connections_a_part + 100);
  std::vector<Fd> sockets;
  const sockaddr_in server = address_of(INADDR_LOOPBACK, 1000 + part);
  Fd listener = make_socket(server);
  check(::listen(listener.get(), 100), "can't listen");
  for (std::uint16_t i = 0; i < connections_a_part; ++i) {
    Fd client = make_socket(address_of(INADDR_LOOPBACK + 1 + part, 10'000 + i));
    check(::connect(client.get(), reinterpret_cast<const sockaddr*>(&server),
                    sizeof server),
          "can't connect");
    sockets.emplace_back(
        check(::accept(listener.get(), nullptr, nullptr), "can't accept"));
    sockets.push_back(std::move(client));
  }
  sockets.push_back(std::move(listener));
  return sockets;
}

// Few processes may hold all of them: each holds a part.
std::vector<std::unique_ptr<Holder>> hold_sockets() {
  check(::unshare(CLONE_NEWNET), "can't make a network namespace");
  bring_up_loopback();
  std::vector<std::unique_ptr<Holder>> holders;
  for (std::uint16_t part = 0; part < parts; ++part) {
    std::vector<Fd> sockets;
    holders.push_back(std::make_unique<Holder>(
        "sockets", [&] { sockets = connect_sockets(part); }));
  }
  return holders;
}

// In the network namespace of a process, while it lives.
class Inside {
 public:
  explicit Inside(pid_t pid) { enter(fmt::format("/proc/{}/ns/net", pid)); }
  Inside(const Inside&) = delete;
  Inside& operator=(const Inside&) = delete;
  ~Inside() { ::setns(before_.get(), CLONE_NEWNET); }

 private:
  static void enter(const std::string& path) {
    check(::setns(open_file(path, O_RDONLY).get(), CLONE_NEWNET),
          "can't enter {}", path);
  }

  Fd before_ = open_file("/proc/self/ns/net", O_RDONLY);
};

Words ours(const std::string& line) {
  return words_of(SKEP_PROGRAM " " + line);
}

// The same ten fields, as far as both know them.
void compare_processes() {
  const Holder holder{"processes", start_tasks};
  const std::string line =
      "iter dump ps -F pid=tgid,ppid=real_parent.tgid,uid=real_cred.uid.val,"
      "state=__state|state:task,threads=signal.nr_threads,size=mm.total_vm,"
      "prio,nice=static_prio,start=start_boottime,comm";
  const Words theirs{"ps", "-eo",
                     "pid,ppid,uid,state,nlwp,vsz,pri,ni,lstart,comm"};
  compare("5000 processes, table", ours(line), theirs);
  compare("5000 processes, JSON lines", ours(line + " --format ndjson"),
          theirs);
  Words sorted = theirs;
  sorted.insert(sorted.end(), {"--sort", "vsz"});
  compare("5000 processes, sorted", ours(line + " --sort size"), sorted);
  print_head("skep", "bpftool");
  compare("prog show with owners", ours("prog show --pids on"),
          words_of(SKEP_BPFTOOL " prog show"));
}

void compare_sockets() {
  std::vector<std::unique_ptr<Holder>> holders;
  const Holder holder{"sockets", [&] { holders = hold_sockets(); }};
  const Inside inside{holder.pid()};
  const Words theirs{"ss", "-tan"};
  compare("100,000 TCP sockets, table", ours("iter dump tcp"), theirs);
  compare("100,000 TCP sockets, JSON lines",
          ours("iter dump tcp --format ndjson"), theirs);
  compare("the same, counted", ours("iter dump tcp --count"), theirs);
}

}  // namespace

void run_iterators() {
  measure_first_output("start to the first row of ps",
                       ours("iter dump ps --limit 1"));
  print_head("skep", "ps");
  compare_processes();
  print_head("skep", "ss");
  compare_sockets();
}

}  // namespace skep::bench
