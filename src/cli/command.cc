#include "src/cli/command.h"

namespace skep::cli {
namespace {

void read_words(const std::vector<BoundArgument>& args, void* options,
                Words& words, const OptionValues& values) {
  for (const BoundArgument& arg : args)
    if (const auto found = values.find(arg.shown.name);
        arg.kind == ArgKind::dashed && found != values.end())
      arg.assign(options, found->second);
  parse_arguments(args, options, words);
  words.expect_end();
}

}  // namespace

Command::Command() = default;
Command::Command(const Command&) = default;
Command::Command(Command&&) noexcept = default;
Command& Command::operator=(const Command&) = default;
Command& Command::operator=(Command&&) noexcept = default;
Command::~Command() = default;

Command detail::make_command(std::string path, std::string summary,
                             std::vector<BoundArgument> args, Notes notes,
                             WithOptions with_options) {
  Command result;
  result.path = std::move(path);
  result.summary = std::move(summary);
  result.notes = std::move(notes);
  for (const BoundArgument& arg : args) result.arguments.push_back(arg.shown);
  const auto use =
      [args = std::move(args), with_options = std::move(with_options)](
          Words& words, const OptionValues& values, Context* context) {
        with_options(
            [&](void* options) { read_words(args, options, words, values); },
            context);
      };
  result.read = [use](Words& words, const OptionValues& values) {
    use(words, values, nullptr);
  };
  result.run = [use](Words& words, const OptionValues& values,
                     Context& context) { use(words, values, &context); };
  return result;
}

}  // namespace skep::cli
