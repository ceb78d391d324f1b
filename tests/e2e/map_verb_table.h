// What each verb of `map` answers for a map of each type.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace skep::test {

// What a verb answers: it works; or with a part of the message. Where kernels
// differ, there are two parts, with a | between.
using Answer = std::string_view;
inline constexpr Answer works = "";
inline constexpr Answer refused = "can't do this with a map of type";
inline constexpr Answer not_found = "Not found";
inline constexpr Answer no_such_key = "no such key";
inline constexpr Answer no_next_key = "no next key";
inline constexpr Answer key_missing = "the key is missing";
inline constexpr Answer value_missing = "the value is missing";
inline constexpr Answer has_all = "always has all its elements";
inline constexpr Answer no_list = "can't be listed";
inline constexpr Answer comes_next = "the element that comes next";
inline constexpr Answer no_events = "has no events";
inline constexpr Answer is_memory = "it is memory";
inline constexpr Answer bad_descriptor = "Bad file descriptor";
inline constexpr Answer invalid = "Invalid argument";

struct Row {
  std::string_view type;
  std::string spec;   // words of `map create`
  std::string key;    // DATA
  std::string value;  // DATA
  // In the order in which they are tried.
  Answer update = works;
  Answer lookup = works;
  Answer dump = works;
  Answer getnext = works;
  Answer pop = works;
  Answer push = key_missing;  // which has no key to give
  Answer erase = works;
};
using Rows = std::vector<Row>;

// What rows refer to.
struct Things {
  std::string map{};
  std::string prog{};
  std::string cgroup{};
  std::string socket{};  // which shares its port
  std::string xdp_socket{};
};

// Rows of types that have keys and values, that stand for something else, and
// that have no keys.
Rows rows_of_elements(const Things& things);
Rows rows_of_descriptors(const Things& things);
Rows rows_without_keys();

// Rows of types that not every kernel has.
Row row_of_arena();
Row row_of_storage(std::string_view type, const std::string& key);
Row row_of_insns();

}  // namespace skep::test
