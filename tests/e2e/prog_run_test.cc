// prog run: programs on packets and contexts, beside bpftool.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <csignal>
#include <regex>

#include "src/sys/kernel_object.h"
#include "tests/e2e/beside_bpftool.h"
#include "tests/e2e/features.h"
#include "tests/e2e/loaded.h"

namespace skep::test {
namespace {

// The header of Ethernet, its addresses told apart, and a payload of 20 bytes.
constexpr std::string_view frame =
    "0102030405060a0b0c0d0e0f0800"
    "0200000000000000000000000000000000000000";
constexpr std::string_view swapped_frame =
    "0a0b0c0d0e0f0102030405060800"
    "0200000000000000000000000000000000000000";

std::string bytes_of_hex(std::string_view hex) {
  std::string bytes;
  for (std::size_t i = 0; i < hex.size(); i += 2)
    bytes += static_cast<char>(
        std::stoi(std::string{hex.substr(i, 2)}, nullptr, 16));
  return bytes;
}

// Return a frame whose payload begins with this byte.
std::string frame_with(unsigned char first) {
  std::string bytes = bytes_of_hex(frame);
  bytes[14] = static_cast<char>(first);
  return bytes;
}

std::string little(std::uint32_t number) {
  std::string bytes;
  for (int i = 0; i < 4; ++i, number >>= 8U)
    bytes += static_cast<char>(number & 0xffU);
  return bytes;
}

// Return a capture of frames, each cut from `length` bytes.
std::string pcap_of(const std::vector<std::string>& frames,
                    std::uint32_t length, std::uint32_t link_type = 1) {
  std::string file = little(0xa1b2c3d4) + little(0x00040002) + little(0) +
                     little(0) + little(65535) + little(link_type);
  for (const std::string& one : frames)
    file += little(1) + little(2) +
            little(static_cast<std::uint32_t>(one.size())) + little(length) +
            one;
  return file;
}

Result without_times(Result result) {
  static const std::regex time{R"((duration"?( \(average\))?: ?)[0-9]+)"};
  result.out = std::regex_replace(result.out, time, "$011");
  return result;
}

// The programs of tests/bpf/runs.bpf.c.
class Runs {
 public:
  [[nodiscard]] std::string line(const std::string& program) const {
    const int fd = bpf_program__fd(object_.program(program));
    return fmt::format("prog run id {} ", info_of<bpf_prog_info>(fd).id);
  }
  [[nodiscard]] std::string operator/(std::string_view name) const {
    return dir_ / name;
  }
  // Write a file that holds a frame; return its path.
  [[nodiscard]] std::string frame_file() const {
    write_file(dir_ / "frame", bytes_of_hex(frame));
    return dir_ / "frame";
  }

 private:
  Loaded object_{"runs"};
  TempDir dir_;
};

void check_same_run(const std::string& line, const RunOptions& options = {}) {
  CAPTURE(line);
  check_same_text(line, without_times(skep(line, options)),
                  without_times(bpftool(line, options)));
  for (const std::string option : {"-j ", "-p "})
    check_same_json(line, without_times(skep(option + line, options)),
                    without_times(bpftool(option + line, options)));
}

}  // namespace

TEST_CASE("programs are run on packets as by bpftool") {
  const Runs runs;
  const std::string in = "data_in " + runs.frame_file();
  const std::string xdp = runs.line("on_frame");
  check_same_run(xdp + in);
  check_same_run(xdp + in + " data_out - repeat 3");
  check_same_run(xdp + in + " data_o - data_s 34");
  check_same_run(xdp + "data_i - data_out -", {.input = frame_with(1)});
  const std::string tc = runs.line("on_packet");
  write_file(runs / "skb", std::string(8, '\0') + little(41));
  check_same_run(tc + in + " ctx_in " + runs / "skb" + " ctx_out -");
  check_same_run(tc + in + " ctx_i " + runs / "skb" + " data_out - r 2");
  for (const char* program : {"on_socket", "on_egress", "on_route", "on_flow"})
    check_same_run(runs.line(program) + in + " data_out -");
}

TEST_CASE("abbreviations that bpftool calls ambiguous are refused") {
  const Runs runs;
  const std::string xdp = runs.line("on_frame");
  check_fails(xdp + "data x", 2,
              {"ambiguous prefix: 'data' could be 'data_in' or 'data_out' or "
               "'data_size_out'"});
  check_fails(xdp + "d x", 2, {"ambiguous"});
  check_fails(xdp + "ctx_ x", 2, {"'ctx_in' or 'ctx_out' or 'ctx_size_out'"});
}

TEST_CASE("what comes out of a program goes to files as it is") {
  const Runs runs;
  const std::string in = "data_in " + runs.frame_file();
  skep_ok(runs.line("on_frame") + in + " data_out " + runs / "out");
  CHECK(read_text(runs / "out") == bytes_of_hex(swapped_frame));
  skep_ok(runs.line("on_packet") + in + " --ctx mark=8 ctx_out " +
          runs / "ctx" + " ctx_size_out 256");
  CHECK(read_text(runs / "ctx").substr(8, 4) == little(9));
}

