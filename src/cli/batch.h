// Batch files: one command a line.
#pragma once

#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace skep::cli {

// Split one line into words: at white space, up to a `#`. A word whose first
// character is a quote goes on to the same quote; nothing is escaped.
// Errors: usage error for a quote that is not closed.
[[nodiscard]] std::vector<std::string> split_batch_line(std::string_view line);

// Reads commands from a file or, named "-", standard input.
class BatchReader {
 public:
  explicit BatchReader(const std::string& path);

  // Read the words of the next command; nullopt at the end. Empty lines are
  // left out; a line that ends in a backslash goes on in the next one.
  // Errors: Error with the line's number.
  [[nodiscard]] std::optional<std::vector<std::string>> next();

  [[nodiscard]] bool is_interactive() const { return file_.get() == stdin; }
  // Return where the last command ended: "line 3 of FILE".
  [[nodiscard]] std::string position() const;

 private:
  [[nodiscard]] std::optional<std::string> read_line();

  std::string name_;
  std::unique_ptr<FILE, int (*)(FILE*)> file_;
  std::size_t line_number_ = 0;
};

}  // namespace skep::cli
