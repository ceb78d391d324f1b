// map delete: remove a key and its value, or all that fulfil a condition.
#include "commands/map/element.h"
#include "commands/map/query_words.h"
#include "commands/types/handles.h"
#include "src/map/access.h"
#include "src/map/answer.h"
#include "src/map/delete_matching.h"
#include "src/map/element_words.h"

namespace skep::commands {
namespace {

struct Options : ElementOptions, map::Query {};

std::vector<cli::Arg<Options>> arguments() {
  std::vector<cli::Arg<Options>> list{
      cli::arg<Options, MapRef>("MAP", &Options::map, "map to change"),
      cli::element_words<Options>(&Options::words, "[key DATA]", "the key")};
  for (auto& option : cli::selection_options<Options>())
    list.push_back(std::move(option));
  list.push_back(cli::option<Options>("--dry-run", &Options::is_dry_run,
                                      "show what --filter would delete"));
  return with_types<Options>(std::move(list));
}

void delete_key(const Options& options) {
  if (options.cpu || options.is_dry_run)
    throw usage_error("'--cpu' and '--dry-run' need '--filter'");
  const map::Map map{open_map(options.map, /*writable=*/true)};
  const auto shape = map::shape_of(map, options.types());
  const auto element =
      map::parse_element(options.words.list, shape, map::Clauses::key);
  map::require_key(element, shape);
  map::remove(map, map::hold_key(element).bytes);
}

void delete_by_filter(const Options& options, Writer& out) {
  if (!options.words.list.empty())
    throw usage_error("'--filter' takes the place of a key");
  if (options.is_dry_run)
    return map::answer(out, map::Map{open_map(options.map)}, options,
                       options.types());
  const map::Map map{open_map(options.map, /*writable=*/true)};
  const std::uint64_t count =
      map::delete_matching(map, options, options.types());
  const auto object = out.object();
  out.field("deleted", count, "Deleted {} element{}\n", count,
            count == 1 ? "" : "s");
}

void run(const Options& options, cli::Context& context) {
  if (options.filter) return delete_by_filter(options, context.out);
  delete_key(options);
}

std::string details() {
  return fmt::format(
      "With --filter the elements that fulfil a condition are deleted, and how "
      "many they were is shown. --dry-run shows them as map dump does, and "
      "deletes nothing. When one can't be deleted, those before it are gone.\n"
      "\n"
      "{}\n"
      "\n"
      "In a per-CPU map, a condition on values needs --cpu, as in map dump.",
      cli::filter_details());
}

}  // namespace

cli::Command map_delete() {
  return cli::command<Options>(
      "map delete",
      "Remove a key and its value, or all that fulfil a condition", arguments(),
      run,
      {.details = details(),
       .examples = {{"map delete pinned /sys/fs/bpf/counts key 10 0 0 0",
                     "Remove a key"},
                    {"map delete name flows --filter 'packets < 10' --dry-run",
                     "Show which elements have few packets"},
                    {"map delete name flows --filter 'packets < 10'",
                     "Remove them"}},
       .aliases = {}});
}

}  // namespace skep::commands
