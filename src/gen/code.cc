#include "src/gen/code.h"

#include <cstddef>

namespace skep::gen {

void Code::add(std::string_view text) {
  if (text.starts_with('\n')) text.remove_prefix(1);
  text_ += expand(text);
}

std::string Code::expand(std::string_view text) const {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '$' && i + 1 < text.size())
      out += words_.at(text[++i]);
    else
      out += text[i];
  }
  return out;
}

}  // namespace skep::gen
