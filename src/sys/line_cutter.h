// Text that comes in pieces, cut into lines.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace skep {

class LineCutter {
 public:
  // Takes a line, with its line feed. Returns false to stop.
  using Visitor = std::function<bool(std::string_view line)>;

  void add(std::string_view piece) { pending_ += piece; }

  // Visit the lines that are complete. Return false when the visitor has
  // stopped: the other lines wait for the next call.
  bool visit_lines(const Visitor& visit) {
    std::size_t start = 0;
    bool wants_more = true;
    for (auto end = pending_.find('\n'); wants_more && end != std::string::npos;
         end = pending_.find('\n', start)) {
      const std::string_view line{pending_.data() + start, end + 1 - start};
      start = end + 1;
      wants_more = visit(line);
    }
    pending_.erase(0, start);
    return wants_more;
  }

  // Return and forget what no line feed has ended.
  [[nodiscard]] std::string take_rest() { return std::exchange(pending_, {}); }

 private:
  std::string pending_;
};

}  // namespace skep
