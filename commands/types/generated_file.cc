#include "commands/types/generated_file.h"

#include <fmt/format.h>
#include <unistd.h>

#include "src/sys/error.h"
#include "src/sys/file.h"

namespace skep::commands {
namespace {

// Return a path as a word of a rule.
std::string rule_word(std::string_view path) {
  std::string word;
  for (const char c : path) {
    if (c == '\n')
      throw failure("a rule for make can't name a file with a line feed");
    if (c == '$') word += '$';
    if (c == ' ' || c == '#' || c == '\\' || c == ':') word += '\\';
    word += c;
  }
  return word;
}

void check_is_current(const std::string& path, std::string_view text) {
  const bool is_there = ::access(path.c_str(), F_OK) == 0;
  if (is_there && text_of(read_file(path)) == text) return;
  throw failure("{} is {}", path,
                is_there ? "stale: it would be written anew" : "missing")
      .with_hint("write it: leave out --check");
}

}  // namespace

void check_destination(const Destination& destination) {
  if (destination.is_check && !destination.output)
    throw usage_error("--check needs a file to compare with")
        .with_hint("name it: -o FILE");
  if (destination.depfile && !destination.output)
    throw usage_error("--depfile needs the name of what is made")
        .with_hint("name it: -o FILE");
}

void deliver(const Destination& destination, std::string_view text,
             const std::string& source, cli::Context& context) {
  if (!destination.output) return context.out.layout(text);
  const std::string& path = destination.output->path;
  if (destination.is_check) return check_is_current(path, text);
  std::string rule;
  if (destination.depfile)
    rule = fmt::format("{}: {}\n", rule_word(path), rule_word(source));
  replace_file(path, bytes_of(text));
  if (destination.depfile)
    replace_file(destination.depfile->path, bytes_of(rule));
}

}  // namespace skep::commands
