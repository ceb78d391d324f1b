#include "src/map/query.h"

#include <algorithm>
#include <initializer_list>
#include <string_view>
#include <vector>

#include "src/sys/error.h"

namespace skep::map {
namespace {

using Names = std::vector<std::string_view>;

Names names_of(const Query& query) {
  Names names;
  const auto add = [&](std::string_view name, bool is_given) {
    if (is_given) names.push_back(name);
  };
  add("--filter", query.filter.has_value());
  add("--cpu", query.cpu.has_value());
  add("--sort", query.sort.has_value());
  add("--reverse", query.is_reversed);
  add("--top", query.top.has_value());
  add("--limit", query.limit.has_value());
  add("--keys-only", query.keys_only);
  add("--count", query.count);
  add("--hist", query.histogram.has_value());
  add("--format", query.format.has_value());
  add("--watch", query.watch.has_value());
  return names;
}

bool contains(const Names& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// Require that beside `option` there are none but its companions.
void allow_only(const Names& given, std::string_view option,
                const Names& companions) {
  if (!contains(given, option)) return;
  for (const std::string_view other : given)
    if (other != option && !contains(companions, other))
      throw usage_error("'{}' and '{}' exclude each other", option, other);
}

void require(const Names& given, std::string_view option,
             std::string_view needed) {
  if (contains(given, option) && !contains(given, needed))
    throw usage_error("'{}' needs '{}'", option, needed);
}

}  // namespace

void check_query(const Query& query) {
  const Names given = names_of(query);
  allow_only(given, "--count", {"--filter", "--cpu"});
  allow_only(given, "--hist", {"--filter", "--cpu"});
  allow_only(given, "--watch", {"--filter", "--cpu", "--format"});
  require(given, "--reverse", "--sort");
  require(given, "--top", "--sort");
  if (query.top && query.limit)
    throw usage_error("'--top' and '--limit' exclude each other");
  if (query.watch && query.watch->count() == 0)
    throw usage_error("'--watch' takes more than 0 seconds");
  if (query.watch && query.format == RowFormat::csv)
    throw usage_error(
        "changes have no rows: '--watch' takes no '--format csv'");
}

}  // namespace skep::map
