// The words for keys and values of map elements.
#include "src/map/element_words.h"

#include <fmt/ranges.h>

#include <string>
#include <vector>

#include "src/sys/text.h"
#include "tests/fuzz/fuzz.h"

namespace skep::fuzz {
namespace {

using map::Clauses;
using map::Element;
using map::ElementShape;

std::vector<std::uint32_t> some_cpus(std::uint8_t number) {
  return number % 2 == 0 ? std::vector<std::uint32_t>{}
                         : std::vector<std::uint32_t>{0, number};
}

std::string list_of(const Bytes& bytes) {
  return fmt::format("[{}]", fmt::join(bytes, ","));
}

std::vector<std::string> words_of(const Element& element) {
  std::string text;
  if (element.key) text += fmt::format(" key {}", fmt::join(*element.key, " "));
  if (element.value) {
    text +=
        element.cpu ? fmt::format(" value cpu {} ", *element.cpu) : " value ";
    text += fmt::format("{}", fmt::join(*element.value, " "));
  }
  std::string lists;
  for (const Bytes& value : element.cpu_values)
    lists += (lists.empty() ? "" : ",") + list_of(value);
  if (!lists.empty()) text += " value [" + lists + "]";
  std::vector<std::string> words = split(text, ' ');
  std::erase(words, "");
  return words;
}

void require_round_trip(const Element& element, const ElementShape& shape,
                        Clauses allowed) {
  const Element again = parse_element(words_of(element), shape, allowed);
  require(again.key == element.key && again.value == element.value &&
              again.cpu == element.cpu &&
              again.cpu_values == element.cpu_values,
          "the same element");
}

}  // namespace

// On the front: the sizes of key and value, their forms, and what is allowed.
void fuzz_one(ByteView bytes) {
  Input input{bytes};
  const ElementShape shape{
      .label = "map",
      .key_size = input.number<std::uint8_t>(),
      .value_size = input.number<std::uint8_t>(),
      .value_form =
          static_cast<map::ValueForm>(input.number<std::uint8_t>() % 3),
      .key_form = static_cast<map::KeyForm>(input.number<std::uint8_t>() % 2),
      .cpus = some_cpus(input.number<std::uint8_t>())};
  const auto allowed = static_cast<Clauses>(input.number<std::uint8_t>() % 3);
  const Element element =
      parse_element(split(text_of(input.rest()), ' '), shape, allowed);
  require(!element.key || element.key->size() == shape.key_size, "a whole key");
  for (const Bytes& value : element.cpu_values)
    require(value.size() == shape.value_size, "whole values");
  require(!element.value || element.value->size() == shape.value_size,
          "a whole value");
  require_round_trip(element, shape, allowed);
}

}  // namespace skep::fuzz
