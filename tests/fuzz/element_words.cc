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

std::vector<std::string> words_of(const Element& element) {
  std::string text;
  if (element.key) text += fmt::format(" key {}", fmt::join(*element.key, " "));
  if (element.value)
    text += fmt::format(" value {}", fmt::join(*element.value, " "));
  std::vector<std::string> words = split(text, ' ');
  std::erase(words, "");
  return words;
}

void require_round_trip(const Element& element, const ElementShape& shape,
                        Clauses allowed) {
  const Element again = parse_element(words_of(element), shape, allowed);
  require(again.key == element.key && again.value == element.value,
          "the same element");
}

}  // namespace

// On the front: the sizes of key and value, and what is allowed.
void fuzz_one(ByteView bytes) {
  Input input{bytes};
  const ElementShape shape{.label = "map",
                           .key_size = input.number<std::uint8_t>(),
                           .value_size = input.number<std::uint8_t>(),
                           .value_form = static_cast<map::ValueForm>(
                               input.number<std::uint8_t>() % 3)};
  const auto allowed = static_cast<Clauses>(input.number<std::uint8_t>() % 3);
  const Element element =
      parse_element(split(text_of(input.rest()), ' '), shape, allowed);
  require(!element.key || element.key->size() == shape.key_size, "a whole key");
  require(!element.value || element.value->size() == shape.value_size,
          "a whole value");
  require_round_trip(element, shape, allowed);
}

}  // namespace skep::fuzz
