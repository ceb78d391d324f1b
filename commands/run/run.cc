// run: the whole life of an object, from its file until nothing is left.
#include "commands/run/words.h"
#include "src/run/describe_object.h"
#include "src/run/print_verified.h"

namespace skep::commands {
namespace {

// End with the exit code of a command that has failed, and say no more.
[[noreturn]] void fail_with(int status) {
  throw Error{ErrorKind::reported, 0, "the command has failed"}.with_exit_code(
      status);
}

void run_to_its_end(const LifeWords& words, LifeOptions options, Writer& out) {
  const int status = live(words.object.path, std::move(options), out);
  out.finish();
  out.flush();
  if (words.takes_status && status != 0) fail_with(status);
}

void run(const LifeWords& words, cli::Context& context) {
  check_life_words(words, context.options);
  SecRegistry sections = make_registry(read_sec_rules(words), SecUse::load);
  LifeOptions options = life_options(words, context.options);
  options.load.sections = &sections;
  if (words.is_dry_run)
    return skep::print(context.out,
                       rehearse_life(words.object.path, std::move(options)));
  if (words.kept_in)
    return live_on(words.object.path, std::move(options), words.kept_in->path,
                   context.out);
  if (options.is_document)
    return run_to_its_end(words, std::move(options), context.out);
  context.out.in_text([&](Sink& sink) {
    Writer lines{sink, Format::lines};
    run_to_its_end(words, std::move(options), lines);
  });
}

}  // namespace

cli::Command run() {
  cli::Command command = cli::command<LifeWords>(
      "run", "Load and attach an object, watch it, and clean up",
      life_arguments(), run, life_notes());
  command.explain = [](const std::vector<std::string>& words, Writer& out) {
    describe_object(words.front(), out);
  };
  return command;
}

}  // namespace skep::commands
