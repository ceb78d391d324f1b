#include "src/object/sec_rule.h"

#include "src/sys/error.h"

namespace skep {

std::string fill_for(const SecRule& rule, const SecTemplate& text,
                     std::string_view section) try {
  return text.fill(divide_section(rule.pattern, section));
} catch (const Error& error) {
  throw error.in(fmt::format("rule '{}'", rule.text));
}

std::optional<std::string> section_stood_for(const SecRule& rule,
                                             std::string_view section) {
  if (!rule.stands_for) return std::nullopt;
  std::string name = fill_for(rule, *rule.stands_for, section);
  if (name.ends_with('/')) name.pop_back();
  return name;
}

}  // namespace skep
