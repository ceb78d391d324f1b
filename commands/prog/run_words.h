// The words of `prog run`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "commands/types/handles.h"
#include "src/cli/command.h"
#include "src/sys/bytes.h"

namespace skep::commands {

// A capture, or one packet of it: FILE or FILE:N.
struct CaptureRef {
  std::string path;
  std::optional<std::uint64_t> number{};  // from 1
};

// Bytes in hex.
struct HexBytes {
  Bytes bytes;
};

struct TestFlags {
  std::uint32_t bits = 0;
};

struct RunOptions {
  ProgRef prog;
  std::optional<cli::FilePath> data_in;
  std::optional<cli::FilePath> data_out;
  std::optional<std::uint32_t> data_room;
  std::optional<cli::FilePath> ctx_in;
  std::optional<cli::FilePath> ctx_out;
  std::optional<std::uint32_t> ctx_room;
  std::optional<std::uint32_t> repeat;
  std::optional<std::string> ctx;
  std::optional<HexBytes> hex;
  std::optional<CaptureRef> capture;
  std::optional<std::string> expected_value;
  std::optional<cli::FilePath> expected_file;
  std::optional<HexBytes> expected_hex;
  std::optional<std::uint32_t> cpu;
  std::optional<TestFlags> flags;
  bool is_live = false;
  std::optional<std::uint32_t> batch_size;

  // Is the program to be run on each packet of a capture?
  [[nodiscard]] bool wants_all_packets() const {
    return capture && !capture->number;
  }
};

[[nodiscard]] std::vector<cli::Arg<RunOptions>> run_arguments();

// Return what help and the man page tell.
[[nodiscard]] cli::Notes run_notes();

// Require that the options make sense together.
// Errors: usage error that names two that do not.
void check_run_options(const RunOptions& options);

}  // namespace skep::commands

namespace skep::cli {

template <>
struct ArgType<commands::CaptureRef> {
  static commands::CaptureRef parse(Words& words, std::string_view name);
  static std::string_view syntax() { return {}; }
};

template <>
struct ArgType<commands::HexBytes> {
  static commands::HexBytes parse(Words& words, std::string_view name);
  static std::string_view syntax() { return {}; }
};

template <>
struct ArgType<commands::TestFlags> {
  static commands::TestFlags parse(Words& words, std::string_view name);
  static std::string_view syntax() { return {}; }
};

}  // namespace skep::cli
