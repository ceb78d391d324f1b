#include "src/verifier/trail.h"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <utility>

#include "src/verifier/effect.h"

namespace skep::verifier {
namespace {

constexpr std::size_t most_steps = 6;

// Parts of the names of helpers and kernel functions after which pointers are
// none any more.
constexpr auto invalidating = std::to_array<std::string_view>(
    {"release", "submit", "discard", "drop", "destroy", "unlock", "pull_data",
     "adjust_", "change_", "store_bytes", "csum_replace", "vlan_", "push_",
     "pop_", "redirect"});

// Registers of one call of a function, and places of its stack.
struct Places {
  Registers registers{};
  std::set<int> slots{};

  [[nodiscard]] bool empty() const { return registers.none() && slots.empty(); }
};

class Tracer {
 public:
  Tracer(const Log& log, unsigned number) : log_(log) {
    const std::vector<Step>& steps = log.steps();
    if (steps.empty() || number >= register_count) return;
    const Step* later = &steps.back();
    places_of(later->frame).registers.set(number);
    while (later->before != Step::none && found_.size() < most_steps) {
      const std::size_t at = later->before;
      cross(*later, steps[at]);
      visit(at);
      if (is_done()) break;
      later = &steps[at];
    }
    std::ranges::reverse(found_);
  }

  std::vector<std::size_t> take() { return std::move(found_); }

 private:
  // Deeper ones are none of the kernel's: it allows 8.
  static constexpr std::size_t most_frames = 16;

  Places& places_of(std::uint32_t frame) {
    return frames_[std::min<std::size_t>(frame, most_frames - 1)];
  }
  [[nodiscard]] bool is_done() const {
    return std::ranges::all_of(frames_,
                               [](const Places& one) { return one.empty(); });
  }

  // From a step back to one of another function: what is handed over is
  // arguments and r0.
  void cross(const Step& later, const Step& step) {
    if (step.frame == later.frame) return;
    Places& ours = places_of(later.frame);
    Places& theirs = places_of(step.frame);
    if (step.frame < later.frame) {
      // What a helper hands over to a function that it calls is its own.
      if (log_.instruction(step).find(" call pc") != std::string_view::npos)
        theirs.registers |= ours.registers & Registers{0b111110};
      ours = {};
      is_entry_ = true;
    } else if (ours.registers.test(0)) {
      ours.registers.reset(0);
      theirs.registers.set(0);
    }
  }

  void visit(std::size_t at) {
    const Step& step = log_.steps()[at];
    // The arguments are as they were.
    if (std::exchange(is_entry_, false)) return;
    Places& places = places_of(step.frame);
    const Effect effect = effect_of(log_.instruction(step));
    if (effect.is_call) return visit_call(at, places);
    if (effect.slot_written) return visit_store(at, places, effect);
    if (!effect.target || !places.registers.test(*effect.target)) return;
    places.registers.set(*effect.target, effect.keeps_target);
    if (effect.slot_read)
      places.slots.insert(*effect.slot_read);
    else
      places.registers |= effect.sources;
    add(at);
  }

  void visit_call(std::size_t at, Places& places) {
    const Registers written{0b111111};
    if ((places.registers & written).none()) return;
    places.registers &= ~written;
    add(at);
  }

  void visit_store(std::size_t at, Places& places, const Effect& effect) {
    const auto first = places.slots.lower_bound(*effect.slot_written);
    const auto last =
        places.slots.lower_bound(*effect.slot_written + effect.slot_size);
    if (first == last) return;
    places.slots.erase(first, last);
    places.registers |= effect.sources;
    add(at);
  }

  // An instruction of a loop is told once.
  void add(std::size_t at) {
    const auto index = log_.steps()[at].index;
    if (std::ranges::none_of(found_, [&](std::size_t step) {
          return log_.steps()[step].index == index;
        }))
      found_.push_back(at);
  }

  const Log& log_;
  std::array<Places, most_frames> frames_{};
  bool is_entry_ = false;
  std::vector<std::size_t> found_;
};

}  // namespace

std::vector<std::size_t> trace(const Log& log, unsigned number) {
  return Tracer{log, number}.take();
}

std::size_t find_step(const Log& log, std::uint32_t index) {
  const std::vector<Step>& steps = log.steps();
  if (steps.empty()) return Step::none;
  std::size_t at = steps.back().before;
  while (at != Step::none && steps[at].index != index) at = steps[at].before;
  return at;
}

std::size_t find_invalidation(const Log& log, std::size_t since) {
  const std::vector<Step>& steps = log.steps();
  for (std::size_t at = steps.back().before; at != Step::none && at > since;
       at = steps[at].before) {
    const std::string_view text = log.instruction(steps[at]);
    if (effect_of(text).is_call &&
        std::ranges::any_of(invalidating, [&](auto part) {
          return text.find(part) != text.npos;
        }))
      return at;
  }
  return Step::none;
}

}  // namespace skep::verifier
