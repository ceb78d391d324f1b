#include "commands/prog/run_words.h"

#include <algorithm>
#include <cctype>

#include "src/output/hex.h"
#include "src/sys/flags.h"
#include "src/sys/given_options.h"
#include "src/sys/text.h"

namespace skep::commands {
namespace {

using cli::keyword;
using cli::option;
using cli::told_apart;

// By bit: BPF_F_TEST_*.
const std::vector<std::string>& test_flag_names() {
  static const std::vector<std::string> names{
      "BPF_F_TEST_RUN_ON_CPU", "BPF_F_TEST_XDP_LIVE_FRAMES",
      "BPF_F_TEST_SKB_CHECKSUM_COMPLETE"};
  return names;
}

std::vector<cli::Arg<RunOptions>> keyword_arguments() {
  using O = RunOptions;
  return {
      told_apart(keyword("data_in", "FILE", &O::data_in,
                         "the packet; - for standard input")),
      told_apart(keyword("data_out", "FILE", &O::data_out,
                         "where the packet goes afterwards; -: show it")),
      told_apart(keyword("data_size_out", "SIZE", &O::data_room,
                         "room for that packet; default: 32768 bytes")),
      told_apart(keyword("ctx_in", "FILE", &O::ctx_in,
                         "the bytes of the context; - for standard input")),
      told_apart(keyword("ctx_out", "FILE", &O::ctx_out,
                         "where the context goes afterwards; -: show it")),
      told_apart(keyword("ctx_size_out", "SIZE", &O::ctx_room,
                         "room for that context; default: 32768 bytes")),
      keyword("repeat", "N", &O::repeat, "run it so often"),
  };
}

std::vector<cli::Arg<RunOptions>> option_arguments() {
  using O = RunOptions;
  return {
      option("--hex", "BYTES", &O::hex, "the packet, in hex"),
      option("--pcap", "FILE[:N]", &O::capture,
             "each packet of a capture, or the Nth one"),
      option("--ctx", "LITERAL", &O::ctx,
             "the context by its type: mark=1,priority=2"),
      option("--expect-ret", "VALUE", &O::expected_value,
             "fail unless it returns this number or name, such as XDP_PASS"),
      option("--expect-out", "FILE", &O::expected_file,
             "fail unless the packet is that of a file afterwards"),
      option("--expect-hex", "BYTES", &O::expected_hex,
             "fail unless the packet is this one afterwards"),
      option("--cpu", "CPU", &O::cpu, "run a raw tracepoint on this CPU"),
      option("--flags", "FLAGS", &O::flags,
             "BPF_F_TEST_* or numbers, joined by |"),
      option("--live-frames", &O::is_live,
             "send what XDP passes, returns or redirects"),
      option("--batch-size", "N", &O::batch_size,
             "how many live frames are sent at once"),
  };
}

GivenOptions given_options(const RunOptions& options) {
  GivenOptions given;
  given.add("data_in", options.data_in.has_value());
  given.add("--hex", options.hex.has_value());
  given.add("--pcap", options.capture.has_value());
  given.add("ctx_in", options.ctx_in.has_value());
  given.add("--ctx", options.ctx.has_value());
  given.add("data_out", options.data_out.has_value());
  given.add("ctx_out", options.ctx_out.has_value());
  given.add("--expect-ret", options.expected_value.has_value());
  given.add("--expect-out", options.expected_file.has_value());
  given.add("--expect-hex", options.expected_hex.has_value());
  given.add("--live-frames", options.is_live);
  return given;
}

}  // namespace

std::vector<cli::Arg<RunOptions>> run_arguments() {
  std::vector<cli::Arg<RunOptions>> list{
      cli::arg("PROG", &RunOptions::prog, "the program to run")};
  for (auto part : {keyword_arguments(), option_arguments()})
    for (auto& argument : part) list.push_back(std::move(argument));
  return list;
}

cli::Notes run_notes() {
  return {
      .details =
          "Nothing of this touches the network: the kernel makes a packet of "
          "the bytes, which begin with a header of Ethernet, runs the program "
          "and shows what it returns and, by data_out, what it left of the "
          "packet. With `repeat` the duration is the average of all runs. "
          "Only live frames (XDP) leave the machine, when the program says "
          "so.\n"
          "\n"
          "Programs of these types can be run, some since later kernels: xdp, "
          "sched_cls, sched_act, socket_filter, cgroup_skb, lwt_*, "
          "flow_dissector, netfilter on a packet; sk_lookup, raw_tracepoint "
          "and syscall on a context alone; tracing on functions that the "
          "kernel has for it.\n"
          "\n"
          "By --ctx the context is a literal of its type: struct xdp_md, "
          "__sk_buff, bpf_flow_keys, nf_hook_state, bpf_sk_lookup; of a "
          "syscall program the struct that its argument points to; of a raw "
          "tracepoint a list of numbers. It is shown by its type afterwards. "
          "The kernel takes few members of a context; the hint says which.\n"
          "\n"
          "--pcap reads what tcpdump -w writes (pcap or pcapng, - for "
          "standard input): each packet is run, or the one behind the colon. "
          "\n\n"
          "--expect-ret, --expect-out and --expect-hex make a test of it: the "
          "exit code is 1 when something else comes out, and what differs is "
          "shown, rows of what was expected behind - and of what came behind "
          "+.",
      .examples =
          {{"prog run name on_packet data_in packet.bin data_out -",
            "Run a program on a packet, and show what is left of it"},
           {"prog run name on_packet --pcap web.pcap:3 --expect-ret XDP_DROP",
            "Fail unless it drops the third packet of a capture"},
           {"prog run name on_packet --pcap web.pcap",
            "Show what it returns for each packet of a capture"},
           {"prog run name classify --hex 'ffffffffffff 020000000001 0800 "
            "4500' --ctx mark=7,priority=1 repeat 1000",
            "Run a tc program a thousand times, with a mark"},
           {"prog run name on_lookup --ctx "
            "family=2,protocol=6,local_ip4=127.0.0.1,local_port=80",
            "Ask a sk_lookup program for a socket"},
           {"prog run name setup --ctx .pid=12", "Run a syscall program"}},
      .aliases = {}};
}

void check_run_options(const RunOptions& options) {
  const GivenOptions given = given_options(options);
  given.exclude("data_in", "--hex");
  given.exclude("data_in", "--pcap");
  given.exclude("--hex", "--pcap");
  given.exclude("ctx_in", "--ctx");
  given.exclude("--expect-out", "--expect-hex");
  for (const char* output :
       {"data_out", "ctx_out", "--expect-ret", "--expect-out", "--expect-hex"})
    given.exclude("--live-frames", output);
  if (options.data_in && options.ctx_in && options.data_in->path == "-" &&
      options.ctx_in->path == "-")
    throw usage_error("standard input can't be both packet and context");
  if (!options.wants_all_packets()) return;
  for (const char* output :
       {"data_out", "ctx_out", "--expect-out", "--expect-hex"})
    if (given.has(output))
      throw usage_error("'{}' is for what comes out of one packet", output)
          .with_hint("choose it: --pcap FILE:N");
}

}  // namespace skep::commands

