// The words of one command, read from left to right.
//
// One way of reading serves three ends: parsing, the names in an error ("did
// you mean"), and shell completion, where the last word is still being typed:
// whatever is asked for at that place is what can stand there.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "src/sys/error.h"

namespace skep::cli {

struct Candidate {
  std::string word;
  std::string help;
};
using Candidates = std::vector<Candidate>;
// Finds candidates when completion asks for them, never otherwise.
using CandidateSource = std::function<Candidates()>;

// Thrown to end the reading where the word to complete stands.
struct CursorReached {};

class Words {
 public:
  explicit Words(std::vector<std::string> words) : words_(std::move(words)) {}
  // Read in order to complete the last word of `words`.
  static Words completing(std::vector<std::string> words);

  // Is no word left? False at the word to complete.
  [[nodiscard]] bool done() const { return next_ == words_.size(); }
  [[nodiscard]] bool at_cursor() const {
    return is_completing_ && next_ + 1 == words_.size();
  }
  [[nodiscard]] std::size_t position() const { return next_; }

  // Take the next word if it is `keyword` or the beginning of it, as bpftool
  // does: who is asked first wins.
  bool accept(std::string_view keyword, std::string_view help = {});
  // Take the next word only if it is `keyword` whole.
  bool accept_exactly(std::string_view keyword, std::string_view help = {});

  // Take the next word, whatever it is. `name` says what is expected.
  // Errors: usage error when no word is left.
  std::string take(std::string_view name, const CandidateSource& source = {});
  // Take the next word as the name of a file; `source` knows likely ones.
  std::string take_path(std::string_view name,
                        const CandidateSource& source = {});
  // Take all the words that are left.
  std::vector<std::string> take_rest();

  // Return the next word without taking it; empty at the end and the cursor.
  [[nodiscard]] std::string_view peek() const;

  // Throw the usage error for a next word that is none of what was asked for.
  [[noreturn]] void reject(std::string_view name) const;
  // Throw it if any word is left.
  void expect_end() const;

  // What may stand at the place reached: all that was asked for there.
  [[nodiscard]] const Candidates& candidates() const { return candidates_; }
  [[nodiscard]] bool wants_path() const { return wants_path_; }

 private:
  void offer(std::string_view word, std::string_view help);
  void advance();
  [[nodiscard]] std::vector<std::string> candidate_words() const;

  std::vector<std::string> words_;
  std::size_t next_ = 0;
  bool is_completing_ = false;
  bool wants_path_ = false;
  Candidates candidates_;
};

}  // namespace skep::cli
