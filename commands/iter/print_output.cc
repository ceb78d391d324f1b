#include "commands/iter/print_output.h"

#include <string_view>

#include "src/iter/session.h"

namespace skep::commands {
namespace {

// Cuts text that comes in pieces into the lines of a JSON list.
class Lines {
 public:
  explicit Lines(Writer& out) : out_(out) {}
  void add(std::string_view piece) {
    for (auto end = piece.find('\n'); end != std::string_view::npos;
         end = piece.find('\n')) {
      pending_ += piece.substr(0, end);
      finish_line();
      piece.remove_prefix(end + 1);
    }
    pending_ += piece;
  }
  // Say the last line, if no line feed ends it.
  void finish() {
    if (!pending_.empty()) finish_line();
  }

 private:
  void finish_line() {
    out_.item(pending_);
    pending_.clear();
  }

  Writer& out_;
  std::string pending_;
};

}  // namespace

void print_output(const Fd& link, const std::string& title, const Fd& netns,
                  Writer& out) {
  iter::Session session{link, title, netns};
  // Read before anything is said: most errors come now.
  std::string_view piece = session.read();
  const auto list = out.list();
  Lines lines{out};
  for (; !piece.empty(); piece = session.read()) {
    out.in_text([&](Sink& sink) { sink.write(piece); });
    out.in_json([&](Json&) { lines.add(piece); });
  }
  lines.finish();
}

}  // namespace skep::commands
