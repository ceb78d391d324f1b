#include <doctest/doctest.h>

#include <limits>
#include <string>
#include <vector>

#include "src/map/cpu_value.h"
#include "src/map/histogram.h"
#include "src/map/query.h"
#include "src/map/sorter.h"
#include "src/map/value_layout.h"
#include "tests/unit/map_fixture.h"

namespace skep::map {
namespace {

using Kind = CpuChoice::Kind;

// Values of the CPUs 0, 2 and 5.
class ThreeCpus {
 public:
  explicit ThreeCpus(const std::vector<std::string>& literals) {
    for (const std::string& literal : literals) {
      const Bytes value = flows_.value(literal);
      values_.insert(values_.end(), value.begin(), value.end());
    }
  }

  // Return what a column of the chosen value holds, in the low bits.
  [[nodiscard]] std::int64_t number(const CpuChoice& choice,
                                    std::string_view path) const {
    const Columns columns = flows_.columns();
    CpuValue cpu_value{choice, layout_, columns};
    const auto number = read_number(columns.find(path), cpu_value.of(values_));
    return static_cast<std::int64_t>(number.value().low);
  }
  [[nodiscard]] double real(const CpuChoice& choice) const {
    const Columns columns = flows_.columns();
    CpuValue cpu_value{choice, layout_, columns};
    return read_real(columns.find("ratio"), cpu_value.of(values_)).value();
  }
  [[nodiscard]] const Flows& flows() const { return flows_; }
  [[nodiscard]] const ValueLayout& layout() const { return layout_; }

