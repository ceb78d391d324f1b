#include "src/map/condition.h"

#include <bit>

#include "src/btf/address.h"
#include "src/btf/encode.h"
#include "src/btf/encode_scalar.h"
#include "src/btf/literal.h"
#include "src/map/atoms.h"
#include "src/sys/error.h"

namespace skep::map {
namespace {

using btf::Operator;

Bytes untyped_bytes(const std::string& word, std::size_t size) {
  const std::vector<std::string> words{is_atom(word) ? word : "hex:" + word};
  return parse_atoms(words, static_cast<std::uint32_t>(size));
}

// Gives a comparison its right side, as the column's type reads it.
class Operand {
 public:
  Operand(const Columns& columns, Condition& condition)
      : btf_(columns.btf()), condition_(condition), column_(condition.column) {}

  void set(const btf::Literal& literal) {
    if (condition_.op == Operator::like && column_.kind != ColumnKind::text)
      throw usage_error("=~ is for text: it has none");
    if (condition_.op == Operator::set) return check_has_zero();
    switch (column_.kind) {
      case ColumnKind::number:
        condition_.number = in_range_of(column_, number(literal));
        return;
      case ColumnKind::real:
        return set_real(literal);
      case ColumnKind::text:
        condition_.text = literal.text;
        return;
      case ColumnKind::bytes:
        return set_bytes(literal);
    }
  }

 private:
  void check_has_zero() const {
    if (column_.kind == ColumnKind::bytes) throw no_number();
  }

  static Error no_number() {
    return usage_error("it is no number: compare it by == or !=");
  }

  [[nodiscard]] btf::Wide number(const btf::Literal& literal) const {
    if (column_.type == btf::void_id) return untyped_number(literal.text);
    const btf_type& type = *btf_->type(column_.type);
    // In packets they are not in the byte order of the machine.
    if (btf_is_int(&type) && !is_equality(condition_.op) &&
        btf::address_bytes(literal.text))
      throw usage_error("addresses have no order: compare them by == or !=");
    return btf::scalar_bits(*btf_, type, column_.bits.size, literal);
  }

  [[nodiscard]] btf::Wide untyped_number(const std::string& word) const {
    const std::uint32_t bits = column_.bits.size;
    if (!is_atom(word))
      return btf::integer_bits({.bits = bits, .is_signed = false}, word);
    const Bytes bytes = untyped_bytes(word, bits / 8);
    return {.low = btf::read_unsigned(bytes, bits / 8, column_.order)};
  }

  void set_real(const btf::Literal& literal) {
    const std::uint32_t bits = column_.bits.size;
    const std::uint64_t low =
        btf::scalar_bits(*btf_, *btf_->type(column_.type), bits, literal).low;
    condition_.real =
        bits == 32 ? std::bit_cast<float>(static_cast<std::uint32_t>(low))
                   : std::bit_cast<double>(low);
  }

  void set_bytes(const btf::Literal& literal) {
    if (!is_equality(condition_.op)) throw no_number();
    if (column_.type == btf::void_id)
      condition_.bytes = untyped_bytes(literal.text, column_.size);
    else
      condition_.bytes = btf::encode(*btf_, column_.type,
                                     static_cast<std::uint32_t>(column_.size),
                                     btf::parse_literal(literal.text));
  }

  const btf::BtfView* btf_;
  Condition& condition_;
  const Column& column_;
};

}  // namespace

Condition understand(const btf::Comparison& comparison,
                     const Columns& columns) {
  Condition condition{.op = comparison.op,
                      .column = columns.find(comparison.field)};
  try {
    Operand{columns, condition}.set(comparison.operand);
  } catch (const Error& error) {
    throw error.in(condition.column.path);
  }
  return condition;
}

Conditions parse_conditions(std::string_view text, const Columns& columns) {
  return btf::with_leaves(btf::parse_expression(text),
                          [&](const btf::Comparison& comparison) {
                            return understand(comparison, columns);
                          });
}

}  // namespace skep::map
