// What came out of running a program: shown as by bpftool's `prog run`, and
// compared with what was expected.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "src/output/writer.h"
#include "src/prog/test_run.h"
#include "src/sys/bytes.h"

namespace skep::prog {

// Read what a program of a type may return: a number, also a negative one, or
// the kernel's name for it.
// Errors: usage error with the names.
[[nodiscard]] std::uint32_t parse_return(std::uint32_t type,
                                         std::string_view text);

struct Expectation {
  std::optional<std::uint32_t> value{};
  std::optional<Bytes> data{};

  [[nodiscard]] bool is_empty() const { return !value && !data; }
};

// Return what is not as expected; empty: nothing.
[[nodiscard]] std::string find_complaint(std::uint32_t type,
                                         const TestOutput& output,
                                         const Expectation& expected);

// Show a packet or a context as bytes; as JSON, as the member `key`.
void print_bytes(Writer& out, std::string_view key, ByteView bytes);

// Show what the program returned and how long it took.
void print_outcome(Writer& out, std::uint32_t type, const TestOutput& output,
                   bool is_repeated);

// Show where a packet differs from what was expected, if it does.
void print_difference(Writer& out, const TestOutput& output,
                      const Expectation& expected);

// Shows the runs on many packets, a line each.
class PacketReport {
 public:
  PacketReport(Writer& out, std::uint32_t type, const Expectation& expected)
      : out_(out), type_(type), expected_(expected) {}

  void add(std::uint64_t number, std::size_t size, const TestOutput& output);
  // Tell how many packets had which fate.
  // Errors: Error when not all were as expected.
  void finish() const;

 private:
  Writer& out_;
  std::uint32_t type_;
  const Expectation& expected_;
  std::uint64_t count_ = 0;
  std::uint64_t failed_ = 0;
  std::map<std::uint32_t, std::uint64_t> returned_{};  // how often each value
};

}  // namespace skep::prog
