#include "src/link/attach/probe_point.h"

#include <optional>

#include "src/sys/error.h"
#include "src/sys/file.h"
#include "src/sys/text.h"

namespace skep {

std::string ProbePoint::text() const {
  if (function.empty()) return fmt::format("{:#x}", offset);
  return offset == 0 ? function : fmt::format("{}+{:#x}", function, offset);
}

std::string text_of(const std::vector<ProbePlace>& places) {
  const std::string first = places.front().point.text();
  return places.size() == 1
             ? first
             : fmt::format("{} and {} more", first, places.size() - 1);
}

std::string multi_probe_name(std::string_view kind, ProbeMoment moment) {
  switch (moment) {
    case ProbeMoment::call:
      return fmt::format("{}probe.multi", kind);
    case ProbeMoment::at_return:
      return fmt::format("{}retprobe.multi", kind);
    case ProbeMoment::session:
      break;
  }
  return fmt::format("{}probe.session", kind);
}

std::uint32_t probe_number(std::string_view kind, std::string_view name,
                           std::string_view start) {
  const std::string path =
      fmt::format("/sys/bus/event_source/devices/{}/{}", kind, name);
  const std::string text = read_small_file(path).value_or("");
  std::string_view rest = text;
  // "0\n", or the first and the last bit, "32-63\n".
  rest = rest.substr(0, rest.find_first_of("-\n"));
  const bool starts_well = rest.starts_with(start);
  const auto number = starts_well
                          ? parse_unsigned(rest.substr(start.size()), 10)
                          : std::nullopt;
  if (!number)
    throw failure("the kernel has no {}s: can't read {}", kind, path)
        .with_hint(fmt::format("it is built without CONFIG_{}_EVENTS",
                               kind == "kprobe" ? "KPROBE" : "UPROBE"));
  return static_cast<std::uint32_t>(*number);
}

}  // namespace skep
