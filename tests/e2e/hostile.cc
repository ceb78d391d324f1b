#include "tests/e2e/hostile.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "src/gen/names.h"
#include "src/sys/utf8.h"

namespace skep::test {
namespace {

constexpr std::size_t filler = 300;  // underscores behind each name

// Write `name` over all that is called `part` in the tables of an object: a
// string may become shorter, as it ends at a NUL.
void rename(std::string& object, const std::string& part, std::string name) {
  const std::string old = part + std::string(filler, '_');
  if (name.size() > old.size()) throw std::runtime_error("name is too long");
  name.resize(old.size(), '\0');
  auto at = object.find(old);
  if (at == std::string::npos) throw std::runtime_error("no name " + part);
  for (; at != std::string::npos; at = object.find(old, at + old.size()))
    object.replace(at, old.size(), name);
}

bool is_control(std::string_view sequence) {
  const auto byte = static_cast<unsigned char>(sequence[0]);
  if (sequence.size() > 1) return is_c1_control(sequence);
  return (byte < 0x20 && byte != '\n' && byte != '\t') || byte == 0x7f;
}

std::string hex(std::string_view text) {
  std::string out;
  for (const char c : text)
    out += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
  return out;
}

}  // namespace

const std::vector<std::string>& hostile_names() {
  static const std::vector<std::string> names{"a\"b",
                                              "a'b",
                                              "a\\",
                                              "a\nb",
                                              "\n#error injected\n",
                                              "a\rb",
                                              "\x1b[31mred",
                                              "\x1b]0;title\x07",
                                              "\xc2\x9b"
                                              "31m",
                                              "\x7f\b",
                                              "\xff\xfe",
                                              "\xe2\x82",
                                              "*/ int injected; /*",
                                              "a; int injected; int b",
                                              "a[injected]",
                                              "a\", \"injected\": \"",
                                              "// injected",
                                              "a \?\?/",
                                              "a b",
                                              "%s%n",
                                              "{}{0}",
                                              "$N$",
                                              "int",
                                              "_Bool",
                                              "_Static_assert",
                                              "__attribute__",
                                              "typeof",
                                              "bool",
                                              "true",
                                              "errno",
                                              "NULL",
                                              "class",
                                              "new",
                                              "nullptr",
                                              "alignas",
                                              "requires",
                                              "1st",
                                              "-",
                                              "..",
                                              "a/b",
                                              "\xc3\xa9t\xc3\xa9",
                                              std::string(300, 'a'),
                                              std::string(300, '"')};
  return names;
}

std::vector<std::string> odd_names() {
  std::vector<std::string> names = hostile_names();
  std::erase_if(names, [](const std::string& name) {
    return std::all_of(name.begin(), name.end(), gen::is_identifier_char);
  });
  return names;
}

const std::vector<std::string>& named_parts() {
  static const std::vector<std::string> parts{
      "a_program",       "a_program_section",
      "a_map",           "a_variable",
      "a_section",       "a_type",
      "a_member",        "a_typedef",
      "an_enum",         "an_enumerator",
      "an_inner_member", "a_constant",
      "a_pointee",       "a_tag"};
  return parts;
}

void write_hostile_object(const std::string& path,
                          const std::map<std::string, std::string>& names,
                          const std::string& suffix) {
  std::string object = read_text(bpf_object("hostile"));
  for (const std::string& part : named_parts()) {
    const auto given = names.find(part);
    if (given != names.end())
      rename(object, part, given->second);
    else
      rename(object, part, part == "a_program_section" ? "xdp" : part + suffix);
  }
  write_file(path, object);
}

void check_is_clean(std::string_view text) {
  while (!text.empty()) {
    const std::size_t size = utf8_length(text);
    const auto sequence = text.substr(0, std::max<std::size_t>(size, 1));
    if (size == not_utf8 || is_control(sequence)) {
      FAIL_CHECK("not for a terminal: ", hex(text.substr(0, 20)));
      return;
    }
    text.remove_prefix(sequence.size());
  }
}

Result skep_words(std::vector<std::string> words) {
  words.insert(words.begin(), skep_program());
  return run(words);
}

Result check_harmless(const std::vector<std::string>& words,
                      const std::function<void()>& undo) {
  const Result text = skep_words(words);
  undo();
  CHECK(text.exit <= 2);
  check_is_clean(text.out);
  check_is_clean(text.err);
  std::vector<std::string> json_words{"-j"};
  json_words.insert(json_words.end(), words.begin(), words.end());
  const Result json = skep_words(json_words);
  undo();
  CHECK(json.exit == text.exit);
  CHECK_FALSE(json.json().is_discarded());
  check_is_clean(json.out);
  check_is_clean(json.err);
  return text;
}

}  // namespace skep::test
