// The only file that includes CLI11.
#include "src/cli/parse.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include "src/sys/text.h"

namespace skep::cli {
namespace {

bool is_dashed(const std::string& word) {
  // A negative number is a value that is out of range, not an option.
  return word.size() > 1 && word[0] == '-' &&
         std::isdigit(static_cast<unsigned char>(word[1])) == 0;
}

// The words before any `--` that are not options, enough for `help map show`.
// The value of a command's own option would be taken for a word; it stands
// behind the command.
std::vector<std::string> leading_words(const std::vector<std::string>& args) {
  std::vector<std::string> words;
  for (std::size_t i = 0; i < args.size() && words.size() < 3; ++i) {
    if (args[i] == "--") break;
    if (is_global_option_with_value(args[i]))
      ++i;
    else if (!is_dashed(args[i]))
      words.push_back(args[i]);
  }
  return words;
}

struct Flags {
  bool json = false;
  bool pretty = false;
};

std::vector<std::string> option_names(const Command* command) {
  std::vector<std::string> names;
  for (const GlobalOption& option : global_options())
    for (std::string& name : split(option.names, ','))
      names.push_back(std::move(name));
  if (command != nullptr)
    for (const Argument& argument : command->arguments)
      if (argument.is_dashed)
        for (std::string& name : split(argument.name, ','))
          names.push_back(std::move(name));
  return names;
}

void throw_for_unknown_options(const std::vector<std::string>& extras,
                               const Command* command) {
  for (const std::string& extra : extras)
    if (extra != "--") {
      throw usage_error("unknown option '{}'", extra)
          .with_hint(did_you_mean(extra, option_names(command)));
    }
}

// CLI11 takes "[1,2]" for the words 1 and 2, unless another character is first.
constexpr char shield = '\x01';

void shield_word(std::string& word) {
  if (word.starts_with('[') || word.starts_with(shield))
    word.insert(word.begin(), shield);
}

void unshield(std::string& word) {
  if (word.starts_with(shield)) word.erase(word.begin());
}

void unshield_all(std::vector<std::string>& words) {
  std::for_each(words.begin(), words.end(), unshield);
}

// Let CLI11 tell options from words.
class OptionParser {
 public:
  OptionParser(GlobalOptions& globals, Line& line) : line_(line) {
    app_.set_help_flag();
    app_.allow_extras();
    const std::array<bool*, 10> flags{
        &flags_.json,         &flags_.pretty,        &globals.is_debug,
        &globals.shows_pins,  &globals.relaxes_maps, &globals.wants_no_mount,
        &globals.uses_loader, &globals.signs_loader, &line.wants_help,
        &line.wants_version};
    const std::array<std::string*, 3> values{
        &globals.base_btf, &globals.private_key, &globals.certificate};
    const auto* option = global_options().data();
    for (bool* flag : flags) {
      app_.add_flag(option->names, *flag, option->help);
      ++option;
    }
    for (std::string* value : values) {
      app_.add_option(option->names, *value, option->help)->expected(1);
      ++option;
    }
    app_.add_option("words", words_)->expected(-1);
  }

  void add_options_of(const Command& command) {
    for (const Argument& argument : command.arguments) {
      if (!argument.is_dashed) continue;
      if (argument.takes_value)
        app_.add_option(argument.name, values_[argument.name])
            ->expected(argument.value_count)
            ->allow_extra_args(false)
            ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
      else
        app_.add_flag(argument.name, switches_[argument.name]);
    }
  }

  void parse(std::vector<std::string> args, GlobalOptions& globals,
             const Command* command) {
    std::reverse(args.begin(), args.end());
    std::for_each(args.begin(), args.end(), shield_word);
    try {
      app_.parse(std::move(args));
    } catch (const CLI::ParseError& error) {
      throw usage_error("{}", error.what());
    }
    if (flags_.json) globals.format = Format::json;
    if (flags_.pretty) globals.format = Format::pretty;
    for (std::string* value :
         {&globals.base_btf, &globals.private_key, &globals.certificate})
      unshield(*value);
    throw_for_unknown_options(app_.remaining(), command);
    if (command != nullptr) check_value_counts(*command);
    unshield_all(words_);
    line_.words = std::move(words_);
    for (auto& [name, values] : values_) {
      unshield_all(values);
      if (!values.empty()) line_.options[name] = std::move(values);
    }
    for (const auto& [name, is_on] : switches_)
      if (is_on) line_.options[name] = {};
  }

