#include "src/btf/value_scanner.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <limits>
#include <system_error>

#include "src/btf/parts.h"

namespace skep::btf {
namespace {

constexpr std::size_t most_holes = 1024;
constexpr std::size_t longest_text = std::size_t{1} << 16U;

bool is_plain_size(std::uint32_t size) {
  return size == 1 || size == 2 || size == 4 || size == 8;
}

bool is_identifier(std::string_view name) {
  const auto is_part = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || c == '_';
  };
  return !name.empty() && std::all_of(name.begin(), name.end(), is_part);
}

bool take(std::string_view& text, std::string_view front) {
  if (!text.starts_with(front)) return false;
  text.remove_prefix(front.size());
  return true;
}

// Does a number begin with a zero that would make it octal?
bool is_octal(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  return text.size() > 1 && text[0] == '0' && text[1] >= '0' && text[1] <= '9';
}

template <typename T>
std::optional<T> take_number(std::string_view& text, T least, T most) {
  if (is_octal(text)) return std::nullopt;
  T number{};
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || number < least || number > most)
    return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

std::optional<std::uint64_t> take_unsigned(std::string_view& text,
                                           std::uint32_t size) {
  const std::uint64_t most = ~std::uint64_t{0} >> (64 - size * 8);
  return take_number<std::uint64_t>(text, 0, most);
}

std::optional<std::uint64_t> take_signed(std::string_view& text,
                                         std::uint32_t size) {
  const std::int64_t most =
      std::numeric_limits<std::int64_t>::max() >> (64 - size * 8);
  const auto number = take_number<std::int64_t>(text, -most - 1, most);
  if (!number) return std::nullopt;
  return static_cast<std::uint64_t>(*number);
}

// Take a string of JSON without escapes, of ASCII alone.
std::optional<std::string_view> take_plain_string(std::string_view& text) {
  if (!text.starts_with('"')) return std::nullopt;
  const auto is_plain = [](char c) {
    return c >= 0x20 && c < 0x7f && c != '"' && c != '\\';
  };
  const auto end = std::find_if_not(text.begin() + 1, text.end(), is_plain);
  if (end == text.end() || *end != '"') return std::nullopt;
  const std::string_view string{text.begin() + 1, end};
  text.remove_prefix(string.size() + 2);
  return string;
}

void store(MutableBytes bytes, std::uint64_t number, std::uint32_t size) {
  // The low bytes come first: others are not compiled.
  std::memcpy(bytes.data(), &number, size);
}

}  // namespace

// Goes through a type once. Whatever can't be told apart from something else by
// its text alone, or what encode() would see another way, has no plan.
class ValueScanner::Compiler {
 public:
  Compiler(const BtfView& btf, std::uint32_t size) : btf_(btf), given_(size) {}

  std::optional<ValueScanner> compile(TypeId type) {
    if (btf_.byte_order() != std::endian::little ||
        std::endian::native != std::endian::little)
      return std::nullopt;
    if (!add(Target{.type = type})) return std::nullopt;
    plan_.text_ += text_;
    return std::move(plan_);
  }

 private:
  // Each adds one part, or returns false when there can be no plan.

  bool add(const Target& target) {
    const btf_type* type = btf_.resolve(target.type);
    if (type == nullptr || depth_ == max_depth || target.bit != 0 ||
        target.bitfield_size != 0 || parts_left_-- == 0)
      return false;
    ++depth_;
    const bool is_added = add_kind(target, *type);
    --depth_;
    return is_added && plan_.text_.size() + text_.size() <= longest_text;
  }

  bool add_kind(const Target& target, const btf_type& type) {
    switch (btf_kind(&type)) {
      case BTF_KIND_STRUCT:
        return add_struct(target, type);
      case BTF_KIND_ARRAY:
        return add_array(target, array_of(type));
      case BTF_KIND_INT:
        return add_int(target, type);
      case BTF_KIND_PTR:
        return add_number(target, btf_.pointer_size(), false);
      case BTF_KIND_ENUM:
      case BTF_KIND_ENUM64:
        return add_enum(target, type);
      default:
        return false;
    }
  }

  bool add_struct(const Target& target, const btf_type& type) {
    text_ += '{';
    std::size_t unnamed = 0;
    for (std::uint32_t i = 0; i < btf_vlen(&type); ++i) {
      const Target member = member_at(target, type, i);
      const std::string_view name = btf_.name(member_of(type, i).name_off);
      if (!is_found(target, member, name, unnamed)) return false;
      text_ += i == 0 ? "\"" : ",\"";
      text_ += name;
      text_ += "\":";
      if (!add(member)) return false;
    }
    text_ += '}';
    return true;
  }

  // Does encode() find this member by its name?
  bool is_found(const Target& parent, const Target& member,
                std::string_view name, std::size_t& unnamed) const {
    if (!name.empty() && !is_identifier(name)) return false;
    const auto found = name.empty()
                           ? find_unnamed_member(btf_, parent, unnamed++)
                           : find_member(btf_, parent, name);
    return found && found->type == member.type && found->byte == member.byte &&
           found->bit == member.bit;
  }