 private:
  Flows flows_;
  ValueLayout layout_{Flows::value_size, {0, 2, 5}};
  Bytes values_;
};

Bytes number_bytes(std::uint64_t number) {
  const ByteView bytes = bytes_of(number);
  return {bytes.begin(), bytes.end()};
}

// Return the numbers that a sorter of untyped 8-byte values keeps.
std::vector<std::uint64_t> sorted(const std::vector<std::uint64_t>& numbers,
                                  bool is_descending,
                                  std::optional<std::uint64_t> most) {
  const Columns columns{4, 8, nullptr};
  Sorter sorter{columns.find("value"), is_descending, most};
  std::uint32_t key = 0;
  for (const std::uint64_t number : numbers) {
    sorter.add({.key = bytes_of(key), .values = bytes_of(number)});
    ++key;
  }
  std::vector<std::uint64_t> result;
  sorter.for_each([&](const Row& row) {
    result.push_back(load_as<std::uint64_t>(row.values));
  });
  return result;
}

std::string printed(const Histogram& histogram, Format format) {
  Sink sink;
  Writer out{sink, format};
  histogram.print(out);
  return sink.take();
}

}  // namespace

TEST_CASE("numbers of all CPUs are added, or the least or largest taken") {
  const ThreeCpus values{{"{packets: 1, delta: -5, ratio: 1.5, last: [1, 9]}",
                          "{packets: 2, delta: 7, ratio: -2, last: [3, 8]}",
                          "{packets: 9, delta: 1, ratio: 4, last: [2, 7]}"}};
  const auto number = [&](Kind kind, std::string_view path) {
    return values.number({.kind = kind}, path);
  };
  CHECK(number(Kind::sum, "packets") == 12);
  CHECK(number(Kind::sum, "delta") == 3);
  CHECK(number(Kind::sum, "last[1]") == 24);
  CHECK(number(Kind::min, "packets") == 1);
  CHECK(number(Kind::min, "delta") == -5);
  CHECK(number(Kind::max, "delta") == 7);
  CHECK(number(Kind::max, "last[0]") == 3);
  CHECK(values.real({.kind = Kind::sum}) == 3.5);
  CHECK(values.real({.kind = Kind::min}) == -2);
  CHECK(values.real({.kind = Kind::max}) == 4);
}

TEST_CASE("sums wrap as the type of the number does") {
  const ThreeCpus values{
      {"{packets: 0xffffffffffffffff, level: 30, huge: 0xffffffffffffffff}",
       "{packets: 3, level: 3, huge: 1}", "{}"}};
  const auto sum = [&](std::string_view path) {
    return values.number({.kind = Kind::sum}, path);
  };
  CHECK(sum("packets") == 2);
  CHECK(sum("level") == 1);
  CHECK(sum("ready") == 0);
  CHECK(sum("huge") == 0);
}

TEST_CASE("what is no number, or overlaps one, is not added up") {
  const ThreeCpus values{{"{state: open, number: 0xffff, address: 4}",
                          "{state: half, number: 1, address: 4}", "{}"}};
  const auto sum = [&](std::string_view path) {
    return values.number({.kind = Kind::sum}, path);
  };
  CHECK(sum("state") == 1);
  CHECK(sum("address") == 4);
  // Once, as a whole, not again by its halves.
  CHECK(sum("number") == 0x10000);
}

TEST_CASE("the value of one CPU is found by its number") {
  const ThreeCpus values{{"{packets: 1}", "{packets: 2}", "{packets: 3}"}};
  CHECK(values.number({.kind = Kind::one, .cpu = 0}, "packets") == 1);
  CHECK(values.number({.kind = Kind::one, .cpu = 5}, "packets") == 3);
  const auto absent = error_of(
      [&] { (void)values.number({.kind = Kind::one, .cpu = 1}, "packets"); });
  CHECK(absent == "there is no CPU 1 | one of: 0, 2, 5");
}

TEST_CASE("values that can't be added up are refused") {
  const Columns columns{4, 12, nullptr};
  const auto choose = [&](Kind kind, const ValueLayout& layout) {
    return error_of([&] { (void)CpuValue{{.kind = kind}, layout, columns}; });
  };
  const ValueLayout per_cpu{12, {0, 1}};
  CHECK(choose(Kind::sum, per_cpu).starts_with("the values hold no numbers"));
  CHECK(choose(Kind::one, per_cpu) == "no error");
  CHECK(choose(Kind::one, {12, {}}).starts_with("'--cpu' is for per-CPU maps"));
}

TEST_CASE("untyped numbers of all CPUs are added") {
  const Columns columns{4, 8, nullptr};
  const ValueLayout layout{8, {0, 1}};
  CpuValue cpu_value{{.kind = Kind::sum}, layout, columns};
  Bytes values = number_bytes(40);
  const Bytes second = number_bytes(2);
  values.insert(values.end(), second.begin(), second.end());
  CHECK(load_as<std::uint64_t>(cpu_value.of(values)) == 42);
}

TEST_CASE("elements come in the order of a column, equal ones as they came") {
  using Numbers = std::vector<std::uint64_t>;
  const Numbers numbers{5, 1, 9, 1, 7};
  CHECK(sorted(numbers, false, std::nullopt) == Numbers{1, 1, 5, 7, 9});
  CHECK(sorted(numbers, true, std::nullopt) == Numbers{9, 7, 5, 1, 1});
  CHECK(sorted(numbers, true, 2) == Numbers{9, 7});
  CHECK(sorted(numbers, false, 3) == Numbers{1, 1, 5});
  CHECK(sorted(numbers, false, 100) == Numbers{1, 1, 5, 7, 9});
  CHECK(sorted(numbers, false, 0).empty());
}

TEST_CASE("of equal elements, those that came first are kept") {
  const Columns columns{4, 8, nullptr};
  Sorter sorter{columns.find("value"), true, 2};
  const std::uint64_t same = 3;
  for (std::uint32_t key = 0; key < 5; ++key)
    sorter.add({.key = bytes_of(key), .values = bytes_of(same)});
  std::vector<std::uint32_t> keys;
  sorter.for_each(
      [&](const Row& row) { keys.push_back(load_as<std::uint32_t>(row.key)); });
  CHECK(keys == std::vector<std::uint32_t>{0, 1});
}

TEST_CASE("text, fractions and negative numbers have their order") {
  const Flows flows;
  const Columns columns = flows.columns();
  const auto is_less = [&](std::string_view path, std::string_view left,
                           std::string_view right) {
    return compare_in(columns.find(path), flows.value(left),
                      flows.value(right)) < 0;
  };
  CHECK(is_less("delta", "{delta: -1}", "{delta: 0}"));
  CHECK_FALSE(is_less("delta", "{delta: 1}", "{delta: -2}"));
  CHECK(is_less("ratio", "{ratio: -0.5}", "{ratio: 0.25}"));
  CHECK(is_less("ratio", "{ratio: 1}", "{ratio: nan}"));
  CHECK(is_less("comm", "{comm: ab}", "{comm: b}"));
  CHECK(is_less("last", "{last: [1, 2]}", "{last: [1, 3]}"));
  CHECK(compare_in(columns.find("packets"), {}, flows.value("{}")) < 0);
}

TEST_CASE("numbers are counted by powers of two") {
  const Columns columns{4, 8, nullptr};
  Histogram histogram{columns.find("value")};
  CHECK(printed(histogram, Format::json) ==
        R"({"field":"value","buckets":[]})");
  for (const std::uint64_t number :
       {std::uint64_t{1}, std::uint64_t{4}, std::uint64_t{7}, UINT64_MAX})
    histogram.add(bytes_of(number));
  const std::string json = printed(histogram, Format::json);
  CHECK(json.starts_with(
      R"({"field":"value","buckets":[{"min":1,"max":1,"count":1},)"
      R"({"min":2,"max":3,"count":0},{"min":4,"max":7,"count":2},)"));
  CHECK(json.ends_with(R"({"min":9223372036854775808,)"
                       R"("max":18446744073709551615,"count":1}]})"));
  const std::string text = printed(histogram, Format::text);
  CHECK(
      text.starts_with("value\n"
                       "[1]                     1 |####################"
                       "                    |\n"
                       "[2, 4)                  0 |                    "
                       "                    |\n"
                       "[4, 8)                  2 |####################"
                       "####################|\n"));
  CHECK(text.find("[1K, 2K) ") != std::string::npos);
  CHECK(text.find("[8E, 16E) ") != std::string::npos);
}

TEST_CASE("negative numbers and zero have buckets of their own") {
  const Flows flows;
  const Columns columns = flows.columns();
  Histogram whole{columns.find("delta")};
  Histogram real{columns.find("ratio")};
  for (const std::string_view literal :
       {"{delta: -7, ratio: -0.5}", "{delta: 0, ratio: 0.5}",
        "{delta: 3, ratio: 2.5}", "{delta: 2, ratio: inf}", "{ratio: nan}"}) {
    whole.add(flows.value(literal));
    real.add(flows.value(literal));
  }
  whole.add({});
  CHECK(printed(whole, Format::json) ==
        R"({"field":"value.delta","buckets":[)"
        R"({"min":-9223372036854775808,"max":-1,"count":1},)"
        R"({"min":0,"max":0,"count":2},{"min":1,"max":1,"count":0},)"
        R"({"min":2,"max":3,"count":2}]})");
  const std::string text = printed(real, Format::text);
  CHECK(text.find("(..., 0)                1 |#") != std::string::npos);
  CHECK(text.find("[0]                     1 |#") != std::string::npos);
  CHECK(text.find("[2, 4)                  1 |#") != std::string::npos);
  CHECK(text.find("[8E, 16E)               1 |#") != std::string::npos);
}

TEST_CASE("a histogram needs numbers of up to 64 bits") {
  const Flows flows;
  for (const std::string_view path : {"comm", "last", "huge"}) {
    CAPTURE(path);
    const auto error =
        error_of([&] { (void)Histogram{flows.columns().find(path)}; });
    CHECK(error.starts_with("a histogram needs numbers of up to 64 bits"));
  }
}

TEST_CASE("questions that make no sense together are refused") {
  const auto error = [](const Query& query) {
    return error_of([&] { check_query(query); });
  };
  CHECK(error({.filter = "a", .count = true}) == "no error");
  CHECK(error({.sort = "a", .is_reversed = true, .top = 1}) == "no error");
  CHECK(error({.limit = 1, .keys_only = true, .format = RowFormat::csv}) ==
        "no error");
  CHECK(error({.keys_only = true, .count = true}) ==
        "'--count' and '--keys-only' exclude each other");
  CHECK(error({.limit = 1, .histogram = "a"}) ==
        "'--hist' and '--limit' exclude each other");
  CHECK(error({.top = 1}) == "'--top' needs '--sort'");
  CHECK(error({.is_reversed = true}) == "'--reverse' needs '--sort'");
  CHECK(error({.sort = "a", .top = 1, .limit = 1}) ==
        "'--top' and '--limit' exclude each other");
  CHECK(error({.sort = "a", .watch = std::chrono::seconds{1}}) ==
        "'--watch' and '--sort' exclude each other");
  CHECK(error({.format = RowFormat::csv, .watch = std::chrono::seconds{1}})
            .find("no '--format csv'") != std::string::npos);
}

}  // namespace skep::map
