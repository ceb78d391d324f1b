// Names that an object does not have, told all at once.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "src/sys/error.h"

namespace skep {

class UnknownNames {
 public:
  // Note a name that is none of `known`; `kind` says what it should be: "map".
  void add(std::string_view kind, std::string name,
           const std::vector<std::string>& known);

  // Note what else is wrong with a name: "map 'x' has no events".
  void add(std::string complaint);

  // Errors: Error of this kind that tells every name noted, with those that are
  //         close.
  void check(ErrorKind kind = ErrorKind::system) const;

 private:
  struct Unknown {
    std::string what;  // "map 'counst'"
    std::string hint;
  };

  std::vector<Unknown> unknown_;
  std::vector<std::string> complaints_;
};

}  // namespace skep
