#include "src/iter/field_path.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "src/btf/declare.h"
#include "src/btf/parts.h"
#include "src/sys/text.h"

namespace skep::iter {
namespace {

// No object of the kernel reaches farther; the verifier allows twice as much.
constexpr std::uint64_t farthest = std::uint64_t{1} << 28U;

// One part of a path, between dots: a name, indexes behind it, and what is
// taken to be there.
struct Step {
  std::string_view name;
  std::vector<std::uint64_t> indexes;
  std::string_view as{};
};

std::optional<Step> parse_step(std::string_view text) {
  const auto end_of_name = std::min(text.find_first_of("[@"), text.size());
  Step step{.name = text.substr(0, end_of_name), .indexes = {}};
  text.remove_prefix(end_of_name);
  while (text.starts_with('[')) {
    const auto end = text.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    const auto index = parse_unsigned(text.substr(1, end - 1));
    if (!index) return std::nullopt;
    step.indexes.push_back(*index);
    text.remove_prefix(end + 1);
  }
  if (text.starts_with('@') && text.size() > 1)
    step.as = std::exchange(text, {}).substr(1);
  if (step.name.empty() || !text.empty()) return std::nullopt;
  return step;
}

// The way along a path, as far as it is known.
class Way {
 public:
  Way(btf::BtfView kernel, Location start)
      : kernel_(kernel), place_(std::move(start)) {}

  [[nodiscard]] const Location& place() const { return place_; }

  // If the value is a pointer, go to what it points to.
  bool follow_pointer() {
    const btf_type* type = kernel_.resolve(place_.value.type);
    if (type == nullptr || !btf_is_ptr(type)) return false;
    place_.hops.push_back(static_cast<std::uint32_t>(place_.value.byte));
    place_.value = {.type = type->type};
    holder_ = type->type;
    return true;
  }

  // Go to a member of the value. Returns false, and stays, if it has none of
  // this name.
  bool enter(std::string_view name) {
    const auto member = btf::find_member(kernel_, place_.value, name);
    if (!member) return false;
    place_.value = *member;
    return true;
  }

  // Go to an element of the value. Returns false if it has none.
  bool enter(std::uint64_t index) {
    if (follow_pointer()) return move_by(index, place_.value.type);
    const btf_type* type = kernel_.resolve(place_.value.type);
    if (type == nullptr || !btf_is_array(type)) return false;
    const btf::Array array = btf::array_of(*type);
    // Of an array of 0 elements nobody knows how many there are.
    if (array.nelems != 0 && index >= array.nelems) return false;
    return move_by(index, array.type);
  }

  // Take what is there, or what a pointer leads to, for a struct. Returns false
  // if there is none of this name.
  bool take_for(std::string_view name) {
    const auto type = kernel_.find(std::string{name}, BTF_KIND_STRUCT);
    if (!type) return false;
    follow_pointer();
    place_.value = {.type = *type, .byte = place_.value.byte};
    return true;
  }

  // Is this the path of a file that the object is, or that a part of memory
  // comes from? Of others the kernel might let go at any time.
  [[nodiscard]] bool is_file_path(const Target& target) const {
    const bool is_memory = is_struct(target_type(target), "vm_area_struct");
    return place_.hops.size() == (is_memory ? 2 : 1) &&
           is_struct(holder_, "file") && is_struct(place_.value.type, "path");
  }

  [[nodiscard]] std::string type_text() const {
    return btf::declare(kernel_, kernel_.skip_modifiers(place_.value.type));
  }
  [[nodiscard]] std::vector<std::string> names() const {
    return btf::member_names(kernel_, place_.value);
  }

 private:
  bool move_by(std::uint64_t index, btf::TypeId type) {
    const auto size = kernel_.resolve_size(type);
    if (!size || *size == 0 || index > farthest / *size) return false;
    place_.value = {.type = type, .byte = place_.value.byte + index * *size};
    return true;
  }

  // Return what the objects of a target are.
  [[nodiscard]] btf::TypeId target_type(const Target& target) const {
    const btf_type* pointer = kernel_.resolve(target.object.target.type);
    return pointer == nullptr ? btf::void_id : pointer->type;
  }

  [[nodiscard]] bool is_struct(btf::TypeId id, std::string_view name) const {
    const btf_type* type = kernel_.resolve(id);
    return type != nullptr && btf_is_struct(type) &&
           kernel_.name(*type) == name;
  }

  btf::BtfView kernel_;
  Location place_;
  btf::TypeId holder_ = btf::void_id;  // what the last pointer points to
};

Error no_member(const Way& way, std::string_view name,
                std::vector<std::string> others = {}) {
  for (std::string& known : way.names()) others.push_back(std::move(known));
  if (others.empty())
    return failure("'{}' is looked for in '{}', which has no members", name,
                   way.type_text());
  return failure("'{}' has no member '{}'", way.type_text(), name)
      .with_hint(did_you_mean(name, others));
}

std::optional<Error> take_rest(Way& way, const Step& step) {
  for (const std::uint64_t index : step.indexes)
    if (!way.enter(index))
      return failure("there is no element {} of '{}', a '{}'", index, step.name,
                     way.type_text());
  if (!step.as.empty() && !way.take_for(step.as))
    return failure("the kernel has no 'struct {}'", step.as);
  return std::nullopt;
}

// Go to the argument that the first step names, or to a member of the object.
std::optional<Error> take_first(Way& way, btf::BtfView kernel,
                                const Target& target, const Step& step) {
  if (way.enter(step.name)) return take_rest(way, step);
  Way object{kernel, {.hops = {}, .value = target.object.target}};
  object.follow_pointer();
  if (!object.enter(step.name)) {
    std::vector<std::string> arguments;
    for (const auto& argument : target.arguments)
      arguments.push_back(argument.name);
    return no_member(object, step.name, std::move(arguments));
  }
  way = object;
  return take_rest(way, step);
}

std::optional<Error> take_next(Way& way, const Step& step) {
  way.follow_pointer();
  if (!way.enter(step.name)) return no_member(way, step.name);
  return take_rest(way, step);
}

}  // namespace

std::variant<Location, Error> find_field(btf::BtfView kernel,
                                         const Target& target,
                                         std::string_view path) {
  Way way{kernel, {.hops = {}, .value = {.type = target.context}}};
  bool is_first = true;
  for (const std::string& text : split(path, '.')) {
    const auto step = parse_step(text);
    if (!step)
      return usage_error("'{}' is no path to a field", path)
          .with_hint("such as comm, real_parent.pid or cpus_mask.bits[0]");
    auto error = is_first ? take_first(way, kernel, target, *step)
                          : take_next(way, *step);
    if (error) return std::move(*error);
    is_first = false;
  }
  if (is_first) return usage_error("a field has no path");
  if (way.place().value.byte > farthest)
    return failure("'{}' is too far away from its object", path);
  Location found = way.place();
  found.is_file_path = way.is_file_path(target);
  return found;
}

}  // namespace skep::iter
