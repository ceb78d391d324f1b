// What skep shows of the kernel beside what ss, ps and /proc show.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <map>
#include <set>
#include <sstream>
#include <vector>

#include "src/sys/bytes.h"
#include "src/sys/fd.h"
#include "src/sys/text.h"
#include "tests/e2e/harness.h"
#include "tests/e2e/loaded.h"

namespace skep::test {
namespace {

using Json = nlohmann::ordered_json;
using Fields = std::vector<std::string>;

std::vector<Fields> words_by_line(const std::string& text) {
  std::vector<Fields> lines;
  std::istringstream in{text};
  for (std::string line; std::getline(in, line);) {
    std::istringstream words{line};
    Fields fields;
    for (std::string word; words >> word;) fields.push_back(word);
    lines.push_back(std::move(fields));
  }
  return lines;
}

// Go to a network namespace for as long as this lives; sockets stay there.
class Inside {
 public:
  explicit Inside(const std::string& path)
      : before_(::open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC)) {
    const Fd netns{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    REQUIRE(::setns(netns.get(), CLONE_NEWNET) == 0);
  }
  Inside(const Inside&) = delete;
  Inside& operator=(const Inside&) = delete;
  ~Inside() { ::setns(before_.get(), CLONE_NEWNET); }

 private:
  Fd before_;
};

template <typename Address>
const sockaddr* as_name(const Address& address) {
  return reinterpret_cast<const sockaddr*>(&address);
}

sockaddr_in ip4(std::uint16_t port, std::uint32_t address = INADDR_LOOPBACK) {
  auto name = zeroed<sockaddr_in>();
  name.sin_family = AF_INET;
  name.sin_port = htons(port);
  name.sin_addr.s_addr = htonl(address);
  return name;
}

sockaddr_in6 ip6(std::uint16_t port, const in6_addr& address) {
  auto name = zeroed<sockaddr_in6>();
  name.sin6_family = AF_INET6;
  name.sin6_port = htons(port);
  name.sin6_addr = address;
  return name;
}

// Sockets of all kinds and states.
class Sockets {
 public:
  explicit Sockets(const std::string& directory) {
    const sockaddr_in server = ip4(47);
    listen(bound(AF_INET, SOCK_STREAM, server));
    connect(open(AF_INET, SOCK_STREAM), server);
    end_connection(server);
    listen(bound(AF_INET6, SOCK_STREAM, ip6(48, in6addr_loopback)));
    connect(open(AF_INET6, SOCK_STREAM), ip6(48, in6addr_loopback));
    listen(bound(AF_INET6, SOCK_STREAM, ip6(49, in6addr_any)));
    connect(open(AF_INET6, SOCK_STREAM), mapped(49));
    bound(AF_INET, SOCK_DGRAM, ip4(50, INADDR_ANY));
    connect(open(AF_INET, SOCK_DGRAM), ip4(50));
    bound(AF_INET6, SOCK_DGRAM, ip6(51, in6addr_loopback));
    listen_at(directory + "/stream", SOCK_STREAM);
    listen_at(std::string{"\0abstract\0name", 14}, SOCK_STREAM);
    listen_at(directory + "/datagram", SOCK_DGRAM);
    std::array<int, 2> pair{};
    REQUIRE(::socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair.data()) == 0);
    for (const int fd : pair) sockets_.emplace_back(fd);
  }

