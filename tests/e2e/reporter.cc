#include "tests/e2e/reporter.h"

#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <map>
#include <ostream>
#include <string>
#include <string_view>

#include "tests/e2e/bpftool_differences.h"
#include "tests/e2e/features.h"
#include "tests/e2e/kernel_facts.h"

namespace skep::test {
namespace {

// What the last run came to, for run_tests(): doctest makes the reporter.
bool& has_failed() {
  static bool failed = false;
  return failed;
}

// Tell the time that a test took, if it is worth knowing.
std::string duration_of(const doctest::CurrentTestCaseStats& stats) {
  return stats.seconds < 1 ? "" : fmt::format(" ({:.0f} s)", stats.seconds);
}

class LineReporter : public doctest::ConsoleReporter {
 public:
  explicit LineReporter(const doctest::ContextOptions& options)
      : ConsoleReporter(options) {}

  void test_run_start() override {}

  void test_case_start(const doctest::TestCaseData& test) override {
    ConsoleReporter::test_case_start(test);
    skip_reason_.clear();
  }

  void log_message(const doctest::MessageData& message) override {
    const std::string_view text = message.m_string.c_str();
    if (text.starts_with(skip_mark))
      skip_reason_ = text.substr(skip_mark.size());
    else
      ConsoleReporter::log_message(message);
  }

  void test_case_end(const doctest::CurrentTestCaseStats& stats) override {
    ConsoleReporter::test_case_end(stats);
    if (!stats.testCaseSuccess) {
      ++failed_;
      say(fmt::format("FAILED {}{}", tc->m_name, duration_of(stats)));
    } else if (!skip_reason_.empty()) {
      ++skips_[skip_reason_];
      say(fmt::format("skipped {}: {}", tc->m_name, skip_reason_));
    } else {
      ++passed_;
      say(fmt::format("ok {}{}", tc->m_name, duration_of(stats)));
    }
  }

  // A filter is in the way.
  void test_case_skipped(const doctest::TestCaseData& /*test*/) override {
    is_whole_ = false;
  }

  void test_run_end(const doctest::TestRunStats& /*stats*/) override {
    if (is_whole_) report_unused_differences();
    has_failed() = failed_ > 0;
    int skipped = 0;
    for (const auto& [reason, count] : skips_) skipped += count;
    say(fmt::format("kernel {}: {} passed, {} failed, {} skipped",
                    running_kernel().release, passed_, failed_, skipped));
    for (const auto& [reason, count] : skips_)
      say(fmt::format("  {} skipped: {}", count, reason));
  }

 private:
  void say(const std::string& line) { s << line << '\n' << std::flush; }

  // What no test has seen is no difference.
  void report_unused_differences() {
    const auto unused = unused_differences();
    if (unused.empty()) return;
    for (const Difference& entry : unused)
      say(fmt::format("not seen by any test: {} ({})", entry.row,
                      entry.reason));
    ++failed_;
    say("FAILED every accepted difference from bpftool is seen");
  }

  bool is_whole_ = true;
  int passed_ = 0;
  int failed_ = 0;
  std::map<std::string, int> skips_;
  std::string skip_reason_;  // of the test that runs; empty: it is not skipped
};

DOCTEST_REGISTER_REPORTER("lines", 0, LineReporter);

}  // namespace

int run_tests(int argc, char** argv) {
  doctest::Context context;
  context.setOption("reporters", "lines");
  context.applyCommandLine(argc, argv);
  const int status = context.run();
  return status == 0 && has_failed() ? 1 : status;
}

}  // namespace skep::test
