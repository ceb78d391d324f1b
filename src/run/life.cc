#include "src/run/life.h"

#include <cstddef>
#include <optional>
#include <utility>

#include "src/object/reuse_map.h"
#include "src/run/environment.h"
#include "src/run/keep.h"
#include "src/run/life_report.h"
#include "src/run/phase.h"
#include "src/run/print_handles.h"
#include "src/run/print_state.h"
#include "src/sys/bpffs.h"
#include "src/sys/error.h"
#include "src/sys/held_program.h"
#include "src/sys/log.h"
#include "src/sys/pidfd.h"
#include "src/sys/signals.h"
#include "src/sys/text.h"

namespace skep {
namespace {

void check_has_programs(const BpfObject& object, const std::string& path) {
  if (!programs_to_load(object).empty()) return;
  if (const auto all = object.programs(); all.begin() != all.end())
    throw failure("can't run {}: all its programs are optional (SEC(\"?...\"))",
                  path)
        .with_hint("a program that is named, PROG, is loaded");
  throw failure("can't run {}: it has no programs", path);
}

void check_is_down(const std::vector<std::string>& failures) {
  if (!failures.empty())
    throw told(Phase::teardown, failure("{}", join(failures, "; ")));
}

// An object on its way from a file to programs that run. What it has come to is
// undone by the destructor.
class Life {
 public:
  Life(std::string path, LifeOptions options)
      : path_(std::move(path)), options_(std::move(options)) {}

  void start_command();
  // `directory` is where all is to be kept; empty: nowhere.
  void load(const std::string& directory);
  void run_hook();
  void attach();
  int run(Writer& out);
  void keep(Writer& out);
  [[nodiscard]] std::vector<VerifiedProgram> rehearse();

 private:
  [[nodiscard]] BpfObject open();
  [[nodiscard]] BpfObject open_and_check();
  void find_unknown(const BpfObject& object, UnknownNames& unknown) const;
  void prepare(const BpfObject& object);
  [[nodiscard]] ProgramOutput program_output() const;
  [[nodiscard]] HoldLimits limits() const;
  void hold(Hold& hold, LifeEnd& end);
  [[nodiscard]] std::vector<std::string> tear_down(Hold& hold, LifeEnd& end);
  [[nodiscard]] std::vector<std::string> show_events(Writer& out, LifeEnd& end);
  void finish(Writer& out, const LifeEnd& end) const;
  void tell_as_document(Writer& out, LifeEnd& end);
  void tell_as_lines(Writer& out, LifeEnd& end);

