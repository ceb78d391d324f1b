#include "src/map/row_decoder.h"

#include <algorithm>
#include <array>

#include "src/output/hex.h"
#include "src/sys/error.h"
#include "src/sys/text.h"

namespace skep::map {
namespace {

using btf::Literal;

// ---- the form that RowWriter has -------------------------------------------

bool take(std::string_view& text, std::string_view front) {
  if (!text.starts_with(front)) return false;
  text.remove_prefix(front.size());
  return true;
}

// Read ["0x01","0x02"].
bool scan_bytes(std::string_view& text, MutableBytes bytes) {
  constexpr std::string_view form = "\"0x01\"";
  if (!take(text, "[")) return false;
  for (Byte& byte : bytes) {
    if (&byte != bytes.data() && !take(text, ",")) return false;
    if (text.size() < form.size() || !take(text, "\"0x")) return false;
    const int high = hex_digit(text[0]);
    const int low = hex_digit(text[1]);
    if (high < 0 || low < 0 || text[2] != '"') return false;
    byte = static_cast<Byte>(high * 16 + low);
    text.remove_prefix(3);
  }
  return take(text, "]");
}

bool scan_part(const std::optional<btf::ValueScanner>& scanner, bool is_typed,
               std::string_view& text, MutableBytes bytes) {
  if (scanner) return scanner->read(text, bytes);
  return !is_typed && scan_bytes(text, bytes);
}

std::optional<btf::ValueScanner> make_scanner(const DataType& type) {
  if (!type.is_known()) return std::nullopt;
  return btf::ValueScanner::compile(*type.btf, type.id, type.size);
}

// ---- any form ---------------------------------------------------------------

const std::vector<std::string>& known_members() {
  static const std::vector<std::string> names{"key", "value", "values",
                                              "formatted", "inner_map_id"};
  return names;
}

// Return the member of an object; null if there is none.
// Errors: Error when it is there twice.
const Literal* find_member(const Literal& object, std::string_view name) {
  const Literal* found = nullptr;
  for (std::size_t i = 0; i < object.names.size(); ++i) {
    if (object.names[i] != name) continue;
    if (found != nullptr) throw failure("the {} is given twice", name);
    found = &object.elements[i];
  }
  return found;
}

// The same for one that must be there; what `map dump -j` has for people
// stands in for the bytes.
const Literal& require_member(const Literal& element, std::string_view name) {
  if (const Literal* member = find_member(element, name)) return *member;
  if (const Literal* formatted = find_member(element, "formatted"))
    if (const Literal* member = find_member(*formatted, name)) return *member;
  throw failure("the {} is missing", name);
}

void check_members(const Literal& element) {
  if (element.kind != Literal::Kind::object)
    throw failure("expected an element: {{\"key\": ..., \"value\": ...}}");
  for (const std::string& name : element.names) {
    const auto& known = known_members();
    if (std::find(known.begin(), known.end(), name) == known.end())
      throw failure("an element has no '{}'", name)
          .with_hint(did_you_mean(name, known));
  }
}

Bytes part_bytes(const DataType& type, const Literal& literal) {
  if (auto bytes = literal_bytes(type, literal)) return std::move(*bytes);
  if (literal.kind == Literal::Kind::word)
    if (auto bytes = parse_hex_digits(literal.text, type.size))
      return std::move(*bytes);
  throw failure("expected {} bytes, [\"0x01\", ...] or \"01...\"", type.size)
      .with_hint("the map has no BTF that tells what they mean");
}

void decode_part(const DataType& type, std::string_view name,
                 const Literal& literal, MutableBytes to) {
  try {
    const Bytes bytes = part_bytes(type, literal);
    std::copy(bytes.begin(), bytes.end(), to.begin());
  } catch (const Error& error) {
    throw error.in(name);
  }
}

}  // namespace

RowDecoder::RowDecoder(const ElementLayout& layout)
    : layout_(layout),
      key_scanner_(make_scanner(layout.key_type())),
      value_scanner_(make_scanner(layout.value_type())) {
  for (const std::uint32_t cpu : layout.values.cpus())
    cpu_starts_.push_back(fmt::format(R"({{"cpu":{},"value":)", cpu));
}

void RowDecoder::decode(std::string_view text, MutableBytes key,
                        MutableBytes values) const {
  if (!decode_by_plan(text, key, values)) decode_literal(text, key, values);
}

bool RowDecoder::decode_by_plan(std::string_view text, MutableBytes key,
                                MutableBytes values) const {
  std::fill(key.begin(), key.end(), Byte{0});
  std::fill(values.begin(), values.end(), Byte{0});
  if (!take(text, "{")) return false;
  if (!key.empty() &&
      !(take(text, "\"key\":") &&
        scan_part(key_scanner_, layout_.key_type().is_known(), text, key) &&
        take(text, ",")))
    return false;
  return scan_values(text, values) && text == "}";
}

bool RowDecoder::scan_values(std::string_view& text,
                             MutableBytes values) const {
  const bool is_typed = layout_.value_type().is_known();
  if (!layout_.values.is_per_cpu())
    return take(text, "\"value\":") &&
           scan_part(value_scanner_, is_typed, text, values);
  if (!take(text, "\"values\":[")) return false;
  for (std::size_t i = 0; i < cpu_starts_.size(); ++i)
    if ((i > 0 && !take(text, ",")) || !take(text, cpu_starts_[i]) ||
        !scan_part(value_scanner_, is_typed, text,
                   layout_.values.value_at(values, i)) ||
        !take(text, "}"))
      return false;
  return take(text, "]");
}

void RowDecoder::decode_literal(std::string_view text, MutableBytes key,
                                MutableBytes values) const {
  std::fill(values.begin(), values.end(), Byte{0});
  const Literal element = btf::parse_literal(text);
  check_members(element);
  if (!key.empty())
    decode_part(layout_.key_type(), "key", require_member(element, "key"), key);
  else if (find_member(element, "key") != nullptr)
    throw failure("the map has no keys");
  decode_values(element, values);
}

void RowDecoder::decode_values(const Literal& element,
                               MutableBytes values) const {
  const bool is_per_cpu = layout_.values.is_per_cpu();
  const std::string_view other = is_per_cpu ? "value" : "values";
  if (find_member(element, other) != nullptr)
    throw failure("{}", is_per_cpu
                            ? "each CPU has a value of its own: \"values\""
                            : "all CPUs share one value: \"value\"");
  if (is_per_cpu) return decode_cpus(require_member(element, "values"), values);
  decode_part(layout_.value_type(), "value", require_member(element, "value"),
              values);
}

void RowDecoder::decode_cpus(const Literal& list, MutableBytes values) const {
  const DataType type = layout_.value_type();
  const auto& cpus = layout_.values.cpus();
  const auto literals = literals_by_cpu(type, cpus, list);
  if (!literals)
    throw failure("expected [{{\"cpu\": {}, \"value\": ...}}, ...]", cpus[0]);
  for (std::size_t i = 0; i < cpus.size(); ++i)
    decode_part(type, fmt::format("value of CPU {}", cpus[i]), (*literals)[i],
                layout_.values.value_at(values, i));
}

}  // namespace skep::map
