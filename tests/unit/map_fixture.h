// A map of flows, as network programs keep it: its types and elements.
#pragma once

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <utility>

#include "src/btf/encode.h"
#include "src/map/columns.h"
#include "src/map/element_types.h"
#include "src/sys/error.h"
#include "src/sys/text.h"
#include "tests/unit/btf_fixture.h"

namespace skep::map {

// Return the message and the hint of the error that `run` ends with.
template <typename F>
std::string error_of(F&& run) {
  try {
    std::forward<F>(run)();
  } catch (const Error& error) {
    return error.hint().empty() ? error.what()
                                : error.what() + (" | " + error.hint());
  }
  return "no error";
}

struct Flows {
  static constexpr std::uint32_t key_size = 8;
  static constexpr std::uint32_t value_size = 96;
  static constexpr std::size_t offset_of_last = 36;

  Flows() : types(make_types()) {}
  Flows(const Flows&) = delete;
  Flows& operator=(const Flows&) = delete;

  [[nodiscard]] Columns columns() const {
    return {key_size, value_size, &types};
  }
  [[nodiscard]] Bytes key(std::string_view literal) const {
    return btf::encode(types.btf, types.key, key_size,
                       btf::parse_literal(literal));
  }
  [[nodiscard]] Bytes value(std::string_view literal) const {
    return btf::encode(types.btf, types.value, value_size,
                       btf::parse_literal(literal));
  }

  ElementTypes types;

 private:
  static ElementTypes make_types() {
    btf::TestBtf btf;
    const auto u8 = btf.integer("unsigned char", 1);
    const auto u16 = btf.integer("unsigned short", 2);
    const auto u32 = btf.integer("unsigned int", 4);
    const auto u64 = btf.integer("unsigned long", 8);
    const auto s32 = btf.integer("int", 4, BTF_INT_SIGNED);
    const auto s64 = btf.integer("long", 8, BTF_INT_SIGNED);
    const auto character = btf.integer("char", 1, BTF_INT_CHAR);
    const auto u128 = btf.integer("unsigned __int128", 16);
    const auto real = btf.floating("double", 8);
    const auto state =
        btf.enumeration("state", 4, {{"closed", 0}, {"open", 1}, {"half", 2}});
    const auto point =
        btf.structure("point", 8, {{"x", s32, 0}, {"y", s32, 32}});
    const auto either = btf.combination(
        "", 4, {{"number", u32, 0}, {"half", btf.array(u16, 2), 0}});
    const auto key =
        btf.structure("flow", 8, {{"saddr", u32, 0}, {"dport", u16, 32}});
    const auto value =
        btf.structure("counts", value_size,
                      {{"packets", u64, 0},
                       {"delta", s64, 64},
                       {"ratio", real, 128},
                       {"state", state, 192},
                       {"comm", btf.array(character, 8), 224},
                       {"last", btf.array(u32, 2), offset_of_last * 8},
                       {"point", point, 352},
                       {"ready", u8, 416, 1},
                       {"level", u8, 417, 5},
                       {"", either, 448},
                       {"letter", character, 480},
                       {"huge", u128, 512},
                       {"address", btf.pointer(btf::void_id), 640}});
    return {std::move(btf), key, value};
  }
};

}  // namespace skep::map
