// The words that say what a skeleton is to be like.
#pragma once

#include <string>

#include "src/cli/arg_type.h"
#include "src/gen/c_layout.h"
#include "src/gen/embed.h"

namespace skep::commands {

enum class SkeletonLanguage { c, cpp, json };

// A namespace of C++, "app::bpf".
struct CppNamespace {
  std::string name;
};

}  // namespace skep::commands

namespace skep::cli {

template <>
struct ArgType<commands::SkeletonLanguage> {
  static commands::SkeletonLanguage parse(Words& words, std::string_view name);
  static std::string_view syntax() { return "{ c | c++ | json }"; }
};

template <>
struct ArgType<commands::CppNamespace> {
  static commands::CppNamespace parse(Words& words, std::string_view name);
  static std::string_view syntax() { return {}; }
};

template <>
struct ArgType<gen::CLayout::Types> {
  static gen::CLayout::Types parse(Words& words, std::string_view name);
  static std::string_view syntax() { return "{ extern | inline }"; }
};

template <>
struct ArgType<gen::Embedding::Kind> {
  static gen::Embedding::Kind parse(Words& words, std::string_view name);
  static std::string_view syntax() { return "{ string | incbin | extern }"; }
};

}  // namespace skep::cli
