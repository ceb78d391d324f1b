#include "src/map/query.h"

#include "src/sys/error.h"
#include "src/sys/given_options.h"

namespace skep::map {
namespace {

GivenOptions options_of(const Query& query) {
  GivenOptions given;
  given.add("--filter", query.filter.has_value());
  given.add("--cpu", query.cpu.has_value());
  given.add("--sort", query.sort.has_value());
  given.add("--reverse", query.is_reversed);
  given.add("--top", query.top.has_value());
  given.add("--limit", query.limit.has_value());
  given.add("--keys-only", query.keys_only);
  given.add("--count", query.count);
  given.add("--hist", query.histogram.has_value());
  given.add("--format", query.format.has_value());
  given.add("--watch", query.watch.has_value());
  return given;
}

}  // namespace

void check_query(const Query& query) {
  const GivenOptions given = options_of(query);
  given.allow_only("--count", {"--filter", "--cpu"});
  given.allow_only("--hist", {"--filter", "--cpu"});
  given.allow_only("--watch", {"--filter", "--cpu", "--format"});
  given.require("--reverse", "--sort");
  given.require("--top", "--sort");
  given.exclude("--top", "--limit");
  if (query.watch && query.watch->count() == 0)
    throw usage_error("'--watch' takes more than 0 seconds");
  if (query.watch && query.format == RowFormat::csv)
    throw usage_error(
        "changes have no rows: '--watch' takes no '--format csv'");
}

}  // namespace skep::map
