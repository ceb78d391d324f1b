// prog tracelog: the trace, beside bpftool, and the streams of programs.
#include <bpf/bpf.h>
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <csignal>
#include <regex>

#include "src/sys/error.h"
#include "src/sys/kernel_object.h"
#include "tests/e2e/features.h"
#include "tests/e2e/loaded.h"

namespace skep::test {
namespace {

// Programs that print a number when they are run.
class Printers {
 public:
  explicit Printers(const std::string& program)
      : object_("streams",
                [&](const BpfObject& object) {
                  for (bpf_program* each : object.programs())
                    bpf_program__set_autoload(
                        each, bpf_program__name(each) == program);
                }),
        program_(object_.program(program)) {}

  void print(std::uint64_t number) const {
    bpf_test_run_opts options{};
    options.sz = sizeof options;
    options.ctx_in = &number;
    options.ctx_size_in = sizeof number;
    check(bpf_prog_test_run_opts(bpf_program__fd(program_), &options),
          "can't run the program");
  }
  [[nodiscard]] std::string ref() const {
    return fmt::format("id {}",
                       info_of<bpf_prog_info>(bpf_program__fd(program_)).id);
  }

 private:
  Loaded object_;
  bpf_program* program_;
};

Background start(const std::vector<std::string>& program,
                 std::string_view line) {
  std::vector<std::string> argv = program;
  for (std::string& word : split_words(line)) argv.push_back(std::move(word));
  return Background{argv};
}

// Return the line that a program's print leaves in the trace, without what
// differs each time, read by a process that a signal stops then.
Result follow_trace(Background reader, const Printers& printers, int signal) {
  CHECK(is_idle(reader.pid()));
  printers.print(42);
  const std::string line = reader.first_line();
  reader.signal(signal);
  Result result = reader.wait();
  static const std::regex changing{R"(^.*: bpf_trace_printk)"};
  result.out = std::regex_replace(line, changing, "bpf_trace_printk");
  return result;
}

// Wait until what programs print is traced: loading one that prints turns that
// on, a while later.
void wait_for_trace(const Printers& printers) {
  REQUIRE(eventually([&] {
    printers.print(7);
    const auto list = skep_ok("-j prog tracelog --timeout 0").json();
    return std::any_of(list.begin(), list.end(), [](const auto& line) {
      return line.template get<std::string>().find("traced 7\n") !=
             std::string::npos;
    });
  }));
}

}  // namespace

TEST_CASE("the trace is shown as by bpftool, until a signal") {
  NEEDS(feature::tracefs);
  const Tracefs tracefs;
  const Printers printers{"to_trace"};
  wait_for_trace(printers);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    const Result ours = follow_trace(start({skep_program()}, "prog tracelog"),
                                     printers, signal);
    const Result theirs = follow_trace(
        start({bpftool_program()}, "prog tracelog"), printers, signal);
    CHECK(ours.exit == 0);
    CHECK(ours.out == theirs.out);
    CHECK(ours.err.empty());
  }
}

TEST_CASE("the trace is one JSON document, whatever ends it") {
  NEEDS(feature::tracefs);
  const Tracefs tracefs;
  const Printers printers{"to_trace"};
  wait_for_trace(printers);
  for (const std::string option : {"-j", "-p"}) {
    Background reader = start({skep_program()}, option + " prog tracelog");
    CHECK(is_idle(reader.pid()));
    printers.print(7);
    reader.signal(SIGTERM);
    const Result result = reader.wait();
    CHECK(result.exit == 0);
    CHECK(result.json().is_array());
  }
  printers.print(7);
  printers.print(7);
  CHECK(skep_ok("-j prog tracelog --count 1").json().size() == 1);
}

TEST_CASE("without a tracefs the command to mount one is told") {
  const Result result =
      shell("unshare -m sh -c 'umount -a -t tracefs,debugfs; exec " +
            skep_program() + " prog tracelog'");
  CHECK(result.exit == 1);
  CHECK(result.err.find("no tracefs is mounted") != std::string::npos);
  CHECK(result.err.find("mount -t tracefs") != std::string::npos);
}

TEST_CASE("what programs print to their streams is shown, and removed") {
  NEEDS(feature::program_streams, feature::stream_memory);
  const Printers printers{"to_streams"};
  const std::string out = "prog tracelog stdout " + printers.ref();
  const std::string err = "prog tracelog stderr " + printers.ref();
  printers.print(5);
  CHECK(skep_ok(out).out == "said 5\nand more");
  CHECK(skep_ok(out).out.empty());
  const Result failed = skep_ok(err);
  CHECK(failed.out.empty());
  CHECK(failed.err == "failed 5\n");
  printers.print(6);
  CHECK(skep_ok("-j " + out).json() ==
        nlohmann::ordered_json{"said 6\n", "and more"});
  CHECK(skep_ok("-j " + err).json() == nlohmann::ordered_json{"failed 6\n"});
  CHECK(skep_ok("-j " + err).json().empty());
  printers.print(7);
  const Result theirs = bpftool(out);
  printers.print(7);
  CHECK(skep_ok(out).out == theirs.out);
}

TEST_CASE("a stream is followed until a signal, or for a time") {
  NEEDS(feature::program_streams, feature::stream_memory);
  const Printers printers{"to_streams"};
  const std::string line =
      "prog tracelog stdout " + printers.ref() + " --follow";
  printers.print(1);
  Background reader = start({skep_program()}, line);
  CHECK(reader.first_line() == "said 1");
  printers.print(2);
  CHECK(reader.first_line() == "and moresaid 2");
  reader.signal(SIGINT);
  const Result rest = reader.wait();
  CHECK(rest.exit == 0);
  CHECK(rest.out == "and more");
  printers.print(3);
  CHECK(skep_ok("-j " + line + " --timeout 0.1").json().size() == 2);
}

TEST_CASE("a stream is empty at first, or the kernel too old to have any") {
  const Printers printers{"to_trace"};
  for (const std::string stream : {"stdout ", "stderr "}) {
    const std::string line = "prog tracelog " + stream + printers.ref();
    if (running_kernel().version < feature::program_streams.since) {
      check_fails(line, 1, {"can't read a stream", "Linux 6.17"});
      continue;
    }
    CHECK(skep_ok(line).out.empty());
    CHECK(skep_ok("-j " + line).json().empty());
    CHECK(bpftool(line).out.empty());
  }
}

TEST_CASE("wrong words for tracelog are told") {
  check_fails("prog tracelog stdout id 1 stderr id 1", 2, {"exclude"});
  check_fails("prog tracelog --follow", 2, {"--follow"});
  check_fails("prog tracelog --count 0", 2, {"--count"});
  check_fails("prog tracelog stdout id 1 --count 3", 2, {"--count"});
  check_fails("prog tracelog stderr id 1 --timeout 3", 2, {"--follow"});
  check_fails("prog tracelog stdout id 4294967295", 1, {"4294967295"});
  check_fails("prog tracelog stdlog id 1", 2, {"stdout"});
}

}  // namespace skep::test
