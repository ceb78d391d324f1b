// A terminal on which one picture after the other is drawn.
#pragma once

#include <cstddef>
#include <string_view>

namespace skep {

// While it lives, the cursor is hidden and lines that are too long are cut; the
// destructor undoes that. Where there is no terminal, nothing is done.
class Screen {
 public:
  explicit Screen(int fd);
  Screen(const Screen&) = delete;
  Screen& operator=(const Screen&) = delete;
  ~Screen();

  [[nodiscard]] bool is_there() const { return is_there_; }

  // Return how many lines there is room for: at least one.
  [[nodiscard]] std::size_t line_count() const;

  // Return what clears the terminal when it is written to it.
  [[nodiscard]] static std::string_view clear();

 private:
  void write(std::string_view text) const;

  int fd_;
  bool is_there_;
};

}  // namespace skep
