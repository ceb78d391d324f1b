#include "src/map/element_words.h"

#include <algorithm>
#include <span>
#include <string_view>

#include "src/map/data_words.h"
#include "src/sys/error.h"
#include "src/sys/text.h"

namespace skep::map {
namespace {

bool begins_reference(std::string_view word) {
  for (const std::string_view keyword : {"id", "tag", "name", "pinned"})
    if (is_short_for(word, keyword)) return true;
  return false;
}

bool has_value(const Element& element) {
  return element.value || element.described_value ||
         !element.cpu_values.empty() || !element.value_ref.empty();
}

bool has_key(const Element& element) {
  return element.key || element.described_key;
}

class Parser {
 public:
  Parser(std::span<const std::string> words, const ElementShape& shape,
         Clauses allowed)
      : words_(words), shape_(shape), allowed_(allowed) {}

  Element parse() {
    while (!words_.empty()) parse_clause(words_.front());
    return std::move(element_);
  }

 private:
  void parse_clause(const std::string& word) {
    if (is_short_for(word, "key"))
      parse_key();
    else if (is_short_for(word, "value"))
      parse_value();
    else if (allowed_ == Clauses::all && begins_clause(word))
      parse_flags();
    else
      throw usage_error("expected {}, not '{}'", expected(), word);
  }

  [[nodiscard]] std::string_view expected() const {
    switch (allowed_) {
      case Clauses::key:
        return "'key'";
      case Clauses::value:
        return "'value'";
      case Clauses::all:
        break;
    }
    return "'key', 'value', 'any', 'exist' or 'noexist'";
  }

  void parse_key() {
    begin("key", has_key(element_), allowed_ != Clauses::value,
          shape_.key_size);
    element_.described_key =
        take_descriptor_words(words_, shape_.described_key);
    if (!element_.described_key)
      element_.key = DataParser{words_, shape_, Clause::key}.parse();
  }

  void parse_value() {
    begin("value", has_value(element_), allowed_ != Clauses::key,
          shape_.value_size);
    element_.described_value =
        take_descriptor_words(words_, shape_.described_value);
    if (element_.described_value) return;
    if (shape_.value_form != ValueForm::bytes)
      element_.value_ref = parse_reference();
    else if (!parse_by_cpu())
      element_.value = DataParser{words_, shape_, Clause::value}.parse();
  }

  // Read what says which CPUs get which value; return true if the values have
  // been read, too.
  bool parse_by_cpu() {
    if (is_before_data("cpu", 2)) {
      require_cpus();
      element_.cpu = parse_cpu();
    } else if (is_before_data("all", 1)) {
      require_cpus();
      words_ = words_.subspan(1);
    } else if (!shape_.cpus.empty()) {
      DataParser data{words_, shape_, Clause::value};
      element_.cpu_values = data.parse_by_cpu().value_or(std::vector<Bytes>{});
    }
    return !element_.cpu_values.empty();
  }

  // Alone it may be text.
  [[nodiscard]] bool is_before_data(std::string_view word,
                                    std::size_t place) const {
    return words_.size() > place && words_.front() == word &&
           !begins_clause(words_[1]);
  }

  void require_cpus() const {
    if (shape_.cpus.empty())
      throw usage_error("{} has no values of its own for each CPU",
                        shape_.label);
  }

  std::uint32_t parse_cpu() {
    const std::string& word = words_[1];
    const auto number = parse_unsigned(word).value_or(UINT64_MAX);
    const auto cpu = std::find(shape_.cpus.begin(), shape_.cpus.end(), number);
    if (cpu == shape_.cpus.end())
      throw usage_error("there is no CPU '{}'", word)
          .with_hint(fmt::format("possible are {} to {}", shape_.cpus.front(),
                                 shape_.cpus.back()));
    words_ = words_.subspan(2);
    return *cpu;
  }

  // Take the word that begins a clause, if it can stand here.
  void begin(std::string_view clause, bool is_repeated, bool is_allowed,
             std::uint32_t size) {
    if (is_repeated) throw usage_error("the {} is given twice", clause);
    if (!is_allowed)
      throw usage_error("expected {}, not '{}'", expected(), words_.front());
    if (size == 0)
      throw usage_error("{} has no {}s", shape_.label, clause)
          .with_hint(sizes_hint(shape_));
    words_ = words_.subspan(1);
  }

  void parse_flags() {
    if (has_flags_)
      throw usage_error("'{}' follows another of any, exist and noexist",
                        words_.front());
    has_flags_ = true;
    const std::string word = take();
    if (is_short_for(word, "noexist"))
      element_.flags = BPF_NOEXIST;
    else if (is_short_for(word, "exist"))
      element_.flags = BPF_EXIST;
  }

  // Which object it is, the caller finds out.
  std::vector<std::string> parse_reference() {
    if (words_.size() < 2 || !begins_reference(words_.front()))
      throw usage_error("the value must be {}",
                        shape_.value_form == ValueForm::map
                            ? "a map: { id ID | name NAME | pinned FILE }"
                            : "a program: { id ID | tag TAG | name NAME | "
                              "pinned FILE }");
    return {take(), take()};
  }

  std::string take() {
    std::string word = words_.front();
    words_ = words_.subspan(1);
    return word;
  }

  std::span<const std::string> words_;
  const ElementShape& shape_;
  Clauses allowed_;
  Element element_;
  bool has_flags_ = false;
};

}  // namespace

Element parse_element(const std::vector<std::string>& words,
                      const ElementShape& shape, Clauses allowed) {
  return Parser{words, shape, allowed}.parse();
}

void require_key(const Element& element, const ElementShape& shape) {
  if (has_key(element) || shape.key_size == 0) return;
  throw usage_error("the key is missing").with_hint(sizes_hint(shape));
}

void require_value(const Element& element, const ElementShape& shape) {
  if (has_value(element) || shape.value_size == 0) return;
  throw usage_error("the value is missing").with_hint(sizes_hint(shape));
}

HeldData hold_key(const Element& element) {
  // Keys that are descriptors have the size of an int.
  return hold(element.described_key, element.key, sizeof(int));
}

}  // namespace skep::map