 private:
  int open(int family, int type) {
    sockets_.emplace_back(::socket(family, type | SOCK_CLOEXEC, 0));
    REQUIRE(sockets_.back().is_open());
    return sockets_.back().get();
  }
  template <typename Address>
  int bound(int family, int type, const Address& address) {
    const int fd = open(family, type);
    REQUIRE(::bind(fd, as_name(address), sizeof address) == 0);
    return fd;
  }
  static void listen(int fd) { REQUIRE(::listen(fd, 8) == 0); }
  template <typename Address>
  static void connect(int fd, const Address& address) {
    REQUIRE(::connect(fd, as_name(address), sizeof address) == 0);
  }
  // A connection whose first side has closed, so that it waits.
  void end_connection(const sockaddr_in& server) {
    const Fd other = accept_first();
    const int client = open(AF_INET, SOCK_STREAM);
    connect(client, server);
    const Fd accepted = accept_first();
    ::shutdown(accepted.get(), SHUT_RDWR);
    char end = 0;
    CHECK(::read(client, &end, 1) == 0);
    ::shutdown(client, SHUT_RDWR);
  }
  [[nodiscard]] Fd accept_first() const {
    return Fd{
        ::accept4(sockets_.front().get(), nullptr, nullptr, SOCK_CLOEXEC)};
  }
  static sockaddr_in6 mapped(std::uint16_t port) {
    in6_addr address{};
    address.s6_addr[10] = address.s6_addr[11] = 0xff;
    address.s6_addr[12] = 127;
    address.s6_addr[15] = 1;
    return ip6(port, address);
  }
  void listen_at(const std::string& path, int type) {
    const int fd = open(AF_UNIX, type);
    auto address = zeroed<sockaddr_un>();
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.data(), path.size());
    const auto size =
        static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size());
    REQUIRE(::bind(fd, as_name(address), size) == 0);
    if (type == SOCK_STREAM) listen(fd);
  }

  std::vector<Fd> sockets_;
};

std::string state_by_ss(const std::string& state) {
  static const std::map<std::string, std::string> names{
      {"ESTAB", "ESTABLISHED"},
      {"UNCONN", "UNCONNECTED"},
      {"FIN-WAIT-1", "FIN_WAIT1"},
      {"FIN-WAIT-2", "FIN_WAIT2"}};
  const auto found = names.find(state);
  if (found != names.end()) return found->second;
  std::string name = state;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

// Return the address as skep writes it: ss has * for all addresses of a socket
// for both families.
std::string address_by_ss(const std::string& address) {
  return address.starts_with("*:") ? "[::]" + address.substr(1) : address;
}

std::string number_behind(const Fields& words, const std::string& name) {
  for (const std::string& word : words)
    if (word.starts_with(name)) return word.substr(name.size());
  return "0";
}

// Return what ss shows: protocol, state, addresses, inode.
std::set<Fields> by_ss(const NetworkNamespace& netns) {
  std::set<Fields> found;
  for (const Fields& words :
       words_by_line(netns.shell("ss -H -a -n -t -u -e").out))
    found.insert({words[0], state_by_ss(words[1]), address_by_ss(words[4]),
                  address_by_ss(words[5]), number_behind(words, "ino:")});
  for (const Fields& words : words_by_line(netns.shell("ss -H -a -n -x").out))
    found.insert({"unix", state_by_ss(words[1]),
                  words[4] == "*" ? "" : words[4],
                  words[6] == "*" ? "" : words[6], words[5]});
  return found;
}

std::set<Fields> by_skep(const std::string& netns) {
  const auto text = [](const Json& cell) {
    return cell.is_null() ? "" : cell.get<std::string>();
  };
  std::set<Fields> found;
  for (const Json& row :
       skep_ok("-j iter dump sockets --where protocol!=netlink --netns " +
               netns)
           .json())
    found.insert({row["protocol"], row["state"], text(row["local"]),
                  text(row["peer"]),
                  row["inode"].is_null() ? "0" : row["inode"].dump()});
  return found;
}

std::string shown(const std::set<Fields>& sockets) {
  std::string text;
  for (const Fields& socket : sockets) text += join(socket, " ") + "\n";
  return text;
}

// What ps or skep show of a process: its parent, user, threads and name.
using Processes = std::map<std::string, Fields>;

Processes by_ps() {
  Processes found;
  for (const Fields& words : words_by_line(
           run({"ps", "-e", "-o", "pid=,ppid=,ruid=,nlwp=,comm="}).out))
    if (words.size() >= 5)
      found[words[0]] = {words[1], words[2], words[3], words[4].substr(0, 11)};
  return found;
}

Processes processes_by_skep() {
  Processes found;
  for (const Json& row : skep_ok("-j iter dump ps").json())
    found[row["pid"].dump()] = {
        row["ppid"].dump(), row["uid"].dump(), row["threads"].dump(),
        words_by_line(row["comm"].get<std::string>() + " ")[0][0].substr(0,
                                                                         11)};
  return found;
}

// Return the processes that a compiled iterator visits.
std::set<std::string> visited_processes() {
  std::set<std::string> found;
  for (const Fields& words :
       words_by_line(skep_ok("iter dump " + bpf_object("iter_task")).out))
    found.insert(words[0]);
  return found;
}

std::vector<std::string> stat_of(const std::string& pid) {
  const std::string text = read_text("/proc/" + pid + "/stat");
  return words_by_line(text.substr(text.rfind(')') + 1))[0];
}

// Compare the processes with those of ps, before and after; return how many
// are not the same.
std::size_t count_other_processes() {
  const Processes before = by_ps();
  const Processes ours = processes_by_skep();
  const Processes after = by_ps();
  const auto visited = visited_processes();
  std::size_t compared = 0;
  std::size_t others = 0;
  for (const auto& [pid, process] : before) {
    CAPTURE(pid);
    // Others come, go and change meanwhile.
    const auto still = after.find(pid);
    if (still == after.end() || still->second != process) continue;
    if (!visited.contains(pid)) continue;
    const auto found = ours.find(pid);
    REQUIRE(found != ours.end());
    ++compared;
    // Threads of the kernel tell their work behind a dash.
    Fields expected = process;
    if (expected[0] == "2")
      expected[3] = expected[3].substr(0, found->second[3].size());
    if (found->second == expected) continue;
    ++others;
    MESSAGE(fmt::format("{}: {}, by ps {}", pid, fmt::join(found->second, " "),
                        fmt::join(expected, " ")));
  }
  CHECK(compared > 3);
  return others;
}

}  // namespace

