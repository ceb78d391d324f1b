// Captures: files of packets, as tcpdump and Wireshark write them.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "src/capture/input.h"
#include "src/sys/bytes.h"

namespace skep::capture {

// Ethernet, of the numbers that captures have for link layers.
inline constexpr std::uint32_t ethernet = 1;

struct Packet {
  std::uint64_t number = 0;         // from 1
  std::uint32_t link_type = 0;      // what it begins with: `ethernet`
  std::uint32_t original_size = 0;  // the capture may hold less of it
  Bytes data{};
};

// Reads the packets of one format.
class Format {
 public:
  Format() = default;
  Format(const Format&) = delete;
  Format& operator=(const Format&) = delete;
  virtual ~Format() = default;
  // Read the next packet, without its number; nullopt: there is none.
  virtual std::optional<Packet> next(Input& input) = 0;
};

// Reads a capture from its start to its end; memory holds one packet.
class Capture {
 public:
  // Open a file, or standard input ("-").
  // Shape:  pcap, with micro- or nanoseconds, or pcapng; in either byte order.
  // Errors: Error that names the file: missing, of another format, malformed;
  //         the stop signal. Those of next() are the same.
  explicit Capture(const std::string& path);

  [[nodiscard]] std::optional<Packet> next();

 private:
  Input input_;
  std::unique_ptr<Format> format_;
  std::uint64_t count_ = 0;
};

// Return the format that a file has whose first 4 bytes are `magic`; they have
// been taken. Null: none of them.
[[nodiscard]] std::unique_ptr<Format> open_pcap(std::uint32_t magic,
                                                Input& input);
[[nodiscard]] std::unique_ptr<Format> open_pcapng(std::uint32_t magic,
                                                  Input& input);

}  // namespace skep::capture
