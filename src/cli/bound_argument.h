// Arguments as data: what a word on the command line is bound to.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "src/cli/words.h"

namespace skep::cli {

// One argument as help and man pages show it.
struct Argument {
  std::string syntax;  // "[type TYPE]"
  std::string name;    // "TYPE"; for dashed options "--hold" or "-F,--fields"
  std::string help;
  std::string definition;  // what the name stands for, "{ id ID | name NAME }"
  bool is_dashed = false;
  bool takes_value = false;  // of dashed options
  int value_count = 1;       // how many words a value is
  // Finds what a value can be, given the command's words; may be empty.
  std::function<Candidates(const std::vector<std::string>& words)> values{};
  std::vector<Argument> parts;  // the arguments of the alternatives
};

enum class ArgKind { positional, keyword, dashed };

// An argument bound to a member of a struct of options, whose type Arg knows:
// what reads words is compiled once for all of them.
struct BoundArgument {
  BoundArgument();
  BoundArgument(const BoundArgument&);
  BoundArgument(BoundArgument&&) noexcept;
  BoundArgument& operator=(const BoundArgument&);
  BoundArgument& operator=(BoundArgument&&) noexcept;
  ~BoundArgument();

  ArgKind kind = ArgKind::positional;
  Argument shown;
  std::vector<std::string> keywords;  // any of them introduces it
  bool is_required = false;
  bool is_repeatable = false;
  bool is_told_apart = false;  // see told_apart()
  // Read the value; `keyword` is the index of the one that was typed.
  std::function<void(void* options, Words&, std::size_t keyword)> parse;
  // Take the values of a dashed option.
  std::function<void(void* options, const std::vector<std::string>&)> assign;
};

template <typename O>
struct Arg : BoundArgument {
  // Let `read` read the value: (O&, Words&, std::size_t keyword).
  template <typename F>
  void parse_by(F read) {
    parse = [read = std::move(read)](void* options, Words& words,
                                     std::size_t keyword) {
      read(*static_cast<O*>(options), words, keyword);
    };
  }
  // Let `take` take the values: (O&, const std::vector<std::string>&).
  template <typename F>
  void assign_by(F take) {
    assign = [take = std::move(take)](void* options,
                                      const std::vector<std::string>& values) {
      take(*static_cast<O*>(options), values);
    };
  }
};

// Return arguments of one struct without its type.
template <typename O>
std::vector<BoundArgument> bound(const std::vector<Arg<O>>& args) {
  return {args.begin(), args.end()};
}

}  // namespace skep::cli
