// The verifier's log, taken apart. Its form is no ABI and has changed often:
// what is not recognized is left where it is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace skep::verifier {

// An instruction that the verifier has gone through, each time that it has.
struct Step {
  static constexpr std::size_t none = ~std::size_t{0};

  std::uint32_t index;  // of the instruction in the program
  std::uint32_t frame;  // how many functions deep; 0: the program itself
  std::size_t line;     // where it is in the log
  std::size_t source;   // where the line of its source is; none: not known
  std::size_t before;   // the step before it on the same way; none: the first
};

// What newer kernels (since Linux 7.3) say of a failure themselves.
struct Report {
  std::string title{};
  std::string reason{};
  std::string suggestion{};
};

// A log in its parts; refers to the text that it was made from.
class Log {
 public:
  explicit Log(std::string_view text);
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;
  ~Log() = default;

  [[nodiscard]] const std::vector<Step>& steps() const { return steps_; }
  // The lines behind the last step that say why, the last few if there are
  // many.
  [[nodiscard]] const std::vector<std::string_view>& reasons() const {
    return reasons_;
  }
  [[nodiscard]] const Report& report() const { return report_; }

  // "(61) r0 = *(u32 *)(r1 +0)"
  [[nodiscard]] std::string_view instruction(const Step& step) const;
  // What the registers hold behind it, "R0=scalar()"; may be empty.
  [[nodiscard]] std::string_view state(const Step& step) const;
  // "x = *p; @ a.bpf.c:12", without the place before Linux 6.9; may be empty.
  [[nodiscard]] std::string_view source(const Step& step) const;

 private:
  void read_line(std::string_view line, std::size_t at);
  void read_step(std::string_view line, std::size_t at);
  void read_jump(std::string_view line);
  void read_report(std::string_view line);
  void read_frame(std::string_view state);
  void add_reason(std::string_view line);
  [[nodiscard]] std::size_t find_branch(std::uint32_t index);
  [[nodiscard]] std::string_view line_at(std::size_t at) const;

  std::string_view text_;
  std::vector<Step> steps_;
  std::vector<std::string_view> reasons_;
  Report report_;
  std::string* section_ = nullptr;  // the part of the report that is being read
  bool in_report_ = false;
  std::uint32_t frame_ = 0;
  std::size_t source_ = Step::none;
  std::size_t before_ = Step::none;
  std::vector<std::size_t> branches_;  // steps that the verifier may go back to
  std::size_t searched_ = 0;
};

}  // namespace skep::verifier
