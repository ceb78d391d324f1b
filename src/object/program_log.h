// The verifier's logs in what libbpf says while it loads an object.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "src/sys/output_file.h"

namespace skep {

struct ProgramLog {
  std::string_view program;
  std::string_view log;
};

// Return the log in a message of libbpf's; nullopt if it has none.
// Shape:  "prog 'NAME': -- BEGIN PROG LOAD LOG --\nLOG-- END PROG LOAD LOG --"
[[nodiscard]] std::optional<ProgramLog> find_program_log(
    std::string_view message);

// Return what stands between `from` and the last `to` of `text`.
[[nodiscard]] std::optional<std::string_view> between(std::string_view text,
                                                      std::string_view from,
                                                      std::string_view to);

// A file for the logs of all programs: there whole, or not at all.
class LogFile {
 public:
  // Errors: Error when no file can be written there.
  explicit LogFile(const std::string& path) : path_(path), file_(path) {}

  // Add the logs that are among the messages, each behind the name of its
  // program.
  void write(std::span<const std::string> messages);
  // Let what was written be the file.
  void finish() { file_.finish(); }

 private:
  std::string path_;
  OutputFile file_;
};

}  // namespace skep