namespace skep::cli {

commands::CaptureRef ArgType<commands::CaptureRef>::parse(
    Words& words, std::string_view name) {
  const std::string word = words.take_path(name);
  const auto colon = word.rfind(':');
  if (colon == std::string::npos) return {.path = word};
  const std::string digits = word.substr(colon + 1);
  const bool is_number =
      !digits.empty() &&
      std::all_of(digits.begin(), digits.end(),
                  [](unsigned char c) { return std::isdigit(c) != 0; });
  if (!is_number) return {.path = word};
  const auto number = parse_unsigned(digits, 10);
  if (!number || number == 0U)
    throw usage_error("there is no packet {}: the first one is 1", digits);
  return {.path = word.substr(0, colon), .number = number};
}

commands::HexBytes ArgType<commands::HexBytes>::parse(Words& words,
                                                      std::string_view name) {
  const std::string word = words.take(name);
  auto bytes = parse_hex(word);
  if (!bytes)
    throw usage_error("expected bytes in hex for {}, not '{}'", name, word);
  return {*std::move(bytes)};
}

commands::TestFlags ArgType<commands::TestFlags>::parse(Words& words,
                                                        std::string_view name) {
  return {parse_flags(words.take(name), "flag of a test run",
                      commands::test_flag_names())};
}

}  // namespace skep::cli
