#include "src/map/element_literal.h"

#include <algorithm>
#include <string>

#include "src/btf/encode.h"
#include "src/sys/error.h"
#include "src/sys/text.h"

namespace skep::map {
namespace {

using btf::Literal;
using Kind = Literal::Kind;

// Read one byte of a list. "0x31" can be no value of a type, "1" may be a
// character.
std::optional<Byte> byte_in(const Literal& literal, bool is_typed) {
  const auto number =
      literal.kind == Kind::word ? parse_unsigned(literal.text) : std::nullopt;
  if (!number || *number > UINT8_MAX) return std::nullopt;
  if (is_typed && !(literal.is_quoted && literal.text.starts_with("0x")))
    return std::nullopt;
  return static_cast<Byte>(*number);
}

std::optional<Bytes> bytes_in(const DataType& type, const Literal& literal) {
  if (literal.kind != Kind::list || literal.elements.size() != type.size)
    return std::nullopt;
  Bytes bytes;
  for (const Literal& element : literal.elements) {
    const auto byte = byte_in(element, type.is_known());
    if (!byte) return std::nullopt;
    bytes.push_back(*byte);
  }
  return bytes;
}

bool all_are(const Literal& list, bool (*is_right)(const Literal&)) {
  return std::all_of(list.elements.begin(), list.elements.end(), is_right);
}

bool is_list(const Literal& literal) { return literal.kind == Kind::list; }

// {"cpu": 0, "value": VALUE}
bool is_of_cpu(const Literal& literal) {
  return literal.kind == Kind::object &&
         literal.names == std::vector<std::string>{"cpu", "value"};
}

// What a list without the numbers of CPUs means.
bool has_value_for_each(const DataType& type, const Literal& list) {
  if (!type.is_known()) return all_are(list, is_list);
  const btf_type* resolved = type.btf->resolve(type.id);
  return resolved == nullptr || !btf_is_array(resolved);
}

std::size_t place_of(const std::vector<std::uint32_t>& cpus,
                     const Literal& cpu) {
  const auto number = parse_unsigned(cpu.text);
  const auto found =
      std::find(cpus.begin(), cpus.end(), number.value_or(UINT64_MAX));
  if (found == cpus.end()) throw usage_error("there is no CPU '{}'", cpu.text);
  return static_cast<std::size_t>(found - cpus.begin());
}

std::vector<Literal> in_order_of_cpus(const std::vector<std::uint32_t>& cpus,
                                      const Literal& list) {
  std::vector<std::optional<Literal>> values(cpus.size());
  for (const Literal& element : list.elements) {
    auto& value = values[place_of(cpus, element.elements[0])];
    if (value)
      throw usage_error("CPU {} has two values", element.elements[0].text);
    value = element.elements[1];
  }
  std::vector<Literal> all;
  for (std::size_t i = 0; i < cpus.size(); ++i) {
    if (!values[i])
      throw usage_error("the value of CPU {} is missing", cpus[i]);
    all.push_back(std::move(*values[i]));
  }
  return all;
}

}  // namespace

std::optional<Bytes> literal_bytes(const DataType& type,
                                   const Literal& literal) {
  if (auto bytes = bytes_in(type, literal)) return bytes;
  if (!type.is_known()) return std::nullopt;
  return btf::encode(*type.btf, type.id, type.size, literal);
}

std::optional<std::vector<Literal>> literals_by_cpu(
    const DataType& type, const std::vector<std::uint32_t>& cpus,
    const Literal& literal) {
  if (!is_list(literal) || cpus.empty()) return std::nullopt;
  if (!literal.elements.empty() && all_are(literal, is_of_cpu))
    return in_order_of_cpus(cpus, literal);
  if (!has_value_for_each(type, literal)) return std::nullopt;
  if (literal.elements.size() != cpus.size())
    throw usage_error("{} values for {} possible CPUs", literal.elements.size(),
                      cpus.size());
  return literal.elements;
}

}  // namespace skep::map
