#include "commands/map/query_words.h"

#include "src/sys/error.h"

namespace skep::cli {

map::RowFormat ArgType<map::RowFormat>::parse(Words& words,
                                              std::string_view name) {
  if (words.accept_exactly("ndjson", "an object of JSON a line"))
    return map::RowFormat::ndjson;
  if (words.accept_exactly("csv", "comma-separated values"))
    return map::RowFormat::csv;
  words.reject(name);
}

map::CpuChoice ArgType<map::CpuChoice>::parse(Words& words,
                                              std::string_view name) {
  using Kind = map::CpuChoice::Kind;
  if (words.accept_exactly("sum", "the sum of each number"))
    return {.kind = Kind::sum};
  if (words.accept_exactly("min", "the least of each number"))
    return {.kind = Kind::min};
  if (words.accept_exactly("max", "the largest of each number"))
    return {.kind = Kind::max};
  const std::string word = words.take(name);
  const auto cpu = parse_unsigned(word);
  if (!cpu || *cpu > UINT32_MAX)
    throw usage_error("{} takes the number of a CPU, sum, min or max, not '{}'",
                      name, word);
  return {.kind = Kind::one, .cpu = static_cast<std::uint32_t>(*cpu)};
}

std::string_view filter_details() {
  return "A FIELD is key, value or a member of them: key.saddr, "
         "value.last[1].packets. \"key.\" and \"value.\" may be left out where "
         "only one of them has the rest. Without BTF there are key and value "
         "alone, numbers if they have 1, 2, 4 or 8 bytes.\n"
         "\n"
         "A condition compares a FIELD by ==, !=, <, <=, > or >= with a value "
         "of its type: a number, an enumerator, an address (10.0.0.1, "
         "fe80::1), "
         "text; with blanks in it, \"...\". =~ compares text with a pattern of "
         "* and ?. A FIELD alone means that it is not zero or empty. "
         "Conditions are joined by &&, ||, ! and parentheses. Without BTF, "
         "atoms such as be16:443 are values, too, and hex digits those of "
         "other sizes.";
}

}  // namespace skep::cli
