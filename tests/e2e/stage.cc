#include "tests/e2e/stage.h"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <regex>

#include "src/sys/kernel_object.h"
#include "src/sys/text.h"

namespace skep::test {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

// Remove all that is below a directory; the kernel's own files stay.
void clear(const std::string& directory) {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator{directory})
    fs::remove_all(entry.path(), ignored);
}

void list_below(const std::string& directory, std::vector<std::string>& paths) {
  for (const auto& entry : fs::recursive_directory_iterator{directory})
    paths.push_back(entry.path());
}

std::size_t count_maps_named(const std::string& start) {
  std::size_t count = 0;
  for_each_object(ObjectKind::map, [&](std::uint32_t, const Fd& fd) {
    const auto info = info_of<bpf_map_info>(fd);
    if (std::string_view{info.name}.starts_with(start)) ++count;
  });
  return count;
}

// Cut text or JSON to pieces whose order does not matter.
std::vector<std::string> sorted_parts(const std::string& text) {
  static const std::regex between{"[,{}]"};
  std::vector<std::string> parts =
      split(std::regex_replace(without_numbers(text), between, "\n"), '\n');
  std::sort(parts.begin(), parts.end());
  return parts;
}

bool has_error(const Json& json) {
  if (json.is_object() && json.contains("error")) return true;
  return json.is_structured() &&
         std::any_of(json.begin(), json.end(), has_error);
}

}  // namespace

std::string without_numbers(const std::string& text) {
  static const std::regex number{"[0-9]+"};
  return std::regex_replace(text, number, "#");
}

bool tells_error(const Result& result, bool as_json) {
  if (result.err.find("Error: ") != std::string::npos) return true;
  return as_json && Json::accept(result.out) &&
         has_error(Json::parse(result.out));
}

bool Rehearsal::has_same_output(const Result& result) const {
  return result.out == run.result.out ||
         sorted_parts(result.out) == sorted_parts(run.result.out);
}

void Stage::reset(const Scene& scene) const {
  clear(bpffs_.path());
  clear(dir_.path());
  if (scene.prepare) scene.prepare();
}

Rehearsal Stage::rehearse(const Scene& scene, bool as_json) const {
  Rehearsal rehearsal;
  rehearsal.line = (as_json ? "-j " : "") + scene.line;
  reset(scene);
  rehearsal.before = state(scene);
  reset(scene);
  rehearsal.run = run_traced(rehearsal.line, pins());
  rehearsal.after = state(scene);
  return rehearsal;
}

TracedRun Stage::play(const Scene& scene, const Rehearsal& usual,
                      const Disturbance& disturbance) const {
  reset(scene);
  return run_traced(usual.line, pins(), disturbance);
}

std::string Stage::state(const Scene& scene) const {
  std::vector<std::string> lines;
  list_below(bpffs_.path(), lines);
  list_below(dir_.path(), lines);
  std::sort(lines.begin(), lines.end());
  if (scene.look) lines.push_back(scene.look());
  return join(lines, "\n");
}

std::size_t Stage::count_leftovers() const {
  clear(bpffs_.path());
  std::size_t count = 0;
  // The kernel frees objects in its own time.
  eventually([&] { return (count = count_maps_named(object_.name())) == 0; });
  return count;
}

}  // namespace skep::test
