#include "src/verifier/explain.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>

#include "src/verifier/effect.h"
#include "src/verifier/kinds.h"
#include "src/verifier/log.h"
#include "src/verifier/trail.h"

namespace skep::verifier {
namespace {

// Return the number behind the first `word` in `line` that starts a word.
std::optional<std::uint32_t> number_behind(std::string_view line,
                                           std::string_view word) {
  for (auto at = line.find(word); at != line.npos;
       at = line.find(word, at + 1)) {
    if (at > 0 && std::isalnum(static_cast<unsigned char>(line[at - 1])) != 0)
      continue;
    const std::string_view rest = line.substr(at + word.size());
    std::uint32_t number = 0;
    if (std::from_chars(rest.data(), rest.data() + rest.size(), number).ec ==
        std::errc{})
      return number;
  }
  return std::nullopt;
}

std::optional<unsigned> first_of(Registers registers) {
  for (unsigned i = 0; i < registers.size(); ++i)
    if (registers.test(i)) return i;
  return std::nullopt;
}

// The register that a message means which names none: the pointer, or what is
// added to it.
std::optional<unsigned> register_of(std::string_view instruction) {
  const Effect effect = effect_of(instruction);
  if (effect.is_call) return std::nullopt;
  return effect.base ? effect.base : first_of(effect.sources);
}

// Return the register that the lines name, or that they call arg#0.
std::optional<unsigned> named_register(
    const std::vector<std::string_view>& lines) {
  for (auto line = lines.rbegin(); line != lines.rend(); ++line) {
    if (const auto number = number_behind(*line, "R")) return number;
    if (const auto argument = number_behind(*line, "arg#"))
      return *argument + 1;
    if (const auto argument = number_behind(*line, "trusted arg"))
      return *argument + 1;
  }
  return std::nullopt;
}

// "R6=pkt(r=0)", not "R6=scalar()" or "R6=7".
bool is_pointer(std::string_view state) {
  state.remove_prefix(std::min(state.find('=') + 1, state.size()));
  return !state.empty() && std::isalpha(static_cast<unsigned char>(state[0])) &&
         !state.starts_with("scalar") && !state.starts_with("inv") &&
         !state.starts_with('P');
}

// Of "R0=map_value(ks=4,vs=8) R1=scalar()", return what one register holds.
std::string_view state_of(std::string_view state, unsigned number) {
  const std::string name = fmt::format("R{}", number);
  std::size_t at = state.find(name);
  while (at != state.npos &&
         (at + name.size() >= state.size() ||
          (state[at + name.size()] != '=' && state[at + name.size()] != '_')))
    at = state.find(name, at + 1);
  if (at == state.npos) return {};
  state.remove_prefix(at);
  int depth = 0;
  const auto end = std::ranges::find_if(state, [&](char c) {
    depth += c == '(' ? 1 : c == ')' ? -1 : 0;
    return c == ' ' && depth <= 0;
  });
  return {state.begin(), end};
}

// Of the lines of a known message, so many are told.
constexpr std::size_t most_lines = 4;

class Explainer {
 public:
  explicit Explainer(std::string_view text) : log_(text) {}

  Explanation explain() {
    tell_reason();
    if (result_.reason.empty()) return std::move(result_);
    tell_place();
    tell_trail();
    tell_meaning();
    return std::move(result_);
  }

 private:
  void tell_reason() {
    const auto& lines = log_.reasons();
    kind_ = find_kind(lines);
    if (kind_ != nullptr) result_.kind = kind_->id;
    if (lines.empty()) {
      result_.reason = log_.report().title;
      return;
    }
    result_.reason = lines.back();
    // What nobody knows is told whole; without steps, lines may be about
    // anything.
    std::size_t count = lines.size();
    if (kind_ != nullptr)
      count = log_.steps().empty() ? 1 : std::min(count, most_lines);
    result_.context.assign(lines.end() - static_cast<std::ptrdiff_t>(count),
                           lines.end() - 1);
  }

  [[nodiscard]] bool is_about_program() const {
    return kind_ != nullptr && kind_->about == About::program;
  }

  [[nodiscard]] Place place_of(const Step& step) const {
    return {.index = step.index,
            .text = std::string{log_.instruction(step)},
            .source = std::string{log_.source(step)}};
  }

  void tell_place() {
    const auto& steps = log_.steps();
    if (!steps.empty() && !is_about_program()) {
      result_.place = place_of(steps.back());
      return;
    }
    const auto index = number_behind(result_.reason, "insn ");
    if (!index) return;
    const auto step =
        std::find_if(steps.rbegin(), steps.rend(),
                     [&](const Step& one) { return one.index == *index; });
    result_.place = step != steps.rend() ? place_of(*step) : Place{*index};
  }

  void tell_trail() {
    if (log_.steps().empty() || is_about_program()) return;
    for (const std::string_view line : log_.reasons())
      if (const auto index = number_behind(line, "alloc_insn="))
        return add_to_trail(find_step(log_, *index));
    auto number = named_register(log_.reasons());
    if (!number) number = register_of(log_.instruction(log_.steps().back()));
    if (!number || *number >= register_count) return;
    result_.subject = fmt::format("R{}", *number);
    const std::vector<std::size_t> steps = trace(log_, *number);
    for (const std::size_t at : steps) add_to_trail(at);
    if (!steps.empty() && result_.kind == "scalar-access" &&
        is_pointer(result_.trail.back().state))
      add_to_trail(find_invalidation(log_, steps.back()));
  }

  void add_to_trail(std::size_t at) {
    if (at != Step::none) result_.trail.push_back(trail_place(at));
  }

  [[nodiscard]] Place trail_place(std::size_t at) const {
    const Step& step = log_.steps()[at];
    Place place = place_of(step);
    const Effect effect = effect_of(log_.instruction(step));
    if (effect.target) place.state = state_of(log_.state(step), *effect.target);
    return place;
  }

  void tell_meaning() {
    const std::string subject =
        result_.subject.empty() ? "the register" : result_.subject;
    if (kind_ != nullptr) {
      result_.explanation = with_subject(kind_->explanation, subject);
      result_.advice = with_subject(kind_->advice, subject);
    }
    const Report& report = log_.report();
    if (!report.reason.empty()) result_.explanation = report.reason;
    if (!report.suggestion.empty()) result_.advice = report.suggestion;
  }

  static std::string with_subject(std::string_view text,
                                  const std::string& subject) {
    std::string result{text};
    for (auto at = result.find("{}"); at != result.npos;
         at = result.find("{}", at + subject.size()))
      result.replace(at, 2, subject);
    return result;
  }

  Log log_;
  const Kind* kind_ = nullptr;
  Explanation result_;
};

}  // namespace

Explanation explain(std::string_view log) { return Explainer{log}.explain(); }

}  // namespace skep::verifier
