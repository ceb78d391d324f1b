#include "src/verifier/log.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <optional>

namespace skep::verifier {
namespace {

// Nobody writes more lines to say why.
constexpr std::size_t most_reasons = 32;
// The kernel cuts its lines there.
constexpr std::size_t longest_line = 1024;
// Looking for branches of a log that has none as it should ends here.
constexpr std::size_t longest_search = 50'000'000;

// How lines begin that tell of the verifier's progress, not of a failure.
constexpr auto notes =
    std::to_array<std::string_view>({"processed ",
                                     "verification time ",
                                     "stack depth ",
                                     "insns processed ",
                                     "max_states_per_insn ",
                                     "peak_states ",
                                     "mark_precise: ",
                                     "force_precise: ",
                                     "last_idx ",
                                     "regs=",
                                     "parent ",
                                     "propagating ",
                                     "caller:",
                                     "callee:",
                                     "returning from callee:",
                                     "to caller at ",
                                     "cur state: ",
                                     "old state: ",
                                     "func#",
                                     "Func#",
                                     "Validating ",
                                     "Live regs before ",
                                     "subprog#"});

std::string_view trimmed(std::string_view line) {
  const auto first = line.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return line.substr(first, line.find_last_not_of(" \t\r") - first + 1);
}

// Take a number off the front of `text`.
std::optional<std::uint32_t> take_number(std::string_view& text) {
  std::uint32_t number = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{}) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

bool take(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

// "R1=ctx() R10=fp0", "frame1: R0=1"
bool is_state(std::string_view text) {
  if (take(text, "frame")) return take_number(text) && text.starts_with(':');
  return take(text, "R") && take_number(text) &&
         (text.starts_with('=') || text.starts_with('_'));
}

// Lines between the steps: "7: R0=1 R10=fp0", " frame1: R1=ctx()",
// "from 3 to 7: R0=1", and those that tell of progress.
bool is_note(std::string_view line) {
  if (std::ranges::any_of(notes,
                          [&](auto start) { return line.starts_with(start); }))
    return true;
  // What a tracing program is given: told again with each access.
  if (line.starts_with("func '") && line.find(" has btf_id ") != line.npos)
    return true;
  std::string_view rest = trimmed(line);
  if (is_state(rest)) return true;
  if (!take_number(rest) || !take(rest, ":")) return false;
  return is_state(trimmed(rest)) || trimmed(rest) == "safe";
}

// Where the state begins that stands behind an instruction: after ";", or, when
// the verifier goes on elsewhere, after the number of the next one.
std::size_t find_state(std::string_view text) {
  if (const auto at = text.find(" ;"); at != text.npos) return at;
  for (auto at = text.find(": "); at != text.npos; at = text.find(": ", at + 1))
    if (is_state(text.substr(at + 2)))
      return std::min(text.find_last_of(' ', at), text.size());
  return text.size();
}

}  // namespace

Log::Log(std::string_view text) : text_(text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::string_view line = line_at(at);
    read_line(line.substr(0, longest_line), at);
    at += line.size() + 1;
  }
}

std::string_view Log::line_at(std::size_t at) const {
  const auto end = std::min(text_.find('\n', at), text_.size());
  return text_.substr(at, end - at);
}

void Log::read_line(std::string_view line, std::size_t at) {
  std::string_view rest = line;
  if (take_number(rest) && take(rest, ": ") &&
      (rest.starts_with('(') || rest.starts_with("<invalid ")))
    return read_step(line, at);
  if (line.starts_with("; ")) {
    source_ = at;
  } else if (line.starts_with("from ")) {
    read_jump(line);
  } else if (line.starts_with("Verification failed: ") || in_report_) {
    read_report(line);
  } else if (is_note(line)) {
    // From here on it is about another function.
    if (line.starts_with("Validating ") || line.starts_with("Func#")) {
      before_ = Step::none;
      branches_.clear();
    }
    rest = trimmed(line);
    if (take_number(rest)) take(rest, ":");
    read_frame(trimmed(rest));
  } else {
    add_reason(trimmed(line));
  }
}

void Log::read_step(std::string_view line, std::size_t at) {
  reasons_.clear();
  report_ = {};
  in_report_ = false;
  const auto index = take_number(line);
  const std::size_t here = steps_.size();
  steps_.push_back({index.value_or(0), frame_, at, source_, before_});
  before_ = here;
  if (line.starts_with(": (") && line.size() > 7) {
    const std::string_view text = line.substr(7);
    if (text.starts_with("if ") || text.starts_with("call ") ||
        text.starts_with("may_goto "))
      branches_.push_back(here);
  }
  read_frame(state(steps_.back()));
}

// "from 3 to 7: R0=1": the verifier goes back to another way out of
// instruction 3.
void Log::read_jump(std::string_view line) {
  take(line, "from ");
  const auto index = take_number(line);
  const auto state = line.find(": ");
  if (!index) return;
  before_ = find_branch(*index);
  frame_ = 0;
  if (state != line.npos) read_frame(line.substr(state + 2));
}

// It goes back to the last branch first.
std::size_t Log::find_branch(std::uint32_t index) {
  for (std::size_t i = branches_.size(); i-- > 0;) {
    if (++searched_ > longest_search) return Step::none;
    if (steps_[branches_[i]].index != index) continue;
    const std::size_t found = branches_[i];
    branches_.resize(i);
    return found;
  }
  return Step::none;
}

void Log::read_report(std::string_view line) {
  in_report_ = true;
  const std::string_view text = trimmed(line);
  if (take(line, "Verification failed: ")) {
    report_ = {.title = std::string{line}};
    section_ = nullptr;
  } else if (line.starts_with("processed ")) {
    in_report_ = false;
  } else if (!line.empty() && !line.starts_with(' ')) {
    section_ = text == "Reason:"       ? &report_.reason
               : text == "Suggestion:" ? &report_.suggestion
                                       : nullptr;
  } else if (section_ != nullptr && !text.empty()) {
    if (!section_->empty()) *section_ += ' ';
    *section_ += text;
  }
}

// "frame1: R0=1" or, in the program itself, "R0=1".
void Log::read_frame(std::string_view state) {
  if (!is_state(state)) return;
  frame_ = take(state, "frame") ? take_number(state).value_or(0) : 0;
}

void Log::add_reason(std::string_view line) {
  // Some messages lack the line feed.
  line = line.substr(0, line.find("processed "));
  if (line.empty()) return;
  if (reasons_.size() == most_reasons) reasons_.erase(reasons_.begin());
  reasons_.push_back(line);
}

std::string_view Log::instruction(const Step& step) const {
  std::string_view line = line_at(step.line);
  line.remove_prefix(std::min(line.find(": ") + 2, line.size()));
  return trimmed(line.substr(0, find_state(line)));
}

std::string_view Log::state(const Step& step) const {
  std::string_view line = line_at(step.line);
  line.remove_prefix(std::min(line.find(": ") + 2, line.size()));
  std::string_view state = line.substr(find_state(line));
  if (!take(state, " ;")) {
    state = trimmed(state);
    if (take_number(state)) take(state, ":");
  }
  return trimmed(state);
}

std::string_view Log::source(const Step& step) const {
  if (step.source == Step::none) return {};
  return trimmed(line_at(step.source).substr(2));
}

}  // namespace skep::verifier
