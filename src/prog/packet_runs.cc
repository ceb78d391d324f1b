#include "src/prog/packet_runs.h"

#include <utility>

#include "src/sys/error.h"
#include "src/sys/log.h"
#include "src/sys/signals.h"

namespace skep::prog {
namespace {

void check_packet(const capture::Packet& packet, const std::string& path) {
  if (packet.link_type != capture::ethernet)
    throw failure("packet {} of {} has no header of Ethernet", packet.number,
                  path)
        .with_hint(fmt::format("the link type of the capture is {}, not {}",
                               packet.link_type, capture::ethernet));
  if (packet.original_size > packet.data.size())
    log::warn("packet {} has {} bytes, of which {} has {}", packet.number,
              packet.original_size, path, packet.data.size());
}

}  // namespace

Bytes read_packet(const std::string& path, std::uint64_t number) {
  capture::Capture capture{path};
  std::uint64_t count = 0;
  while (auto packet = capture.next()) {
    throw_if_stopped();
    count = packet->number;
    if (count != number) continue;
    check_packet(*packet, path);
    return std::move(packet->data);
  }
  throw failure("{} has no packet {}: it has {}", path, number, count);
}

PacketRuns::PacketRuns(const std::string& path, const Testee& prog,
                       TestInput input)
    : path_(path), capture_(path), prog_(prog), input_(std::move(input)) {}

bool PacketRuns::next() {
  throw_if_stopped();
  auto packet = capture_.next();
  if (!packet) return false;
  check_packet(*packet, path_);
  number_ = packet->number;
  input_.data = std::move(packet->data);
  output_ = prog_.run(input_);
  return true;
}

}  // namespace skep::prog
