#include "src/cli/words.h"

#include <iterator>

#include "src/sys/text.h"

namespace skep::cli {

Words Words::completing(std::vector<std::string> words) {
  if (words.empty()) words.emplace_back();
  Words result{std::move(words)};
  result.is_completing_ = true;
  return result;
}

bool Words::accept(std::string_view keyword, std::string_view help) {
  offer(keyword, help);
  const std::string_view word = peek();
  if (word.empty() || !keyword.starts_with(word)) return false;
  advance();
  return true;
}

bool Words::accept_exactly(std::string_view keyword, std::string_view help) {
  offer(keyword, help);
  if (peek() != keyword) return false;
  advance();
  return true;
}

std::string Words::take(std::string_view name, const CandidateSource& source) {
  if (at_cursor()) {
    if (source)
      for (const Candidate& candidate : source())
        offer(candidate.word, candidate.help);
    throw CursorReached{};
  }
  if (done()) {
    Error error = usage_error("{} is missing", name);
    if (candidates_.empty()) throw error;
    throw error.with_hint("one of: " + join(candidate_words(), ", "));
  }
  std::string word = words_[next_];
  advance();
  return word;
}

std::string Words::take_path(std::string_view name,
                             const CandidateSource& source) {
  if (at_cursor()) wants_path_ = true;
  return take(name, source);
}

std::vector<std::string> Words::take_rest() {
  std::vector<std::string> rest;
  while (!done()) rest.push_back(take("word"));
  return rest;
}

std::string_view Words::peek() const {
  return done() || at_cursor() ? std::string_view{} : words_[next_];
}

void Words::reject(std::string_view name) const {
  if (at_cursor()) throw CursorReached{};
  const std::vector<std::string> known = candidate_words();
  if (done()) {
    throw usage_error("{} is missing", name)
        .with_hint(known.empty() ? "" : "one of: " + join(known, ", "));
  }
  std::string hint = did_you_mean(words_[next_], known);
  if (hint.empty() && !known.empty()) hint = "one of: " + join(known, ", ");
  throw usage_error("expected {}, not '{}'", name, words_[next_])
      .with_hint(std::move(hint));
}

void Words::expect_end() const {
  if (!done()) reject("the end of the command");
}

void Words::offer(std::string_view word, std::string_view help) {
  for (const Candidate& candidate : candidates_)
    if (candidate.word == word) return;
  candidates_.push_back({std::string{word}, std::string{help}});
}

void Words::advance() {
  ++next_;
  candidates_.clear();
}

std::vector<std::string> Words::candidate_words() const {
  std::vector<std::string> words;
  for (const Candidate& candidate : candidates_)
    words.push_back(candidate.word);
  return words;
}

}  // namespace skep::cli
