#include "src/btf/places.h"

#include <cstdint>
#include <optional>
#include <string>

#include "src/btf/parts.h"
#include "src/sys/error.h"
#include "src/sys/text.h"

namespace skep::btf {
namespace {

// The elements that one step leads to, the last one included.
struct IndexRange {
  std::uint64_t first;
  std::uint64_t last;
};

class PlaceVisitor {
 public:
  PlaceVisitor(const BtfView& btf,
               const std::function<void(const Target&)>& visit)
      : btf_(btf), visit_(visit) {}

  void walk(const Target& whole, std::string_view path) const {
    if (path.empty()) return visit_(whole);
    if (path.starts_with('[')) return walk_elements(whole, path);
    if (path.starts_with('.')) path.remove_prefix(1);
    walk_member(whole, path);
  }

 private:
  void walk_member(const Target& whole, std::string_view path) const;
  void walk_elements(const Target& whole, std::string_view path) const;
  [[nodiscard]] IndexRange range_in(std::string_view step) const;
  [[nodiscard]] std::uint64_t index_in(std::string_view word) const;

  const BtfView& btf_;
  const std::function<void(const Target&)>& visit_;
};

// Find what an enumerator of any enum stands for.
std::optional<std::uint64_t> find_enumerator(const BtfView& btf,
                                             std::string_view name) {
  for (TypeId id = 1; id < btf.type_count(); ++id) {
    const btf_type* type = btf.type(id);
    if (type == nullptr || !btf_is_any_enum(type)) continue;
    for (std::uint32_t i = 0; i < btf_vlen(type); ++i)
      if (const NamedValue one = enumerator_of(*type, i);
          btf.name(one.name_off) == name)
        return one.value;
  }
  return std::nullopt;
}

std::uint64_t PlaceVisitor::index_in(std::string_view word) const {
  if (const auto number = parse_unsigned(word)) return *number;
  if (const auto number =
          word.empty() ? std::nullopt : find_enumerator(btf_, word))
    return *number;
  throw usage_error("'{}' is no index", word);
}

// "2", "2..5" or an enumerator, without brackets.
IndexRange PlaceVisitor::range_in(std::string_view step) const {
  const auto dots = step.find("..");
  const std::uint64_t first = index_in(step.substr(0, dots));
  if (dots == step.npos) return {first, first};
  const std::uint64_t last = index_in(step.substr(dots + 2));
  if (last < first) throw usage_error("the range {} is empty", step);
  return {first, last};
}

void PlaceVisitor::walk_elements(const Target& whole,
                                 std::string_view path) const {
  const auto end = path.find(']');
  if (end == path.npos) throw usage_error("']' is missing behind '{}'", path);
  const IndexRange range = range_in(path.substr(1, end - 1));
  const btf_type* type = btf_.resolve(whole.type);
  if (type == nullptr || !btf_is_array(type))
    throw usage_error("'{}' is for arrays", path.substr(0, end + 1));
  const std::uint32_t count = array_of(*type).nelems;
  if (range.last >= count)
    throw usage_error("there is no element {}: the array has {}", range.last,
                      count);
  for (std::uint64_t i = range.first; i <= range.last; ++i) {
    const auto element =
        find_element(btf_, whole, static_cast<std::uint32_t>(i));
    if (!element) throw failure("the BTF does not tell the size of elements");
    walk(*element, path.substr(end + 1));
  }
}

void PlaceVisitor::walk_member(const Target& whole,
                               std::string_view path) const {
  const std::string_view name = path.substr(0, path.find_first_of(".["));
  if (name.empty()) throw usage_error("the name of a member is missing");
  const auto member = find_member(btf_, whole, name);
  if (!member)
    throw usage_error("there is no member '{}'", name)
        .with_hint(did_you_mean(name, member_names(btf_, whole)));
  walk(*member, path.substr(name.size()));
}

}  // namespace

void visit_places(const BtfView& btf, const Target& whole,
                  std::string_view path,
                  const std::function<void(const Target&)>& visit) {
  PlaceVisitor{btf, visit}.walk(whole, path);
}

}  // namespace skep::btf
