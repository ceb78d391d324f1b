// Running a loaded program on data of the caller's, once or many times.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "src/sys/bytes.h"
#include "src/sys/error.h"
#include "src/sys/fd.h"

namespace skep::prog {

struct TestInput {
  std::optional<Bytes> data{};  // a packet
  std::optional<Bytes> context{};
  // Members of the context tell what the user meant: where a packet for XDP
  // ends is added, which the kernel wants to know.
  bool has_typed_context = false;
  // Room for what comes out, if it is given; 0: enough for most.
  std::uint32_t data_room = 0;
  std::uint32_t context_room = 0;
  std::optional<std::uint32_t> repeat{};
  std::optional<std::uint32_t> cpu{};  // to run on
  std::uint32_t flags = 0;             // BPF_F_TEST_*
  std::uint32_t batch_size = 0;        // of live frames; 0: the kernel's
};

struct TestOutput {
  std::uint32_t value = 0;     // what the program returned, the last time
  std::uint32_t duration = 0;  // of a run, in nanoseconds
  std::optional<Bytes> data{};
  std::optional<Bytes> context{};
};

// A program to run.
class Testee {
 public:
  explicit Testee(Fd prog);

  [[nodiscard]] const Fd& fd() const { return fd_; }
  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] std::uint32_t type() const { return type_; }
  // Return the name of its type, or the number if it has none.
  [[nodiscard]] std::string type_name() const;

  // Run it.
  // Errors: Error, with what is wrong with the input as far as it can be told;
  //         the stop signal.
  // Source: BPF_PROG_TEST_RUN.
  [[nodiscard]] TestOutput run(const TestInput& input) const;

 private:
  // Make the error for an errno value. `size` is that of what came out.
  [[nodiscard]] Error explain(int code, const TestInput& input,
                              std::uint32_t size) const;

  Fd fd_;
  std::string name_;
  std::uint32_t type_;
};

}  // namespace skep::prog
