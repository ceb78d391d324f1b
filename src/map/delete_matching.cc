#include "src/map/delete_matching.h"

#include <algorithm>
#include <cerrno>

#include "src/map/access.h"
#include "src/map/dump.h"
#include "src/map/selection.h"
#include "src/sys/error.h"

namespace skep::map {
namespace {

// How much memory keys may take until they are deleted.
constexpr std::uint64_t most_bytes = std::uint64_t{4} << 20U;

// The map is not changed while it is walked: a walk starts over when the key
// that it has come to is gone.
Bytes collect_keys(Selection& selection) {
  Bytes keys;
  selection.for_each([&](const Row& row) {
    keys.insert(keys.end(), row.key.begin(), row.key.end());
  });
  return keys;
}

// Return false if somebody else has deleted it.
bool remove_if_there(const Map& map, ByteView key) {
  try {
    remove(map, key);
    return true;
  } catch (const Error& error) {
    if (error.code() != ENOENT) throw;
    return false;
  }
}

void remove_keys(const Map& map, ByteView keys, std::uint64_t& removed) {
  const std::size_t size = map.info().key_size;
  try {
    for (; !keys.empty(); keys = keys.subspan(size))
      removed += remove_if_there(map, keys.first(size)) ? 1 : 0;
  } catch (const Error& error) {
    if (removed == 0) throw;
    throw error.in(fmt::format("after {} deletions", removed));
  }
}

}  // namespace

std::uint64_t delete_matching(const Map& map, const Query& query,
                              const TypeChoice& choice) {
  check_listable(map);
  const auto types = load_types(map, choice);
  Query part = query;
  part.limit = std::max<std::uint64_t>(most_bytes / map.info().key_size, 1);
  Selection selection{map, types ? &*types : nullptr, part};
  std::uint64_t removed = 0;
  while (true) {
    const Bytes keys = collect_keys(selection);
    remove_keys(map, keys, removed);
    if (keys.size() < *part.limit * map.info().key_size) return removed;
    if (removed > 2 * std::uint64_t{map.info().max_entries} + *part.limit)
      throw failure("{} is filled as fast as it is emptied", map.label())
          .with_hint(fmt::format("{} elements were deleted", removed));
  }
}

}  // namespace skep::map
