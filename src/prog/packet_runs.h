// Running a program on the packets of a capture.
#pragma once

#include <cstdint>
#include <string>

#include "src/capture/capture.h"
#include "src/prog/test_report.h"
#include "src/prog/test_run.h"
#include "src/sys/bytes.h"

namespace skep::prog {

// Read one packet of a capture, by its number from 1.
// Errors: Error when there are fewer, or when it does not begin with a header
//         of Ethernet; as Capture.
[[nodiscard]] Bytes read_packet(const std::string& path, std::uint64_t number);

class PacketRuns {
 public:
  // `input` is what the runs have beside the packets; `prog` must outlive this.
  PacketRuns(const std::string& path, const Testee& prog, TestInput input);

  // Run the program on the next packet; return false if there is none.
  // Errors: as read_packet() and Testee::run().
  [[nodiscard]] bool next();

  // Report what came out.
  void add_to(PacketReport& report) const {
    report.add(number_, input_.data->size(), output_);
  }

 private:
  std::string path_;
  capture::Capture capture_;
  const Testee& prog_;
  TestInput input_;
  std::uint64_t number_ = 0;
  TestOutput output_{};
};

}  // namespace skep::prog