  bool add_array(const Target& target, const Array& array) {
    if (btf_.is_char(array.type) && array.nelems != 0)
      return add_hole({.kind = HoleKind::text}, target, array.nelems);
    if (array.nelems > most_holes) return false;
    text_ += '[';
    for (std::uint32_t i = 0; i < array.nelems; ++i) {
      const auto element = find_element(btf_, target, i);
      if (i != 0) text_ += ',';
      if (!element || !add(*element)) return false;
    }
    text_ += ']';
    return true;
  }

  bool add_int(const Target& target, const btf_type& type) {
    const std::uint8_t encoding = btf_int_encoding(&type);
    if (btf_int_offset(&type) != 0 || btf_int_bits(&type) != type.size * 8 ||
        (encoding & BTF_INT_CHAR) != 0)
      return false;
    if ((encoding & BTF_INT_BOOL) != 0)
      return type.size == 1 && add_hole({.kind = HoleKind::truth}, target, 1);
    return add_number(target, type.size, (encoding & BTF_INT_SIGNED) != 0);
  }

  bool add_number(const Target& target, std::uint32_t size, bool is_signed) {
    return is_plain_size(size) &&
           add_hole({.kind = HoleKind::number, .is_signed = is_signed}, target,
                    size);
  }

  bool add_enum(const Target& target, const btf_type& type) {
    if (!is_plain_size(type.size)) return false;
    WordSet words;
    for (std::uint32_t i = 0; i < btf_vlen(&type); ++i) {
      const NamedValue enumerator = enumerator_of(type, i);
      words.emplace_back(btf_.name(enumerator.name_off), enumerator.value);
    }
    std::sort(words.begin(), words.end());
    const auto is_same_name = [](const auto& a, const auto& b) {
      return a.first == b.first;
    };
    if (std::adjacent_find(words.begin(), words.end(), is_same_name) !=
        words.end())
      return false;
    plan_.word_sets_.push_back(std::move(words));
    const auto place = static_cast<std::uint32_t>(plan_.word_sets_.size() - 1);
    return add_hole({.kind = HoleKind::word, .word_set = place}, target,
                    type.size);
  }

  bool add_hole(Hole hole, const Target& target, std::uint32_t size) {
    if (plan_.holes_.size() == most_holes || target.byte > given_.size() ||
        size > given_.size() - target.byte)
      return false;
    // Of parts that overlap, encode() checks that they agree.
    const auto first =
        given_.begin() + static_cast<std::ptrdiff_t>(target.byte);
    if (std::find(first, first + size, true) != first + size) return false;
    std::fill(first, first + size, true);
    hole.text_size = static_cast<std::uint32_t>(text_.size());
    hole.offset = static_cast<std::uint32_t>(target.byte);
    hole.size = size;
    plan_.text_ += text_;
    text_.clear();
    plan_.holes_.push_back(hole);
    return true;
  }

  const BtfView& btf_;
  std::vector<bool> given_;  // the bytes that a hole fills
  ValueScanner plan_;
  std::string text_;  // since the last hole
  // Parts may hold nothing, so that they need no hole.
  std::size_t parts_left_ = 2 * most_holes;
  unsigned depth_ = 0;
};

std::optional<ValueScanner> ValueScanner::compile(const BtfView& btf,
                                                  TypeId type,
                                                  std::uint32_t size) {
  return Compiler{btf, size}.compile(type);
}

bool ValueScanner::read(std::string_view& text, MutableBytes bytes) const {
  std::string_view expected = text_;
  for (const Hole& hole : holes_) {
    if (!take(text, expected.substr(0, hole.text_size))) return false;
    expected.remove_prefix(hole.text_size);
    if (!read_hole(hole, text, bytes.subspan(hole.offset))) return false;
  }
  return take(text, expected);
}

bool ValueScanner::read_hole(const Hole& hole, std::string_view& text,
                             MutableBytes bytes) const {
  if (hole.kind == HoleKind::number) {
    const auto number = hole.is_signed ? take_signed(text, hole.size)
                                       : take_unsigned(text, hole.size);
    if (number) store(bytes, *number, hole.size);
    return number.has_value();
  }
  if (hole.kind == HoleKind::truth) {
    bytes[0] = take(text, "true") ? 1 : 0;
    return bytes[0] == 1 || take(text, "false");
  }
  const auto word = take_plain_string(text);
  if (!word) return false;
  if (hole.kind == HoleKind::text) {
    if (word->size() > hole.size) return false;
    std::copy(word->begin(), word->end(), bytes.begin());
    return true;
  }
  const WordSet& words = word_sets_[hole.word_set];
  const auto found =
      std::lower_bound(words.begin(), words.end(), *word,
                       [](const auto& entry, std::string_view name) {
                         return entry.first < name;
                       });
  if (found == words.end() || found->first != *word) return false;
  store(bytes, found->second, hole.size);
  return true;
}

}  // namespace skep::btf
