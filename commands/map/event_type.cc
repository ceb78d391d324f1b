#include "commands/map/event_type.h"

#include <set>
#include <utility>
#include <vector>

#include "src/btf/named_type.h"
#include "src/map/type_choice.h"
#include "src/prog/users.h"
#include "src/sys/error.h"
#include "src/sys/text.h"

namespace skep::commands {
namespace {

using btf::Btf;

constexpr const char* kept_types =
    "a compiler keeps only the types of functions and variables: add a "
    "variable, `struct NAME *unused;`, or give the type by --btf FILE";

// Return the ids of the BTF objects of the programs that use a map.
std::set<std::uint32_t> btf_ids_of_users(const map::Map& map) {
  std::set<std::uint32_t> ids;
  for (const prog::User& user : prog::find_users_of_map(map.info().id))
    if (user.btf_id != 0) ids.insert(user.btf_id);
  if (map.info().btf_id != 0) ids.insert(map.info().btf_id);
  return ids;
}

map::EventType find_in_users(const map::Map& map, const std::string& name) {
  const auto ids = btf_ids_of_users(map);
  if (ids.empty())
    throw failure("no program that uses {} has BTF", map.label())
        .with_hint("give the type by --btf FILE or --btf vmlinux");
  std::vector<std::string> known;
  for (const std::uint32_t id : ids) {
    auto types = Btf::from_kernel(id);
    if (!types) continue;
    if (const auto found = btf::find_named(*types, name))
      return {std::move(*types), *found};
    for (std::string& other : btf::names_of_types(*types))
      known.push_back(std::move(other));
  }
  std::string hint = did_you_mean(name, known);
  throw failure("no program that uses {} has a type '{}'", map.label(), name)
      .with_hint(hint.empty() ? kept_types : std::move(hint));
}

}  // namespace

std::optional<map::EventType> load_event_type(
    const map::Map& map, const std::optional<std::string>& name,
    const std::optional<std::string>& source) {
  if (!name) return map::own_event_type(map);
  if (!source) return find_in_users(map, *name);
  const map::TypeChoice choice{.value = name, .source = source};
  auto types = map::load_source(choice);
  const btf::TypeId id = map::find_chosen(types, *name, choice);
  return map::EventType{std::move(types), id};
}

}  // namespace skep::commands
