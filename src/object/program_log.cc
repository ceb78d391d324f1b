#include "src/object/program_log.h"

#include <fmt/format.h>

#include "src/sys/bytes.h"
#include "src/sys/file.h"

namespace skep {

std::optional<std::string_view> between(std::string_view text,
                                        std::string_view from,
                                        std::string_view to) {
  const auto start = text.find(from);
  if (start == std::string_view::npos) return std::nullopt;
  text.remove_prefix(start + from.size());
  const auto end = text.rfind(to);
  if (end == std::string_view::npos) return std::nullopt;
  return text.substr(0, end);
}

std::optional<ProgramLog> find_program_log(std::string_view message) {
  constexpr std::string_view begin = "': -- BEGIN PROG LOAD LOG --\n";
  const auto log = between(message, begin, "-- END PROG LOAD LOG --");
  const auto first = message.substr(0, message.find(begin) + begin.size());
  const auto name = between(first, "prog '", begin);
  if (!log || !name) return std::nullopt;
  return ProgramLog{*name, *log};
}

void LogFile::write(std::span<const std::string> messages) {
  for (const std::string& message : messages) {
    const auto found = find_program_log(message);
    if (!found) continue;
    write_all(file_.fd(),
              bytes_of(fmt::format("program '{}':\n", found->program)), path_);
    write_all(file_.fd(), bytes_of(found->log), path_);
  }
}

}  // namespace skep