 private:
  // A value of several words that is cut short passes for one, there.
  void check_value_counts(const Command& command) const {
    for (const Argument& argument : command.arguments)
      if (const auto found = values_.find(argument.name);
          found != values_.end() &&
          found->second.size() %
                  static_cast<std::size_t>(argument.value_count) !=
              0)
        throw usage_error("{} takes {} words", argument.name,
                          argument.value_count)
            .with_hint(argument.syntax);
  }

  CLI::App app_;
  Line& line_;
  Flags flags_;
  std::vector<std::string> words_;
  std::map<std::string, std::vector<std::string>> values_;
  std::map<std::string, bool> switches_;
};

// Signing takes all of -S, -k and -i.
void check_signing(GlobalOptions& globals) {
  const bool has_key = !globals.private_key.empty();
  const bool has_certificate = !globals.certificate.empty();
  if (!globals.signs_loader && (has_key || has_certificate))
    throw usage_error("-k and -i are for signing: -S is missing");
  if (globals.signs_loader && !(has_key && has_certificate))
    throw usage_error("-S needs a private key (-k) and its certificate (-i)");
  if (globals.signs_loader) globals.uses_loader = true;
}

// Find the output format even of a line that can't be parsed.
Format requested_format(const std::vector<std::string>& args) {
  Format format = Format::text;
  for (const std::string& arg : args) {
    if (arg == "--") break;
    // Behind the letter of another option a value can stand: -Fpid.
    const bool is_cluster = arg.size() > 1 && arg[0] == '-' &&
                            arg.find_first_not_of("jpdfmnLS", 1) == arg.npos;
    const auto has = [&](char letter, std::string_view name) {
      return arg == name ||
             (is_cluster && arg.find(letter) != std::string::npos);
    };
    if (has('p', "--pretty")) return Format::pretty;
    if (has('j', "--json")) format = Format::json;
  }
  return format;
}

}  // namespace

std::string GlobalOption::syntax() const {
  const std::string all = join(split(names, ','), ", ");
  return value.empty() ? all : all + " " + value;
}

const std::vector<GlobalOption>& global_options() {
  static const std::vector<GlobalOption> options{
      {"-j,--json", "print JSON"},
      {"-p,--pretty", "print JSON, indented"},
      {"-d,--debug", "show all messages of libbpf and the verifier's log"},
      {"-f,--bpffs", "show where programs, maps and links are pinned"},
      {"-m,--mapcompat", "accept objects with unknown map attributes"},
      {"-n,--nomount", "never mount a file system (skep never does)"},
      {"-L,--use-loader", "load by a program that needs no libbpf"},
      {"-S,--sign", "sign that program; needs -k and -i"},
      {"-h,--help", "show help for the command"},
      {"-V,--version", "show the version"},
      {"-B,--base-btf", "the BTF that split BTF rests on", "FILE"},
      {"-k", "private key to sign with (PEM)", "FILE"},
      {"-i", "certificate of that key (X.509)", "FILE"},
  };
  return options;
}

bool is_global_option_with_value(const std::string& word) {
  const auto& options = global_options();
  return std::any_of(options.begin(), options.end(), [&](const auto& option) {
    const auto names = split(option.names, ',');
    return !option.value.empty() &&
           std::find(names.begin(), names.end(), word) != names.end();
  });
}

Line parse_line(const Table& table, std::vector<std::string> args,
                GlobalOptions& globals) {
  globals.format = requested_format(args);
  Line line;
  line.target = find_target(table, leading_words(args));
  OptionParser parser{globals, line};
  if (line.target.command != nullptr)
    parser.add_options_of(*line.target.command);
  parser.parse(std::move(args), globals, line.target.command);
  check_signing(globals);
  const auto used = std::min(line.target.words_used, line.words.size());
  line.words.erase(line.words.begin(),
                   line.words.begin() + static_cast<std::ptrdiff_t>(used));
  return line;
}

}  // namespace skep::cli
