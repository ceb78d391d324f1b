#include "commands/map/event_loop.h"

#include "commands/types/read_loop.h"

namespace skep::commands {

void read_events(map::EventReader& reader,
                 std::optional<std::chrono::milliseconds> time_limit,
                 Writer& out, const map::EventReader::Visitor& visit) {
  read_until_done(reader.fd(), time_limit, out,
                  [&] { return reader.drain(visit); });
}

}  // namespace skep::commands
