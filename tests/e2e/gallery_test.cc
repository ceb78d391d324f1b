// The programs of tests/bpf/gallery, each run by one command line.
#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <bit>
#include <csignal>

#include "src/sys/fd.h"
#include "tests/e2e/features.h"
#include "tests/e2e/loaded.h"

namespace skep::test {
namespace {

using Json = nlohmann::ordered_json;
using CommandLine = std::vector<std::string>;

std::string object_of(std::string_view name) {
  return bpf_object("gallery/" + std::string{name});
}

// Let a program of the gallery live; return what it tells.
Json live(std::string_view name, const CommandLine& words) {
  CommandLine line{skep_program(), "-j", "run", object_of(name)};
  line.insert(line.end(), words.begin(), words.end());
  const Result result = run(line);
  CAPTURE(result.err);
  REQUIRE(result.exit == 0);
  return result.json();
}

// Return the events that have this value in a member.
std::vector<Json> events_with(const Json& result, const std::string& member,
                              const Json& value) {
  std::vector<Json> found;
  for (const Json& event : result["events"])
    if (event.contains("value") && event["value"][member] == value)
      found.push_back(event["value"]);
  return found;
}

Json elements_of(const Json& result, const std::string& map) {
  for (const Json& one : result["maps"])
    if (one["name"] == map) return one["elements"];
  return Json::array();
}

// Return the element with this key; null if there is none.
Json element(const Json& result, const std::string& map, const Json& key) {
  for (const Json& element : elements_of(result, map))
    if (element["key"] == key) return element;
  return nullptr;
}

// A script that sends three packets by UDP to a port where nobody listens.
class Sender {
 public:
  // `first` is a line before that.
  explicit Sender(const std::string& first = ":") {
    write_file(path_, first +
                          "\nfor i in 1 2 3; do"
                          " echo x > /dev/udp/127.0.0.1/9; done\n");
  }
  [[nodiscard]] std::string command() const { return "bash " + path_; }

 private:
  TempDir dir_;
  std::string path_ = dir_ / "send";
};

constexpr int packets_sent = 3;
constexpr int packet_size = 20 + 8 + 2;  // headers of IP and UDP, "x\n"
constexpr int frame_size = 14 + packet_size;

// Let a program live on the loopback device of a namespace, while packets are
// sent there.
Json live_on_loopback(std::string_view name, const std::string& prog,
                      const std::string& words = {}) {
  const NetworkNamespace netns;
  const Sender sender;
  const Result result = netns.shell(fmt::format(
      "{} -j run {} --attach '{}=xdp dev lo' --exec '{}' {}", skep_program(),
      object_of(name), prog, sender.command(), words));
  CAPTURE(result.err);
  REQUIRE(result.exit == 0);
  return result.json();
}

// A socket that connections can be made to.
class Listener {
 public:
  Listener() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    address_.sin_family = AF_INET;
    address_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    auto* address = reinterpret_cast<sockaddr*>(&address_);
    REQUIRE(::bind(socket_.get(), address, size_) == 0);
    REQUIRE(::listen(socket_.get(), 8) == 0);
    REQUIRE(::getsockname(socket_.get(), address, &size_) == 0);
  }
  [[nodiscard]] int port() const { return ntohs(address_.sin_port); }
  void close() { socket_ = Fd{}; }

 private:
  Fd socket_;
  sockaddr_in address_{};
  socklen_t size_ = sizeof address_;
};

// Room for what all of the machine does meanwhile.
constexpr std::array many_events{"--map-size", "events=16777216"};

}  // namespace

TEST_CASE("the gallery shows programs as they are started") {
  const TempDir dir;
  const std::string script = dir / "gallery";
  write_file(script, "#!/bin/sh\n");
  REQUIRE(::chmod(script.c_str(), 0755) == 0);
  const CommandLine command{many_events[0], many_events[1], "--exec",
                            "sh -c '" + script + "; true'"};
  const Json result = live("exec_snooper", command);
  const auto found = events_with(result, "file", script);
  REQUIRE(found.size() == 1);
  CHECK(found[0]["comm"] == "gallery");
  CHECK(found[0]["uid"] == 0);
  CHECK(found[0]["pid"] != found[0]["parent"]);
  CHECK(result["lost"] == 0);

  CommandLine of_another = command;
  for (const char* word : {"--set", "only_user=true", "--set", "user=54321"})
    of_another.emplace_back(word);
  CHECK(live("exec_snooper", of_another)["events"].empty());
}

TEST_CASE("the gallery shows files that could not be opened") {
  const TempDir dir;
  const std::string missing = dir / "missing";
  const Json result =
      live("open_snooper",
           {many_events[0], many_events[1], "--set", "only_failures=true",
            "--exec", "sh -c 'cat " + missing + "; true'"});
  const auto found = events_with(result, "path", missing);
  REQUIRE(found.size() == 1);
  CHECK(found[0]["result"] == -ENOENT);
  CHECK(found[0]["comm"] == "cat");
  for (const Json& event : result["events"])
    if (event.contains("value")) CHECK(event["value"]["result"] < 0);
}

TEST_CASE("the gallery shows connections, made or not") {
  Listener listener;
  const auto connect = [&] {
    return live(
        "tcp_connects",
        {"--set", fmt::format("only_port={}", listener.port()), "--exec",
         fmt::format("bash -c 'echo > /dev/tcp/127.0.0.1/{}'",
                     listener.port())})["events"];
  };
  Json events = connect();
  REQUIRE(events.size() == 1);
  const Json connection = events[0]["value"];
  CHECK(connection["comm"] == "bash");
  CHECK(connection["outcome"] == "connected");
  CHECK(connection["from"] == "127.0.0.1");
  CHECK(connection["to"] == "127.0.0.1");
  CHECK(connection["port"] == listener.port());
  CHECK(connection["microseconds"] < 10'000'000);
  listener.close();
  events = connect();
  REQUIRE(events.size() == 1);
  CHECK(events[0]["value"]["outcome"] == "failed");
}

