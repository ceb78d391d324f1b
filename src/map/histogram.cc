#include "src/map/histogram.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

#include "src/sys/error.h"

namespace skep::map {
namespace {

constexpr std::size_t negative_bucket = 0;
constexpr std::size_t zero_bucket = 1;
constexpr std::size_t one_bucket = 2;  // that of 2^0
constexpr std::size_t bar_width = 40;

std::size_t bucket_of(std::uint64_t number) {
  return zero_bucket + static_cast<std::size_t>(std::bit_width(number));
}

// The power of two that a bucket begins with: "512", "1K".
std::string power(std::size_t exponent) {
  constexpr std::string_view units = " KMGTPE";
  const std::size_t unit = exponent / 10;
  const unsigned number = 1U << exponent % 10;
  return unit == 0 ? fmt::format("{}", number)
                   : fmt::format("{}{}", number, units[unit]);
}

// The numbers of a bucket as text.
std::string range_of(std::size_t bucket) {
  if (bucket == negative_bucket) return "(..., 0)";
  if (bucket == zero_bucket) return "[0]";
  if (bucket == one_bucket) return "[1]";
  const std::size_t exponent = bucket - one_bucket;
  return fmt::format("[{}, {})", power(exponent), power(exponent + 1));
}

std::uint64_t largest_of(std::size_t bucket) {
  if (bucket == zero_bucket) return 0;
  const auto exponent = static_cast<unsigned>(bucket - one_bucket);
  return ~std::uint64_t{0} >> (63 - exponent);
}

void print_limits(Writer& out, std::size_t bucket) {
  if (bucket == negative_bucket) {
    out.field("min", std::numeric_limits<std::int64_t>::min());
    out.field("max", -1);
  } else {
    const std::uint64_t largest = largest_of(bucket);
    out.field("min", largest - largest / 2);
    out.field("max", largest);
  }
}

std::string bar_of(std::uint64_t count, std::uint64_t largest) {
  // At least one mark: what occurs is seen.
  const auto share = static_cast<double>(count) / static_cast<double>(largest);
  const auto length = static_cast<std::size_t>(std::ceil(share * bar_width));
  return std::string(std::min(length, bar_width), '#');
}

}  // namespace

Histogram::Histogram(Column column) : column_(std::move(column)) {
  const bool has_numbers =
      column_.kind == ColumnKind::number || column_.kind == ColumnKind::real;
  if (!has_numbers || column_.bits.size > 64)
    throw usage_error("a histogram needs numbers of up to 64 bits: {} has none",
                      column_.path);
}

void Histogram::add(ByteView part) {
  if (column_.kind == ColumnKind::real) {
    if (const auto real = read_real(column_, part)) count_real(*real);
    return;
  }
  const auto number = read_number(column_, part);
  if (!number) return;
  const bool is_negative =
      column_.is_signed && static_cast<std::int64_t>(number->low) < 0;
  ++counts_[is_negative ? negative_bucket : bucket_of(number->low)];
}

void Histogram::count_real(double number) {
  constexpr double too_large = 18446744073709551616.0;  // 2^64
  if (std::isnan(number)) return;
  if (number < 0)
    ++counts_[negative_bucket];
  else if (number >= too_large)
    ++counts_.back();
  else
    ++counts_[bucket_of(static_cast<std::uint64_t>(number))];
}

std::size_t Histogram::first() const {
  const auto found =
      std::find_if(counts_.begin(), counts_.end(),
                   [](std::uint64_t count) { return count != 0; });
  return static_cast<std::size_t>(found - counts_.begin());
}

std::size_t Histogram::end() const {
  const auto found =
      std::find_if(counts_.rbegin(), counts_.rend(),
                   [](std::uint64_t count) { return count != 0; });
  return static_cast<std::size_t>(counts_.rend() - found);
}

void Histogram::print(Writer& out) const {
  const auto object = out.object();
  out.field("field", column_.path, "{}\n");
  const std::uint64_t largest =
      *std::max_element(counts_.begin(), counts_.end());
  const auto list = out.list("buckets");
  for (std::size_t i = first(); i < end(); ++i) {
    const auto bucket = out.object();
    print_limits(out, i);
    out.field("count", counts_[i]);
    out.text("{:<14} {:>10} |{:<40}|\n", range_of(i), counts_[i],
             bar_of(counts_[i], largest));
  }
}

}  // namespace skep::map
