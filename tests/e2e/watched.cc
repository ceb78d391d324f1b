#include "tests/e2e/watched.h"

#include <doctest/doctest.h>

#include <ctime>
#include <utility>

namespace skep::test {
namespace {

std::vector<std::string> words_of(std::string_view line) {
  std::vector<std::string> words = split_words(line);
  words.insert(words.begin(), skep_program());
  return words;
}

}  // namespace

Watched::Watched(std::string_view line,
                 std::function<void(std::uint64_t round)> change)
    : watch_(words_of(line)), changing_([this, change = std::move(change)] {
        for (std::uint64_t round = 0; !is_over_; ++round) {
          change(round);
          const timespec pause{0, 3'000'000};
          ::nanosleep(&pause, nullptr);
        }
      }) {}

Watched::~Watched() { stop_changing(); }

std::string Watched::end_by(int signal) {
  watch_.signal(signal);
  return end();
}

std::string Watched::end() {
  const Result result = watch_.wait();
  // The next one may change the same.
  stop_changing();
  CHECK(result.exit == 0);
  CHECK(result.err.empty());
  return result.out;
}

void Watched::stop_changing() {
  is_over_ = true;
  if (changing_.joinable()) changing_.join();
}

}  // namespace skep::test
