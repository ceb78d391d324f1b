// BTF objects and other sources of BTF on the command line.
#pragma once

#include "src/cli/arg_type.h"
#include "src/object/btf_source.h"

namespace skep::cli {

template <>
struct ArgType<BtfId> {
  static BtfId parse(Words& words, std::string_view name);
  static std::string_view syntax() { return "{ id ID }"; }
};

template <>
struct ArgType<BtfSource> {
  static BtfSource parse(Words& words, std::string_view name);
  static std::string_view syntax() {
    return "{ id ID | prog PROG | map MAP [key|value|kv|all] | file FILE... }";
  }
};

}  // namespace skep::cli
