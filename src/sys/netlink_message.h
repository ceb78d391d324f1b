// Messages of rtnetlink: what is asked of the kernel, and what it answers,
// which is read as hostile input: no length in it is believed.
#pragma once

#include <linux/netlink.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/sys/bytes.h"

namespace skep {

// The attributes behind the header of a message, or inside of another one.
class NetlinkAttributes {
 public:
  explicit NetlinkAttributes(ByteView bytes) : bytes_(bytes) {}

  // Call `visit` for each attribute up to the first that is malformed. Flags
  // are taken off the type.
  void visit(const std::function<void(std::uint16_t type, ByteView value)>&
                 visit) const;

  // Return the value of the last attribute of a type; nullopt: none.
  [[nodiscard]] std::optional<ByteView> find(std::uint16_t type) const;
  // The same for a number; nullopt: none, or too short for one.
  template <typename T>
  [[nodiscard]] std::optional<T> number(std::uint16_t type) const {
    const auto value = find(type);
    if (!value || value->size() < sizeof(T)) return std::nullopt;
    return load_as<T>(*value);
  }
  // The same for a text, without its NUL; empty: none.
  [[nodiscard]] std::string text(std::uint16_t type) const;
  // The same for attributes inside of one; none: empty.
  [[nodiscard]] NetlinkAttributes nested(std::uint16_t type) const {
    return NetlinkAttributes{find(type).value_or(ByteView{})};
  }

 private:
  ByteView bytes_;
};

// An answer of the kernel's: its type and what is behind the header.
struct NetlinkMessage {
  std::uint16_t type = 0;
  Bytes payload{};

  // Return the fixed part, a structure of the kernel's; zeros where it is
  // short.
  template <typename T>
  [[nodiscard]] T fixed() const {
    return load_as<T>(payload);
  }
  // Return the attributes behind the fixed part.
  template <typename T>
  [[nodiscard]] NetlinkAttributes attributes() const {
    constexpr std::size_t size = NLMSG_ALIGN(sizeof(T));
    const ByteView all{payload};
    return NetlinkAttributes{all.subspan(std::min(size, all.size()))};
  }
};

// A request, built from front to back.
class NetlinkRequest {
 public:
  // `flags`: NLM_F_DUMP and the like; NLM_F_REQUEST is added.
  template <typename T>
  NetlinkRequest(std::uint16_t type, std::uint16_t flags, const T& fixed)
      : bytes_(NLMSG_HDRLEN) {
    header_.nlmsg_type = type;
    header_.nlmsg_flags = static_cast<std::uint16_t>(flags | NLM_F_REQUEST);
    append(bytes_of(fixed));
  }

  void add(std::uint16_t type, ByteView value);
  template <typename T>
    requires std::is_integral_v<T>
  void add(std::uint16_t type, T number) {
    add(type, bytes_of(number));
  }
  void add(std::uint16_t type, const std::string& text);
  // Add attributes inside of one: `fill` adds them.
  void add_nested(std::uint16_t type, const std::function<void()>& fill);

  // Return the whole message, which asks for an acknowledgement.
  [[nodiscard]] Bytes bytes(std::uint32_t sequence) const;

 private:
  void append(ByteView bytes);

  nlmsghdr header_{};
  Bytes bytes_;
};

// The answers to one request, which come in datagrams.
class NetlinkAnswer {
 public:
  NetlinkAnswer(std::uint32_t sequence, std::uint32_t port)
      : sequence_(sequence), port_(port) {}

  // Take in a datagram; messages for others are left out.
  void add(ByteView datagram);

  [[nodiscard]] bool is_complete() const { return is_complete_; }
  // Has a list changed while it was read, so that it can have holes?
  [[nodiscard]] bool is_interrupted() const { return is_interrupted_; }
  // The errno value of a refusal, 0 otherwise, and what the kernel says of it.
  [[nodiscard]] int error() const { return error_; }
  [[nodiscard]] const std::string& reason() const { return reason_; }

  [[nodiscard]] std::vector<NetlinkMessage> take_messages() {
    return std::move(messages_);
  }

 private:
  void take(const nlmsghdr& header, ByteView payload);
  void take_status(const nlmsghdr& header, ByteView payload);

  std::uint32_t sequence_;
  std::uint32_t port_;
  std::vector<NetlinkMessage> messages_{};
  bool is_complete_ = false;
  bool is_interrupted_ = false;
  int error_ = 0;
  std::string reason_{};
};

}  // namespace skep
