#include "src/cli/batch.h"

#include "src/sys/error.h"
#include "src/sys/signals.h"

namespace skep::cli {
namespace {

// As bpftool's; they keep a stray binary file from filling the memory.
constexpr std::size_t longest_line = 65535;
constexpr std::size_t most_words = 4095;

constexpr std::string_view white_space = " \t\r\n\v\f";

int keep_open(FILE*) { return 0; }

std::unique_ptr<FILE, int (*)(FILE*)> open_batch(const std::string& path) {
  if (path == "-") return {stdin, keep_open};
  return {check(std::fopen(path.c_str(), "re"), "can't open {}", path),
          std::fclose};
}

// Take one word off the front of `rest`, which starts with it.
std::string take_word(std::string_view& rest) {
  const char first = rest.front();
  const bool is_quoted = first == '"' || first == '\'';
  if (is_quoted) rest.remove_prefix(1);
  const auto end = is_quoted
                       ? rest.find(first)
                       : rest.find_first_of(std::string{white_space} + '#');
  if (is_quoted && end == std::string_view::npos)
    throw usage_error("a quote is not closed: {}{}", first, rest);
  std::string word{rest.substr(0, end)};
  rest.remove_prefix(word.size() + (is_quoted ? 1 : 0));
  return word;
}

}  // namespace

std::vector<std::string> split_batch_line(std::string_view line) {
  std::vector<std::string> words;
  for (;;) {
    const auto start = line.find_first_not_of(white_space);
    if (start == std::string_view::npos || line[start] == '#') return words;
    line.remove_prefix(start);
    words.push_back(take_word(line));
    if (words.size() > most_words)
      throw usage_error("more than {} words", most_words);
  }
}

BatchReader::BatchReader(const std::string& path)
    : name_(path == "-" ? "standard input" : path), file_(open_batch(path)) {}

std::string BatchReader::position() const {
  return fmt::format("line {} of {}", line_number_, name_);
}

std::optional<std::vector<std::string>> BatchReader::next() {
  std::string command;
  while (auto line = read_line()) {
    const bool goes_on = line->ends_with('\\');
    if (goes_on) line->pop_back();
    command += *line;
    if (goes_on) continue;
    std::vector<std::string> words = split_batch_line(command);
    if (!words.empty()) return words;
    command.clear();
  }
  std::vector<std::string> words = split_batch_line(command);
  if (words.empty()) return std::nullopt;
  return words;
}

std::optional<std::string> BatchReader::read_line() {
  std::string line;
  for (int c = 0; (c = std::fgetc(file_.get())) != EOF && c != '\n';) {
    line += static_cast<char>(c);
    if (line.size() > longest_line)
      throw usage_error("line {} of {} is longer than {} bytes",
                        line_number_ + 1, name_, longest_line);
  }
  if (std::ferror(file_.get()) != 0) {
    throw_if_stopped();
    check(-1, "can't read {}", name_);
  }
  if (line.empty() && std::feof(file_.get()) != 0) return std::nullopt;
  ++line_number_;
  return line;
}

}  // namespace skep::cli
