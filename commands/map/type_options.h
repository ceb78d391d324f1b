// The options by which types of keys and values are named.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "src/cli/argument.h"
#include "src/map/type_choice.h"

namespace skep::commands {

// A command's Options inherit from it, and its arguments end with those of
// with_types().
struct TypeOptions {
  std::optional<std::string> key_type{};
  std::optional<std::string> value_type{};
  std::optional<std::string> btf{};

  [[nodiscard]] bool has_types() const { return key_type || value_type || btf; }
  [[nodiscard]] map::TypeChoice types() const {
    return {.key = key_type, .value = value_type, .source = btf};
  }
};

template <typename Options>
std::vector<cli::Arg<Options>> with_types(std::vector<cli::Arg<Options>> args,
                                          std::string value_option = "--type") {
  using Word = std::optional<std::string>;
  const auto add = [&](std::string name, const char* value, Word Options::* to,
                       const char* help) {
    args.push_back(
        cli::option<Options, Word>(std::move(name), value, to, help));
  };
  add("--key-type", "TYPE", &Options::key_type, "the type of keys, by name");
  add(std::move(value_option), "TYPE", &Options::value_type,
      "the type of values, by name");
  add("--btf", "SOURCE", &Options::btf,
      "where these types are: a file with BTF, or vmlinux for the kernel, "
      "which is usual");
  return args;
}

}  // namespace skep::commands
