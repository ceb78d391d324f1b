#include "src/iter/query.h"

#include <algorithm>
#include <utility>

#include "src/iter/projection.h"
#include "src/sys/error.h"
#include "src/sys/given_options.h"
#include "src/sys/text.h"

namespace skep::iter {
namespace {

GivenOptions options_of(const Query& query) {
  GivenOptions given;
  given.add("-F", !query.fields.empty());
  given.add("--where", query.where.has_value());
  given.add("--group", !query.group.empty());
  given.add("--sum", !query.sums.empty());
  given.add("--sort", query.sort.has_value());
  given.add("--reverse", query.is_reversed);
  given.add("--top", query.top.has_value());
  given.add("--limit", query.limit.has_value());
  given.add("--count", query.counts);
  given.add("--format", query.format.has_value());
  given.add("--watch", query.watch.has_value());
  given.add("--key", !query.key.empty());
  return given;
}

// Return the field of this title, else the title as a field.
std::string field_titled(const std::vector<std::string>& fields,
                         const std::string& title) {
  for (const std::string& field : fields)
    if (title_of_field(field) == title) return field;
  return title;
}

}  // namespace

void check_query(const Query& query) {
  const GivenOptions given = options_of(query);
  given.allow_only("--watch", {"-F", "--where", "--group", "--sum", "--limit",
                               "--count", "--format", "--key"});
  if (!query.watch)
    given.allow_only("--count", {"-F", "--where", "--group", "--sum"});
  given.require("--sum", "--group");
  given.require("--key", "--watch");
  given.require("--reverse", "--sort");
  // Of groups the number is what comes to mind.
  if (query.group.empty()) given.require("--top", "--sort");
  given.exclude("--top", "--limit");
  if (query.watch && query.watch->count() == 0)
    throw usage_error("'--watch' takes more than 0 seconds");
  if (query.watch && query.format && query.format != RowFormat::ndjson)
    throw usage_error("changes are no rows: '--watch' takes '--format ndjson'");
}

std::vector<std::string> split_fields(const std::vector<std::string>& lists,
                                      std::string_view option) {
  std::vector<std::string> fields;
  for (const std::string& list : lists)
    for (std::string& field : split(list, ','))
      fields.push_back(std::move(field));
  if (fields.empty() && !lists.empty())
    throw usage_error("{} names no field", option);
  return fields;
}

std::vector<std::string> fields_to_read(const Query& query,
                                        const std::vector<std::string>& usual) {
  std::vector<std::string> shown = split_fields(query.fields, "-F");
  if (shown.empty() && query.looks_at_fields()) shown = usual;
  if (query.group.empty()) return shown;
  std::vector<std::string> needed;
  for (const std::string& title : split_fields(query.group, "--group"))
    needed.push_back(field_titled(shown, title));
  for (const std::string& title : split_fields(query.sums, "--sum"))
    needed.push_back(field_titled(shown, title));
  return needed;
}

}  // namespace skep::iter