TEST_CASE("a run is a test of what the program returns and leaves") {
  const Runs runs;
  const std::string xdp =
      fmt::format("{}--hex {} ", runs.line("on_frame"), frame);
  const auto told =
      skep_ok("-j " + xdp + "--expect-ret XDP_PASS --expect-hex " +
              std::string{swapped_frame})
          .json();
  CHECK(told["retval"] == 2);
  CHECK(told["retval_name"] == "XDP_PASS");
  skep_ok(xdp + "--expect-ret 2");
  write_file(runs / "wanted", bytes_of_hex(frame));
  const std::string failing =
      xdp + "--expect-ret XDP_DROP --expect-out " + runs / "wanted";
  check_fails(failing, 1,
              {"returned XDP_PASS (2), not XDP_DROP (1)",
               "byte 0 of the packet is 0x0a, not 0x01"});
  const Result text = skep(failing);
  CHECK(text.out.find("-0000000\t0102 0304") != std::string::npos);
  CHECK(text.out.find("+0000000\t0a0b 0c0d") != std::string::npos);
  CHECK(text.out.find("0000010") == std::string::npos);
  const auto json = skep("-j " + failing).json();
  CHECK(json["retval"] == 2);
  REQUIRE(json["differences"].size() == 1);
  CHECK(json["differences"][0]["offset"] == 0);
  CHECK(json["differences"][0]["actual"].size() == 12);
}

TEST_CASE("every packet of a capture is run, or the one that is chosen") {
  const Runs runs;
  const std::string file = runs / "three.pcap";
  write_file(file, pcap_of({frame_with(1), frame_with(2), frame_with(3)}, 34));
  const std::string line = runs.line("on_frame") + "--pcap " + file;
  const auto all = skep_ok("-j " + line).json();
  REQUIRE(all.size() == 3);
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(all[i]["packet"] == i + 1);
    CHECK(all[i]["length"] == 34);
    CHECK(all[i]["retval"] == i + 1);
  }
  const Result text = skep_ok(line);
  CHECK(text.out.find("     3: 34 bytes, XDP_TX (3), ") != std::string::npos);
  CHECK(text.err == "3 packets: 1 XDP_DROP, 1 XDP_PASS, 1 XDP_TX\n");
  skep_ok(line + ":3 --expect-ret XDP_TX");
  const Result failed = skep(line + " --expect-ret XDP_TX");
  CHECK(failed.exit == 1);
  CHECK(failed.err.find("2 of 3 packets") != std::string::npos);
  const auto judged = skep("-j " + line + " --expect-ret 3").json();
  REQUIRE(judged.size() == 4);
  CHECK(judged[1]["as_expected"] == false);
  CHECK(judged[2]["as_expected"] == true);
  CHECK(judged[3].contains("error"));
  const Result piped = skep(runs.line("on_frame") + "--pcap -",
                            {.input = pcap_of({frame_with(0)}, 1500)});
  CHECK(piped.exit == 0);
  CHECK(piped.err.find("1500 bytes, of which") != std::string::npos);
}

TEST_CASE("captures that can't be run are told") {
  const Runs runs;
  const std::string line = runs.line("on_frame") + "--pcap ";
  write_file(runs / "raw", pcap_of({frame_with(1)}, 34, 101));
  check_fails(line + runs / "raw", 1, {"packet 1", "Ethernet", "101"});
  write_file(runs / "one", pcap_of({frame_with(1)}, 34));
  check_fails(line + runs / "one:2", 1, {"no packet 2", "1"});
  check_fails(line + runs / "one:0", 2, {"first one is 1"});
  write_file(runs / "cut", pcap_of({frame_with(1)}, 34).substr(0, 60));
  check_fails(line + runs / "cut", 1, {"cut off"});
  check_fails(line + bpf_object("runs"), 1, {"no capture"});
  check_fails(line + runs / "missing", 1, {"missing"});
  check_fails(line + runs / "one data_out -", 2, {"FILE:N"});
}

TEST_CASE("contexts are given and shown by their types") {
  const Runs runs;
  const std::string packet = fmt::format("--hex {} ", frame);
  const auto tc = skep_ok("-j " + runs.line("on_packet") + packet +
                          "--ctx mark=5,priority=3")
                      .json();
  CHECK(tc["ctx"]["mark"] == 6);
  CHECK(tc["ctx"]["cb"][0] == 3);
  CHECK(skep_ok(runs.line("on_packet") + packet + "--ctx '{\"mark\": 5}'")
            .out.find("\"mark\": 6,") != std::string::npos);
  skep_ok(runs.line("on_packet") + packet +
          "--ctx .mark=7 --expect-ret TC_ACT_UNSPEC");
  const auto xdp = skep_ok("-j " + runs.line("on_frame") + packet +
                           "--ctx ingress_ifindex=1")
                       .json();
  CHECK(xdp["ctx"]["data_end"] == 34);
  CHECK(xdp["ctx"]["ingress_ifindex"] == 1);
  const auto flow =
      skep_ok("-j " + runs.line("on_flow") + packet + "--ctx flags=1").json();
  CHECK(flow["retval_name"] == "BPF_OK");
}

