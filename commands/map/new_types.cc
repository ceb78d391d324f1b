#include "commands/map/new_types.h"

#include <string_view>
#include <utility>

#include "src/gen/btf_subset.h"
#include "src/sys/error.h"

namespace skep::commands {
namespace {

// Return a BTF of the types called so, and of what they are made of.
btf::Btf only_chosen(const btf::Btf& all, const map::TypeChoice& choice) {
  gen::BtfSubset subset{all};
  for (const auto& name : {*choice.key, *choice.value})
    subset.keep(map::find_chosen(all, name, choice), gen::Extent::members);
  return btf::Btf::from_bytes(subset.write());
}

void set_size(std::uint32_t& size, std::uint32_t of_type,
              std::string_view what) {
  if (size != 0 && size != of_type)
    throw usage_error("`{} {}` contradicts --{}-type, which has {} bytes", what,
                      size, what, of_type);
  size = of_type;
}

}  // namespace

NewTypes load_new_types(const map::TypeChoice& choice) {
  if (!choice.key || !choice.value)
    throw usage_error(
        "a map has types of keys and values: --{}-type is missing",
        choice.key ? "value" : "key");
  btf::Btf types = only_chosen(map::load_source(choice), choice);
  const btf::TypeId key = map::find_chosen(types, *choice.key, choice);
  const btf::TypeId value = map::find_chosen(types, *choice.value, choice);
  check(btf__load_into_kernel(types.get_mutable()),
        "can't load the types '{}' and '{}' into the kernel", *choice.key,
        *choice.value);
  const auto key_size = types.resolve_size(key).value_or(0);
  const auto value_size = types.resolve_size(value).value_or(0);
  return {std::move(types), key, value, key_size, value_size};
}

void set_types(map::MapSpec& spec, const NewTypes& types) {
  set_size(spec.key_size, types.key_size, "key");
  set_size(spec.value_size, types.value_size, "value");
  spec.btf = btf__fd(types.btf.get());
  spec.key_type = types.key;
  spec.value_type = types.value;
}

}  // namespace skep::commands
