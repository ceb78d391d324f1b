#include "src/capture/capture.h"

#include "src/sys/error.h"

namespace skep::capture {
namespace {

std::unique_ptr<Format> open_format(Input& input) {
  const auto magic = load_as<std::uint32_t>(input.take(sizeof(std::uint32_t)));
  if (auto format = open_pcap(magic, input)) return format;
  if (auto format = open_pcapng(magic, input)) return format;
  throw failure("{} is no capture", input.name())
      .with_hint("pcap and pcapng files are read, as tcpdump -w writes them");
}

}  // namespace

Capture::Capture(const std::string& path)
    : input_(path), format_(open_format(input_)) {}

std::optional<Packet> Capture::next() {
  auto packet = format_->next(input_);
  if (packet) packet->number = ++count_;
  return packet;
}

}  // namespace skep::capture
