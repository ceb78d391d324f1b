#include "src/prog/stats_file.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "src/sys/bytes.h"
#include "src/sys/error.h"
#include "src/sys/file.h"

namespace skep::prog {
namespace {

using Json = nlohmann::ordered_json;

Json json_of(const Stats& stats) {
  Json json{{"object", stats.object},
            {"prog", stats.program},
            {"type", stats.type},
            {"verdict", name_of(stats.verdict)}};
  for (const StatsColumn& column : stats_columns())
    if (const auto number = stats.*column.number)
      json[column.name] = *number;
    else
      json[column.name] = nullptr;
  return json;
}

// What nobody knows comes from a newer skep.
Verdict verdict_in(const std::string& name) {
  for (const Verdict verdict : {Verdict::accepted, Verdict::refused})
    if (name == name_of(verdict)) return verdict;
  return Verdict::failed;
}

// What is of another type than it should be makes nlohmann_json throw.
Stats stats_in(const Json& json) {
  Stats stats{.object = json.at("object").get<std::string>(),
              .program = json.at("prog").get<std::string>(),
              .type = json.at("type").get<std::string>(),
              .verdict = verdict_in(json.at("verdict").get<std::string>())};
  for (const StatsColumn& column : stats_columns())
    if (const auto found = json.find(column.name);
        found != json.end() && !found->is_null())
      stats.*column.number = found->get<std::uint64_t>();
  return stats;
}

std::string_view file_name(std::string_view path) {
  return path.substr(path.rfind('/') + 1);
}

const Stats* find_same(std::span<const Stats> all, const Stats& one) {
  const auto found = std::ranges::find_if(all, [&](const Stats& other) {
    return other.program == one.program &&
           file_name(other.object) == file_name(one.object);
  });
  return found == all.end() ? nullptr : &*found;
}

std::optional<Verdict> verdict(const Stats* stats) {
  if (stats == nullptr) return std::nullopt;
  return stats->verdict;
}

Stats::Number number(const Stats* stats, const StatsColumn& column) {
  return stats == nullptr ? std::nullopt : stats->*column.number;
}

void add_changes(const Stats* before, const Stats* now,
                 std::vector<Change>& changes) {
  const Stats& named = now != nullptr ? *now : *before;
  const Change start{named.object, named.program, "verdict"};
  if (verdict(before) != verdict(now)) {
    Change& change = changes.emplace_back(start);
    change.old_verdict = verdict(before);
    change.new_verdict = verdict(now);
  }
  for (const StatsColumn& column : stats_columns()) {
    const auto old_number = number(before, column);
    const auto new_number = number(now, column);
    if (column.number == &Stats::time_us || old_number == new_number) continue;
    Change& change = changes.emplace_back(start);
    change.what = column.name;
    change.old_number = old_number;
    change.new_number = new_number;
  }
}

}  // namespace

void save_stats(const std::string& path, std::span<const Stats> stats) {
  Json list = Json::array();
  for (const Stats& one : stats) list.push_back(json_of(one));
  const std::string text =
      list.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
  replace_file(path, bytes_of(std::string_view{text}));
}

std::vector<Stats> load_stats(const std::string& path) {
  const Bytes bytes = read_file(path);
  try {
    std::vector<Stats> all;
    for (const Json& one : Json::parse(text_of(bytes)).get<Json::array_t>())
      all.push_back(stats_in(one));
    return all;
  } catch (const Json::exception& error) {
    throw failure("{} holds no statistics of programs: {}", path, error.what())
        .with_hint("write it by `prog stats OBJ --save FILE`");
  }
}

std::vector<Change> compare_stats(std::span<const Stats> before,
                                  std::span<const Stats> now) {
  std::vector<Change> changes;
  for (const Stats& one : now)
    add_changes(find_same(before, one), &one, changes);
  for (const Stats& one : before)
    if (find_same(now, one) == nullptr) add_changes(&one, nullptr, changes);
  return changes;
}

}  // namespace skep::prog
