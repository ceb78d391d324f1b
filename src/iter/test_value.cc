#include "src/iter/test_value.h"

#include <arpa/inet.h>

#include <optional>
#include <utility>

#include "src/btf/parts.h"
#include "src/iter/number_traits.h"
#include "src/sys/error.h"
#include "src/sys/text.h"

namespace skep::iter {
namespace {

using btf::Operator;

Test text_test(std::size_t column, const btf::Comparison& comparison) {
  // What is not empty differs from what is.
  if (comparison.op == Operator::set)
    return {.column = column, .op = Operator::ne, .value = std::string{}};
  return {
      .column = column, .op = comparison.op, .value = comparison.operand.text};
}

// Read the name of an enumerator.
std::optional<std::uint64_t> find_enumerator(
    btf::BtfView kernel, btf::TypeId id, const btf::Comparison& comparison) {
  const btf_type* type = kernel.resolve(id);
  std::vector<std::string> names;
  for (std::uint32_t i = 0; i < btf_vlen(type); ++i) {
    const btf::NamedValue enumerator = btf::enumerator_of(*type, i);
    names.emplace_back(kernel.name(enumerator.name_off));
    if (names.back() == comparison.operand.text) return enumerator.value;
  }
  const std::string close = did_you_mean(comparison.operand.text, names);
  if (close.empty()) return std::nullopt;
  throw usage_error("'{}' has no value '{}'", comparison.field,
                    comparison.operand.text)
      .with_hint(close);
}

// Read a number of either sign; nullopt if it is none, or takes more than 64
// bits.
std::optional<std::uint64_t> parse_number(std::string_view word) {
  const bool is_negative = word.starts_with('-');
  const auto size = parse_unsigned(word.substr(is_negative ? 1 : 0));
  if (!size || (is_negative && *size > std::uint64_t{1} << 63U))
    return std::nullopt;
  return is_negative ? 0 - *size : *size;
}

// Does a number fit into so many bits?
bool fits(std::uint64_t number, bool is_negative, bool is_signed,
          std::uint32_t bits) {
  if (is_negative)
    return is_signed &&
           (number >> (bits - 1)) == ~std::uint64_t{0} >> (bits - 1);
  const std::uint32_t room = bits - (is_signed ? 1 : 0);
  return room >= 64 || number >> room == 0;
}

// Read an IPv4 address as the number that it is in our byte order.
std::optional<std::uint64_t> parse_address(const std::string& word) {
  in_addr address{};
  if (::inet_pton(AF_INET, word.c_str(), &address) != 1) return std::nullopt;
  return ntohl(address.s_addr);
}

std::uint64_t number_for(btf::BtfView kernel, const Column& column,
                         const NumberTraits& traits,
                         const btf::Comparison& comparison) {
  const btf::Target& value = column.field->value;
  if (traits.is_bool && comparison.operand.text == "true") return 1;
  if (traits.is_bool && comparison.operand.text == "false") return 0;
  const std::uint32_t bits =
      value.bitfield_size != 0 ? value.bitfield_size : column.size * 8;
  if (const auto number = parse_number(comparison.operand.text)) {
    if (!fits(*number, comparison.operand.text.starts_with('-'),
              traits.is_signed, bits))
      throw usage_error("'{}' never is {}: it has {} {}", comparison.field,
                        comparison.operand.text, bits,
                        traits.is_signed ? "signed bits" : "bits");
    return *number;
  }
  if (traits.is_enum)
    if (const auto found = find_enumerator(kernel, value.type, comparison))
      // BTF extends the sign of all enumerators.
      return traits.is_signed ? *found
                              : *found & ~std::uint64_t{0} >> (64 - bits);
  if (traits.is_in_network_order && column.size == sizeof(in_addr))
    if (const auto address = parse_address(comparison.operand.text))
      return *address;
  throw usage_error("'{}' is no number, as '{}' is", comparison.operand.text,
                    comparison.field);
}

}  // namespace

Test make_test(btf::BtfView kernel, const std::vector<Column>& columns,
               std::size_t column, const btf::Comparison& comparison) {
  const Column& tested = columns[column];
  if (!tested.field) return {.column = column, .value = std::uint64_t{0}};
  if (is_text(tested.form)) return text_test(column, comparison);
  const NumberTraits traits = number_traits(kernel, tested.field->value.type);
  const bool is_comparable = tested.form == Form::bits
                                 ? tested.size <= sizeof(std::uint64_t)
                                 : traits.is_number;
  if (comparison.op == Operator::like)
    throw usage_error("'{}' is no text, which =~ is for", comparison.field);
  if (!is_comparable || comparison.operand.is_quoted)
    throw usage_error("'{}' can't be compared with {}", comparison.field,
                      comparison.operand.is_quoted ? "text" : "a number");
  Test test{.column = column,
            .op = comparison.op,
            .value = std::uint64_t{0},
            .is_signed = traits.is_signed};
  if (test.op == Operator::set)
    test.op = Operator::ne;
  else
    test.value = number_for(kernel, tested, traits, comparison);
  return test;
}

}  // namespace skep::iter