TEST_CASE("programs without a packet are run on a context alone") {
  const Runs runs;
  const auto call =
      skep_ok("-j " + runs.line("on_call") + "--ctx a=70,b=31 --expect-ret 1")
          .json();
  CHECK(call["ctx"]["result"] == 101);
  const auto trace =
      skep_ok("-j " + runs.line("on_trace") + "--ctx '[7, 0x10]' --cpu 0")
          .json();
  CHECK(trace["retval"] == 23);
  check_fails(runs.line("on_trace") + "--ctx '[7, 1]' --cpu 65535", 1, {});
  skep_ok(runs.line("on_lookup") +
          "--ctx family=2,protocol=6,local_ip4=127.0.0.1,local_port=80 "
          "--expect-ret SK_PASS");
  write_file(runs / "sum", little(60) + little(50) + std::string(8, '\0'));
  skep_ok(runs.line("on_call") + "ctx_in " + runs / "sum" + " ctx_out " +
          runs / "result --expect-ret 1");
  CHECK(read_text(runs / "result").substr(8, 4) == little(110));
}

TEST_CASE("input that a program does not take is told with its reason") {
  const Runs runs;
  const std::string packet = fmt::format("--hex {} ", frame);
  const std::string xdp = runs.line("on_frame");
  check_fails(xdp, 1, {"need a packet"});
  check_fails(xdp + "--hex 0102", 1, {"at least 14 bytes"});
  check_fails(xdp + "--hex 012", 2, {"in hex"});
  check_fails(xdp + "data_in /no/such", 1, {"/no/such"});
  check_fails(xdp + "data_in /dev/zero", 1, {"more than"});
  check_fails(xdp + packet + "data_out - data_size_out 10", 1,
              {"34 bytes", "data_size_out"});
  check_fails(xdp + packet + "--ctx egress_ifindex=1", 1, {"xdp_md"});
  check_fails(xdp + packet + "--ctx mark=1", 2, {"struct xdp_md"});
  check_fails(xdp + packet + "--ctx ingress_ifindex=99999", 1, {"xdp_md"});
  check_fails(xdp + packet + "--expect-ret XDP_PAS", 2, {"XDP_PASS"});
  check_fails(xdp + packet + "--flags BPF_F_TEST_XDP_LIVE", 2,
              {"BPF_F_TEST_XDP_LIVE_FRAMES"});
  check_fails(xdp + packet + "--live-frames data_out -", 2,
              {"'--live-frames' and 'data_out'"});
  check_fails(xdp + packet + "data_in x", 2, {"exclude"});
  check_fails(xdp + packet + "--ctx data=1 ctx_in x", 2, {"exclude"});
  check_fails(xdp + "data_in - ctx_in -", 2, {"standard input"});
  check_fails(runs.line("on_call") + packet, 1, {"no packet"});
  check_fails(runs.line("on_call") + "--ctx c=1", 2, {"struct sum", "a or b"});
  check_fails(runs.line("on_trace"), 1, {"context is missing"});
  check_fails(runs.line("on_trace") + "--ctx a", 2, {"list of numbers"});
  check_fails(runs.line("on_trace") + "--ctx '[1,2]' repeat 2", 1,
              {"not repeated"});
  check_fails(runs.line("on_sleep"), 1, {"tracepoint", "xdp"});
  check_fails(runs.line("on_sleep") + "--ctx a=1", 1, {"without a context"});
}

TEST_CASE("live frames go where the program sends them") {
  NEEDS(feature::live_frames);
  const Runs runs;
  const Result result = skep_ok(
      fmt::format("{}--hex {} --live-frames repeat 100 --batch-size 8 --ctx "
                  "ingress_ifindex=1",
                  runs.line("on_frame"), frame));
  CHECK(result.out.find("duration (average): ") != std::string::npos);
}

TEST_CASE("a signal ends many runs") {
  const Runs runs;
  Background running = start_skep(fmt::format("-j {}--hex {} repeat 2000000000",
                                              runs.line("on_frame"), frame));
  CHECK(handles(running.pid(), SIGTERM));
  // What comes before the runs takes less time than this in the kernel.
  const std::uint64_t start = kernel_time_of(running.pid());
  CHECK(eventually([&] { return kernel_time_of(running.pid()) > start + 5; }));
  running.signal(SIGTERM);
  const Result result = running.wait();
  CHECK(result.exit == 130);
  CHECK(result.json()["error"] == "interrupted");
}

}  // namespace skep::test
