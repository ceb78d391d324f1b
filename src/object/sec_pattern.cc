#include "src/object/sec_pattern.h"

#include <utility>

#include "src/sys/error.h"

namespace skep {

SecPattern::SecPattern(std::string text) : text_(std::move(text)) {
  if (text_.empty())
    throw usage_error("a pattern of section names can't be empty")
        .with_hint("* stands for every section that libbpf does not know");
  if (text_.find('\0') != std::string::npos)
    throw usage_error("a pattern of section names can't have a zero byte");
}

std::string_view SecPattern::stem() const {
  std::string_view stem = text_;
  if (stem.ends_with('+')) stem.remove_suffix(1);
  return stem;
}

bool SecPattern::matches(std::string_view section) const {
  if (is_fallback()) return true;
  if (text_.ends_with('/')) return section.starts_with(text_);
  if (!section.starts_with(stem())) return false;
  section.remove_prefix(stem().size());
  return section.empty() || (text_.ends_with('+') && section.starts_with('/'));
}

std::string_view SecPattern::rest_of(std::string_view section) const {
  if (is_fallback()) return section;
  section.remove_prefix(stem().size());
  if (text_.ends_with('+') && section.starts_with('/'))
    section.remove_prefix(1);
  return section;
}

}  // namespace skep
