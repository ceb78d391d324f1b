// MAP, PROG and LINK on the command line, with what is alive as completion.
#pragma once

#include "src/cli/arg_type.h"
#include "src/object/handle.h"

namespace skep::cli {

// Take the id of an object; those that are alive complete it.
ById take_id(Words& words, ObjectKind kind);

template <>
struct ArgType<MapRef> {
  static MapRef parse(Words& words, std::string_view name);
  static std::string_view syntax() {
    return "{ id ID | name NAME | pinned FILE }";
  }
};

template <>
struct ArgType<ProgRef> {
  static ProgRef parse(Words& words, std::string_view name);
  static std::string_view syntax() {
    return "{ id ID | tag TAG | name NAME | pinned FILE }";
  }
};

template <>
struct ArgType<LinkRef> {
  static LinkRef parse(Words& words, std::string_view name);
  static std::string_view syntax() { return "{ id ID | pinned FILE }"; }
};

}  // namespace skep::cli
