// How an object is configured, on the command line: --set, --only and so on.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/cli/command.h"
#include "src/object/load.h"

namespace skep::cli {

// "NAME=VALUE": what stands behind --set.
template <>
struct ArgType<Assignment> {
  static Assignment parse(Words& words, std::string_view name);
  static std::string_view syntax() { return {}; }
};

// "MAP=N": what stands behind --map-size.
template <>
struct ArgType<MapSize> {
  static MapSize parse(Words& words, std::string_view name);
  static std::string_view syntax() { return {}; }
};

}  // namespace skep::cli

namespace skep::commands {

struct ObjectWords {
  std::vector<Assignment> sets;
  std::vector<cli::FilePath> set_files;
  std::vector<std::string> only;
  std::vector<MapSize> map_sizes;
  std::optional<cli::FilePath> btf;
  std::optional<cli::FilePath> token;
};

// Return the options for Options that are ObjectWords.
template <typename O>
std::vector<cli::Arg<O>> object_options() {
  using cli::option;
  return {
      option<O, std::vector<Assignment>>(
          "--set", "NAME=VALUE", &O::sets,
          "set a global variable, or a part of one, before loading"),
      option<O, std::vector<cli::FilePath>>(
          "--set-file", "FILE", &O::set_files,
          "set what the lines NAME = VALUE, or the JSON object, in FILE say"),
      option<O, std::vector<std::string>>(
          "--only", "PROG", &O::only,
          "load no program but this one, or those that a pattern with * and ? "
          "matches"),
      option<O, std::vector<MapSize>>(
          "--map-size", "MAP=N", &O::map_sizes,
          "give a map of the object N elements; a ring buffer, N bytes"),
      option<O, std::optional<cli::FilePath>>(
          "--btf", "FILE", &O::btf,
          "BTF to adapt the programs to, in place of the kernel's own"),
      option<O, std::optional<cli::FilePath>>(
          "--token", "DIR", &O::token,
          "BPF file system whose token lends the right to load"),
  };
}

// Return the text on what the options take.
[[nodiscard]] std::string_view object_details();

// Return the configuration that the words ask for. Files are read.
[[nodiscard]] LoadOptions object_configuration(const ObjectWords& words);

}  // namespace skep::commands
