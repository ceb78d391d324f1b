#include "src/map/type_choice.h"

#include <string_view>

#include "src/btf/named_type.h"
#include "src/sys/error.h"
#include "src/sys/text.h"

namespace skep::map {
namespace {

constexpr std::string_view running_kernel = "vmlinux";

// Find the type of the keys or values of a map, which have `size` bytes.
btf::TypeId find_fitting(const btf::Btf& btf, const std::string& name,
                         const TypeChoice& choice, std::string_view what,
                         std::uint32_t size) {
  const btf::TypeId id = find_chosen(btf, name, choice);
  const std::uint32_t found = btf.resolve_size(id).value_or(0);
  if (found != size)
    throw usage_error("'{}' has {} bytes, the {} have {}", name, found, what,
                      size);
  return id;
}

}  // namespace

btf::Btf load_source(const TypeChoice& choice) {
  if (!choice.key && !choice.value)
    throw usage_error("--btf tells where types are: no type is given");
  const std::string source =
      choice.source.value_or(std::string{running_kernel});
  return source == running_kernel ? btf::Btf::vmlinux()
                                  : btf::Btf::from_file(source);
}

btf::TypeId find_chosen(const btf::Btf& btf, const std::string& name,
                        const TypeChoice& choice) {
  if (const auto id = btf::find_named(btf, name)) return *id;
  throw failure("there is no type '{}' in {}", name,
                choice.source.value_or(std::string{running_kernel}))
      .with_hint(did_you_mean(name, btf::names_of_types(btf)));
}

std::optional<ElementTypes> load_types(const Map& map,
                                       const TypeChoice& choice) {
  if (choice.is_empty()) return load_types(map);
  const bpf_map_info& info = map.info();
  ElementTypes types{load_source(choice), btf::void_id, btf::void_id,
                     /*is_chosen=*/true};
  if (choice.key)
    types.key = find_fitting(types.btf, *choice.key, choice,
                             "keys of " + map.label(), info.key_size);
  if (choice.value)
    types.value = find_fitting(types.btf, *choice.value, choice,
                               "values of " + map.label(), info.value_size);
  return types;
}

}  // namespace skep::map