TEST_CASE("the gallery counts how long tasks wait for a CPU") {
  const Json result =
      live("run_queue", {"--exec", "sh -c 'sleep 0.01; sleep 0.01'"});
  std::uint64_t sum = 0;
  for (const Json& row : elements_of(result, "microseconds")) {
    const auto key = row["key"].get<std::uint64_t>();
    CHECK((key == 0 || std::has_single_bit(key)));
    sum += row["value"].get<std::uint64_t>();
  }
  CHECK(sum >= 2);
  CHECK(result["variables"]["switches"] == sum);
}

TEST_CASE("the gallery tells how long system calls take") {
  Background running{{skep_program(), "run", object_of("syscall_latency"),
                      "--format", "ndjson", "--set",
                      fmt::format("only_pid={}", ::getpid())}};
  CHECK(Json::parse(running.first_line())["attached"].size() == 2);
  for (int i = 0; i < 7; ++i) ::syscall(SYS_getpgid, 0);
  running.signal(SIGINT);
  const Result result = running.wait();
  REQUIRE(result.exit == 0);
  const Json times =
      element(Json::parse(result.out), "calls", SYS_getpgid)["value"];
  CHECK(times["count"] == 7);
  CHECK(times["longest"] > 0);
  CHECK(times["nanoseconds"] >= times["longest"]);
  CHECK(times["nanoseconds"] <= 7 * times["longest"].get<std::uint64_t>());
}

TEST_CASE("the gallery counts packets by their protocols") {
  const Json result = live_on_loopback("packet_counter", "count_packet");
  const auto count = [&](const char* protocol, const char* what) {
    std::uint64_t sum = 0;
    const Json found = element(result, "protocols", protocol);
    if (found.is_null()) return sum;
    for (const Json& cpu : found["values"])
      sum += cpu["value"][what].get<std::uint64_t>();
    return sum;
  };
  CHECK(count("udp", "packets") == packets_sent);
  CHECK(count("udp", "bytes") == packets_sent * frame_size);
  // Each is answered: there is no such port.
  CHECK(count("icmp", "packets") == packets_sent);
  CHECK(count("tcp", "packets") == 0);
}

TEST_CASE("the gallery drops packets from networks that a file lists") {
  const TempDir dir;
  const std::string list = dir / "networks.conf";
  write_file(list,
             "# who may not\n"
             "networks[0] = 192.0.2.0/24\n"
             "networks[1] = 127.0.0.0/8  # we\n");
  const Json result =
      live_on_loopback("drop_list", "drop", "--set-file " + list);
  const Json dropped = result["variables"]["dropped"];
  CHECK(dropped[0]["packets"] == 0);
  CHECK(dropped[1]["packets"] == packets_sent);
  CHECK(dropped[1]["bytes"] == packets_sent * frame_size);
  CHECK(result["variables"]["passed"]["packets"] == 0);
}

TEST_CASE("the gallery drops packets from networks in a map") {
  const std::string elements =
      "--map-set denied 127.0.0.0/24 '{\"packets\":0,\"bytes\":0}'";
  const auto counted = [](const Json& result) {
    return element(result, "denied",
                   {{"bits", 24}, {"address", {127, 0, 0, 0}}})["value"];
  };
  const Json result = live_on_loopback("drop_list", "drop", elements);
  CAPTURE(result.dump());
  CHECK(counted(result)["packets"] == packets_sent);
  CHECK(result["variables"]["passed"]["packets"] == 0);
  // Those that get through are answered.
  const Json counting = live_on_loopback("drop_list", "drop",
                                         elements + " --set only_counts=true");
  CHECK(counted(counting)["packets"] == 2 * packets_sent);
  CHECK(counting["variables"]["passed"]["packets"] == 2 * packets_sent);
}

TEST_CASE("the gallery counts what a control group sends, and stops it") {
  const Cgroup cgroup;
  const Sender sender{"echo $$ > " + cgroup.path() + "/cgroup.procs"};
  const auto sent = [&](const std::string& most) {
    return live("cgroup_egress",
                {"--attach", "count_sent=cgroup " + cgroup.path() + " egress",
                 "--set", "most_bytes=" + most, "--exec",
                 sender.command()})["variables"]["sent"];
  };
  CHECK(sent("0") == Json{{"packets", packets_sent},
                          {"bytes", packets_sent * packet_size},
                          {"refused", 0}});
  CHECK(sent(std::to_string(2 * packet_size)) ==
        Json{{"packets", 2}, {"bytes", 2 * packet_size}, {"refused", 1}});
}

TEST_CASE("the gallery shows how processes end, by perf events") {
  const auto ends = [](const std::string& script) {
    return live("exit_snooper", {"--set", "only_failures=true", "--exec",
                                 "sh -c '" + script + "'"});
  };
  const Json failed = ends("exit 42");
  CHECK(failed["status"] == 42);
  const auto found = events_with(failed, "code", 42);
  REQUIRE(found.size() == 1);
  CHECK(found[0]["comm"] == "sh");
  CHECK(found[0]["signal"] == 0);
  for (const Json& event : failed["events"]) CHECK(event.contains("cpu"));
  const auto killed = events_with(ends("kill -KILL $$"), "signal", SIGKILL);
  CHECK(killed.size() == 1);
}

}  // namespace skep::test