TEST_CASE("sockets are shown as ss shows them") {
  const NetworkNamespace netns;
  const TempDir directory;
  const Sockets sockets = [&] {
    const Inside inside{netns.path()};
    return Sockets{directory.path()};
  }();
  std::set<Fields> theirs = by_ss(netns);
  CHECK(theirs.size() >= 18);
  CHECK(eventually([&] {
    theirs = by_ss(netns);
    return by_skep(netns.path()) == theirs;
  }));
  CHECK(shown(by_skep(netns.path())) == shown(theirs));
}

TEST_CASE("sockets are asked for by what is shown of them") {
  const NetworkNamespace netns;
  const TempDir directory;
  const Sockets sockets = [&] {
    const Inside inside{netns.path()};
    return Sockets{directory.path()};
  }();
  const auto dump = [&](const std::string& words) {
    return skep_ok("iter dump sockets --netns " + netns.path() + " " + words)
        .out;
  };
  CHECK(dump("-F where=local,state --where 'local =~ 127.0.0.1:47 && state == "
             "LISTEN' --format csv") == "where,state\n127.0.0.1:47,LISTEN\n");
  CHECK(dump("-F local --where 'protocol==unix && local && inode > 0' --sort "
             "local --format csv") == "local\n" + directory.path() +
                                          "/datagram\n" + directory.path() +
                                          "/stream\n@abstract@name\n");
  CHECK(dump("--group protocol --where 'protocol =~ ?dp' --format csv") ==
        "protocol,count\nudp,3\n");
  CHECK(dump("--where 'local == \"[::1]:48\"' --count") == "2\n");
  CHECK(dump("--where 'uid != 0 && protocol != netlink' --count") == "0\n");
  check_fails("iter dump sockets -F lcal", 1, {"did you mean local"});
  check_fails("iter dump sockets --where port==1", 2, {"no field 'port'"});
  check_fails("iter dump sockets --where uid==root", 2, {"is a number"});
  check_fails("iter dump sockets pid 1", 2, {"no parameter 'pid'"});
  check_fails("iter dump sockets -F @", 1, {"several targets"});
  check_fails("iter fields sockets", 1, {"protocol,state,local"});
}

