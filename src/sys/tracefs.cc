#include "src/sys/tracefs.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

#include "src/sys/error.h"
#include "src/sys/file.h"
#include "src/sys/mounts.h"
#include "src/sys/text.h"

namespace skep {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> directories_in(const std::string& path) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator entry{path, error}, end; !error && entry != end;
       entry.increment(error))
    if (entry->is_directory(error)) names.push_back(entry->path().filename());
  std::sort(names.begin(), names.end());
  return names;
}

Error no_tracefs_error() {
  return failure("no tracefs is mounted, which names the tracepoints")
      .with_hint(
          "run `mount -t tracefs tracefs /sys/kernel/tracing`; raw "
          "tracepoints and BTF tracepoints work without it");
}

Error unknown_error(const std::string& category, const std::string& name) {
  const std::vector<std::string> categories = tracepoint_categories();
  if (!std::binary_search(categories.begin(), categories.end(), category))
    return failure("there is no category '{}' of tracepoints", category)
        .with_hint(did_you_mean(category, categories));
  return failure("there is no tracepoint '{}' in the category '{}'", name,
                 category)
      .with_hint(did_you_mean(name, tracepoint_names(category)));
}

}  // namespace

std::optional<std::string> find_tracefs() {
  // Where it belongs; then others, which may be gone again soon.
  std::vector<std::string> places{"/sys/kernel/tracing"};
  for (std::string& place : mount_points("tracefs"))
    places.push_back(std::move(place));
  // Mounted by the kernel as soon as somebody looks.
  places.emplace_back("/sys/kernel/debug/tracing");
  for (const std::string& place : places)
    if (::access((place + "/events").c_str(), R_OK) == 0) return place;
  return std::nullopt;
}

std::uint64_t tracepoint_id(const std::string& category,
                            const std::string& name) {
  const auto tracefs = find_tracefs();
  if (!tracefs) throw no_tracefs_error();
  const bool is_path = (category + name).find('/') != std::string::npos;
  auto text = is_path ? std::nullopt
                      : read_small_file(fmt::format("{}/events/{}/{}/id",
                                                    *tracefs, category, name));
  if (!text) throw unknown_error(category, name);
  if (text->ends_with('\n')) text->pop_back();
  const auto id = parse_unsigned(*text, 10);
  if (!id)
    throw failure("can't understand the id of the tracepoint {}:{}: '{}'",
                  category, name, *text);
  return *id;
}

std::vector<std::string> tracepoint_categories() {
  const auto tracefs = find_tracefs();
  return tracefs ? directories_in(*tracefs + "/events")
                 : std::vector<std::string>{};
}

std::vector<std::string> tracepoint_names(const std::string& category) {
  const auto tracefs = find_tracefs();
  return tracefs ? directories_in(*tracefs + "/events/" + category)
                 : std::vector<std::string>{};
}

std::optional<std::vector<std::string>> traceable_functions() {
  const auto tracefs = find_tracefs();
  if (!tracefs) return std::nullopt;
  std::vector<std::string> names;
  // "name [module]"; a function that was freed has a name of its own.
  const bool is_read = for_each_line(
      *tracefs + "/available_filter_functions", [&](std::string_view line) {
        const std::string_view name = line.substr(0, line.find(' '));
        if (!name.starts_with("__ftrace_invalid_address_"))
          names.emplace_back(name);
      });
  if (!is_read || names.empty()) return std::nullopt;
  return names;
}

}  // namespace skep