  std::string path_;
  LifeOptions options_;
  // In the order in which they come; they go in the reverse one.
  std::optional<HeldProgram> command_;
  Fd process_;
  PinTransaction map_pins_;
  std::optional<Keeper> keeper_;
  std::optional<LoadedObject> object_;
  std::optional<Until> until_;
  Hold::Sources sources_;
  std::optional<Attachments> attachments_;
};

ProgramOutput Life::program_output() const {
  return options_.owns_output ? ProgramOutput::errors : ProgramOutput::ours;
}

void Life::start_command() {
  in_phase(Phase::parse, [&] {
    if (options_.pid) process_ = open_process(*options_.pid);
    if (!options_.command.empty())
      command_.emplace(options_.command, program_output());
  });
}

void Life::find_unknown(const BpfObject& object, UnknownNames& unknown) const {
  find_unknown_programs(object, options_.attach, unknown);
  find_unknown_maps(object, options_.elements, unknown);
  find_unknown_maps(object, options_.map_pins, unknown);
  if (options_.until) find_unknown_state(object, *options_.until, unknown);
  if (options_.watches)
    for (std::string& complaint : check_watches(object, *options_.watches))
      unknown.add(std::move(complaint));
}

BpfObject Life::open_and_check() {
  LoadOptions& load = options_.load;
  load.find_unknown = [this](const BpfObject& object, UnknownNames& unknown) {
    find_unknown(object, unknown);
  };
  for (std::string& name : needed_programs(options_.attach))
    load.programs.needed.push_back(std::move(name));
  BpfObject object = open_to_load(path_, load);
  check_has_programs(object, path_);
  for (const MapPin& pin : options_.map_pins) check_pin_path(pin.path);
  if (!options_.watches) options_.watches = obvious_watches(object);
  return object;
}

BpfObject Life::open() try {
  return open_and_check();
} catch (const Error& error) {
  throw told(error.kind() == ErrorKind::usage ? Phase::parse : Phase::open,
             error);
}

void Life::prepare(const BpfObject& object) {
  in_phase(Phase::prepare, [&] {
    throw_if_stopped();
    set_elements(object, options_.elements);
    pin_maps(object, options_.map_pins, map_pins_);
    if (options_.until) until_.emplace(object, *options_.until);
  });
}

void Life::load(const std::string& directory) {
  BpfObject opened = open();
  in_phase(Phase::prepare, [&] {
    if (directory.empty())
      forget_new_pins(opened);
    else
      keeper_.emplace(opened, directory);
  });
  in_phase(Phase::load, [&] {
    throw_if_stopped();
    object_.emplace(std::move(opened), path_, options_.load.log_file,
                    [&](const BpfObject& object) { prepare(object); });
  });
}

void Life::run_hook() {
  if (options_.pre_attach.empty()) return;
  in_phase(Phase::hook, [&] {
    HeldProgram hook{options_.pre_attach, program_output()};
    hook.let_go(
        environment_of(*object_, path_, command_ ? command_->pid() : 0));
    hook.wait();
    if (const int code = hook.end(); code != 0)
      throw failure("{} has failed, with exit code {}",
                    options_.pre_attach.front(), code);
  });
}

void Life::attach() {
  in_phase(Phase::attach, [&] {
    if (options_.watches) sources_ = open_watches(*object_, *options_.watches);
    attachments_.emplace(
        attach_all(object_->object(), std::move(options_.attach)));
    for (const Attachment& one : attachments_->list())
      if (!one.has_link())
        log::warn("{} is attached without a link: if skep is killed, it stays",
                  one.label());
  });
}

HoldLimits Life::limits() const {
  return {.timeout = options_.timeout,
          .count = options_.count,
          .until = until_ ? &*until_ : nullptr,
          .process = command_ ? command_->ending() : process_.get()};
}

void Life::hold(Hold& hold, LifeEnd& end) {
  in_phase(Phase::hold, [&] {
    if (command_) command_->let_go();
    end.reason = hold.run();
  });
}

// Return what could not be detached. Events that came until then are shown.
std::vector<std::string> Life::tear_down(Hold& hold, LifeEnd& end) {
  return in_phase(Phase::teardown, [&] {
    if (command_) end.status = command_->end();
    std::vector<std::string> failures = attachments_->detach();
    hold.drain();
    end.count(sources_, hold.shown());
    return failures;
  });
}

// Show events until the end, and take all down.
std::vector<std::string> Life::show_events(Writer& out, LifeEnd& end) {
  const HoldLimits limits = this->limits();
  Hold watch{sources_, limits, out};
  hold(watch, end);
  const ObeyedStop obeyed;
  return tear_down(watch, end);
}

void Life::finish(Writer& out, const LifeEnd& end) const {
  const ObeyedStop obeyed;
  print(out, end);
  if (options_.prints_state) print_state(out, *object_);
}

void Life::tell_as_document(Writer& out, LifeEnd& end) {
  const auto document = out.object();
  print(out, *attachments_);
  out.flush();
  auto events = out.list("events");
  const std::size_t depth = out.depth();
  std::vector<std::string> failures;
  std::optional<Error> trouble;
  try {
    failures = show_events(out, end);
  } catch (const Error& error) {
    // Half an event can't be left.
    if (out.depth() != depth) throw;
    trouble = error;
  }
  events.close();
  if (trouble) throw *trouble;
  finish(out, end);
  check_is_down(failures);
}

void Life::tell_as_lines(Writer& out, LifeEnd& end) {
  auto first = out.object();
  print(out, *attachments_);
  first.close();
  out.flush();
  const auto failures = show_events(out, end);
  auto last = out.object();
  finish(out, end);
  last.close();
  check_is_down(failures);
}

int Life::run(Writer& out) {
  LifeEnd end;
  if (options_.is_document)
    tell_as_document(out, end);
  else
    tell_as_lines(out, end);
  return end.status.value_or(0);
}

std::vector<VerifiedProgram> Life::rehearse() {
  const BpfObject opened = open();
  return in_phase(Phase::load, [&] { return verify(path_, options_.load); });
}

void Life::keep(Writer& out) {
  in_phase(Phase::attach, [&] {
    keeper_->pin(*object_, *attachments_);
    print(out, keeper_->handles());
    out.finish();
    out.flush();
    throw_if_stopped();
  });
  attachments_->leave();
  keeper_->keep();
}

}  // namespace

int live(const std::string& path, LifeOptions options, Writer& out) {
  const SecondStopKills impatience;
  Life life{path, std::move(options)};
  life.start_command();
  life.load("");
  life.run_hook();
  life.attach();
  return life.run(out);
}

std::vector<VerifiedProgram> rehearse_life(const std::string& path,
                                           LifeOptions options) {
  return Life{path, std::move(options)}.rehearse();
}

void live_on(const std::string& path, LifeOptions options,
             const std::string& directory, Writer& out) {
  options.watches = WatchOptions{};  // nothing is shown
  Life life{path, std::move(options)};
  life.load(directory);
  life.run_hook();
  life.attach();
  life.keep(out);
}

}  // namespace skep