TEST_CASE("processes are shown as ps and /proc show them") {
  // One may have had a thread more, just while skep has looked.
  CHECK(eventually([] { return count_other_processes() == 0; }));
}

TEST_CASE("the state, time and memory of a process are as /proc has them") {
  const pid_t child = ::fork();
  if (child == 0)
    for (;;) ::pause();
  const std::string pid = std::to_string(child);
  const auto row = [&] {
    const Json rows = skep_ok("-j iter dump ps pid " + pid).json();
    return rows.empty() ? Json{{"state", "gone"}} : rows[0];
  };
  const auto is_in_state = [&](const char* state) {
    return eventually(
        [&] { return row()["state"] == state && stat_of(pid)[0] == state; });
  };
  CHECK(is_in_state("S"));
  const auto stat = stat_of(pid);
  const auto ticks = static_cast<std::uint64_t>(::sysconf(_SC_CLK_TCK));
  CHECK(row()["start"].get<std::uint64_t>() / (1'000'000'000 / ticks) ==
        std::stoull(stat[19]));
  CHECK(row()["pages"].get<std::uint64_t>() *
            static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE)) ==
        std::stoull(stat[20]));
  CHECK(row()["ppid"] == ::getpid());
  ::kill(child, SIGSTOP);
  CHECK(is_in_state("T"));
  ::kill(child, SIGKILL);
  CHECK(is_in_state("Z"));
  ::waitpid(child, nullptr, 0);
}

TEST_CASE("open files and mapped ones are shown with their paths") {
  const TempDir directory;
  write_file(directory / "a,b", "");
  write_file(directory / "gone", "");
  const Fd file{::open((directory / "a,b").c_str(), O_RDONLY | O_CLOEXEC)};
  const Fd gone{::open((directory / "gone").c_str(), O_RDONLY | O_CLOEXEC)};
  std::filesystem::remove(directory / "gone");
  std::array<int, 2> pipe{};
  REQUIRE(::pipe2(pipe.data(), O_CLOEXEC) == 0);
  const Fd reader{pipe[0]};
  const Fd writer{pipe[1]};
  const std::string self = std::to_string(::getpid());
  std::map<int, std::string> paths;
  for (const Json& row : skep_ok("-j iter dump files pid " + self).json())
    paths[row["fd"]] = row["path"].is_null() ? "-" : row["path"];
  for (const Fd* open : {&file, &gone, &reader, &writer}) {
    const std::string link = "/proc/self/fd/" + std::to_string(open->get());
    CHECK(paths[open->get()] == std::filesystem::read_symlink(link).string());
  }
  const std::string program = std::filesystem::read_symlink("/proc/self/exe");
  CHECK(skep_ok("iter dump vmas pid " + self + " --count --where " +
                "'vm_file.f_path == " + program + " && vm_pgoff == 0'")
            .out != "0\n");
  // Longer than there is room for: it is not cut, it is not there.
  CHECK(skep_ok("-j iter dump task_file -F file.f_path:8 --limit 1 pid " +
                self + " --where fd==" + std::to_string(file.get()))
            .json()[0]["file.f_path"]
            .is_null());
  // Of what may go at any time there is no path.
  CHECK(skep_ok("-j iter dump task -F mm.exe_file.f_path tid " + self)
            .json()[0]["mm.exe_file.f_path"]
            .is_object());
}

}  // namespace skep::test
