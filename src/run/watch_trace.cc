#include "src/run/watch_trace.h"

#include <fcntl.h>

#include <array>
#include <cerrno>
#include <deque>
#include <string>
#include <utility>

#include "src/prog/stream.h"
#include "src/sys/error.h"
#include "src/sys/fd.h"
#include "src/sys/line_cutter.h"
#include "src/sys/trace_pipe.h"
#include "src/sys/utf8.h"

namespace skep {
namespace {

constexpr std::array<std::pair<std::uint32_t, const char*>, 2> streams{
    {{BPF_STREAM_STDOUT, "stdout"}, {BPF_STREAM_STDERR, "stderr"}}};

std::string_view without_line_feed(std::string_view line) {
  if (line.ends_with('\n')) line.remove_suffix(1);
  return line;
}

// One stream of a program, line by line.
class Stream {
 public:
  Stream(const bpf_program* prog, std::uint32_t number, const char* name)
      : prog_(bpf_program__name(prog)),
        name_(name),
        fd_(check(::fcntl(bpf_program__fd(prog), F_DUPFD_CLOEXEC, 3),
                  "can't use program '{}'", prog_)),
        reader_(fd_, number) {}
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;
  ~Stream() = default;

  // Return how many lines there were.
  std::uint64_t show(Writer& out) {
    std::uint64_t count = 0;
    reader_.drain([&](std::string_view piece) { lines_.add(piece); });
    lines_.visit_lines([&](std::string_view line) {
      print(out, without_line_feed(line));
      ++count;
      return true;
    });
    return count;
  }
  void show_rest(Writer& out) {
    if (const std::string rest = lines_.take_rest(); !rest.empty())
      print(out, rest);
  }

 private:
  void print(Writer& out, std::string_view line) {
    const auto object = out.object();
    out.field("prog", prog_, "{}");
    out.field("stream", name_, " {}: ");
    out.field("line", line, "{}\n");
  }

  std::string prog_;
  std::string name_;
  Fd fd_;
  prog::StreamReader reader_;
  LineCutter lines_;
};

class Trace : public Watched {
 public:
  explicit Trace(const LoadedObject& object) {
    for (const bpf_program* prog : object.programs())
      for (const auto& [number, name] : streams)
        streams_.emplace_back(prog, number, name);
  }

  [[nodiscard]] int fd() const override { return pipe_.fd(); }
  [[nodiscard]] Counts counts() const override { return {.shown = shown_}; }
  void finish() override { ends_ = true; }

  std::uint64_t show(Writer& out, std::uint64_t most) override {
    if (most == 0) return 0;
    std::uint64_t count = 0;
    pipe_.drain([&](std::string_view line) {
      const auto object = out.object();
      out.field("trace", without_line_feed(line), "{}\n");
      return ++count < most;
    });
    count += show_streams(out);
    shown_ += count;
    return count;
  }

 private:
  std::uint64_t show_streams(Writer& out) {
    std::uint64_t count = 0;
    try {
      for (Stream& stream : streams_) {
        count += stream.show(out);
        if (ends_) stream.show_rest(out);
      }
    } catch (const Error& error) {
      if (error.code() != EINVAL) throw;
      streams_.clear();  // the kernel has none
    }
    return count;
  }

  TracePipe pipe_{};
  std::deque<Stream> streams_{};
  bool ends_ = false;
  std::uint64_t shown_ = 0;
};

}  // namespace

std::unique_ptr<Watched> watch_trace(const LoadedObject& object) {
  return std::make_unique<Trace>(object);
}

}  // namespace skep
