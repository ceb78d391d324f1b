// The events of a map, shown as they come.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "src/map/element_types.h"
#include "src/map/event_objects.h"
#include "src/map/event_reader.h"
#include "src/map/event_shape.h"
#include "src/map/event_table.h"
#include "src/map/map.h"
#include "src/run/live_variable.h"
#include "src/run/watched.h"

namespace skep {

// What the tails of an object have in common.
struct TailTurn {
  bool are_several = false;
  const void* last = nullptr;  // who has written a row for people last
};

class Tail : public Watched {
 public:
  // `types`, whose values the events are, are nullopt if they are not known;
  // `lost`, where a program counts those that found no room, if it does.
  Tail(std::string name, map::Map map, std::optional<map::ElementTypes> types,
       std::optional<LiveVariable> lost, std::shared_ptr<TailTurn> turn);

  [[nodiscard]] int fd() const override { return reader_->fd(); }
  std::uint64_t show(Writer& out, std::uint64_t most) override;
  [[nodiscard]] Counts counts() const override { return counts_; }

 private:
  template <typename Form, typename Out>
  std::uint64_t show_in(Form& form, Out& out, std::uint64_t most);
  template <typename Form, typename Out>
  void show_event(Form& form, Out& out, const map::Event& event);
  [[nodiscard]] std::uint64_t newly_lost();

  map::Map map_;
  std::optional<map::ElementTypes> types_;
  std::optional<map::EventShape> shape_;
  std::optional<LiveVariable> lost_;
  std::uint64_t told_lost_ = 0;  // of lost_
  std::shared_ptr<TailTurn> turn_;
  map::EventObjects objects_;
  map::EventTable table_;
  std::unique_ptr<map::EventReader> reader_;
  Counts counts_{};
};

}  // namespace skep
