#include "src/gen/code.h"

#include <cstddef>

namespace skep::gen {

void Code::add(std::string_view text, const Words& more) {
  if (text.starts_with('\n')) text.remove_prefix(1);
  text_ += expand(text, more);
}

std::string Code::expand(std::string_view text, const Words& more) const {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '$' || i + 1 == text.size()) {
      out += text[i];
      continue;
    }
    const auto found = more.find(text[++i]);
    out += found != more.end() ? found->second : words_.at(text[i]);
  }
  return out;
}

}  // namespace skep::gen
