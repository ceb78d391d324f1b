#include "src/sys/user.h"

#include <string_view>

#include "src/sys/file.h"
#include "src/sys/text.h"

namespace skep {

std::optional<std::string> user_name(std::uint32_t uid,
                                     const std::string& path) {
  std::optional<std::string> name;
  // "name:password:uid:..."
  for_each_line(path, [&](std::string_view line) {
    const auto parts = split(line, ':');
    if (!name && parts.size() > 2 && parts[2] == std::to_string(uid))
      name = parts[0];
  });
  return name;
}

}  // namespace skep
