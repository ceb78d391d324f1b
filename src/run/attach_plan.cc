#include "src/run/attach_plan.h"

#include <algorithm>
#include <functional>
#include <string_view>
#include <utility>

#include "src/object/choose_programs.h"
#include "src/object/load.h"
#include "src/sys/error.h"
#include "src/sys/log.h"
#include "src/sys/signals.h"
#include "src/sys/text.h"
#include "src/sys/utf8.h"

namespace skep {
namespace {

// More sections than that are a list that nobody reads.
constexpr std::size_t most_shown = 8;

bool is_pattern(std::string_view name) {
  return name.find_first_of("*?") != name.npos;
}

bool has_hook(const AttachOptions& options, std::string_view program) {
  return std::ranges::any_of(options.hooks, [&](const HookRequest& request) {
    return request.program == program;
  });
}

std::string sections_of_programs(const BpfObject& object) {
  std::vector<std::string> sections;
  for (const bpf_program* prog : programs_to_load(object)) {
    if (sections.size() == most_shown) {
      sections.emplace_back("...");
      break;
    }
    sections.push_back(fmt::format("{} (SEC(\"{}\"))", bpf_program__name(prog),
                                   bpf_program__section_name(prog)));
  }
  return join(sections, ", ");
}

Error nothing_to_attach(const BpfObject& object) {
  return failure("nothing can be attached: no section of the object says where")
      .with_hint(fmt::format("--attach 'PROG=HOOK' says so, such as --attach "
                             "'count=xdp dev eth0'; it has {}",
                             sections_of_programs(object)));
}

// Attaches one after the other, by the policy.
class Attacher {
 public:
  Attacher(const BpfObject& object, AttachOptions options)
      : object_(object), options_(std::move(options)) {}

  Attachments attach() {
    if (options_.programs.empty())
      attach_whatever_can();
    else
      attach_named();
    for (HookRequest& request : options_.hooks) attach_to(request);
    if (attachments_.list().empty()) throw why_nothing();
    return std::move(attachments_);
  }

 private:
  void attach_whatever_can() {
    for (const bpf_program* prog : programs_to_load(object_))
      if (!has_hook(options_, bpf_program__name(prog)))
        attach_by([&] { return attach_by_section(object_, prog); });
    for (const bpf_map* map : maps_to_create(object_))
      if (bpf_map__type(map) == BPF_MAP_TYPE_STRUCT_OPS &&
          bpf_map__autoattach(map))
        attach_by([&] { return attach_struct_ops(map); });
  }

  void attach_named() {
    std::vector<const bpf_program*> seen;
    for (const std::string& word : options_.programs)
      for (const bpf_program* prog : programs_to_load(object_)) {
        const std::string_view name = bpf_program__name(prog);
        const bool is_meant =
            is_pattern(word) ? matches_glob(name, word) : name == word;
        if (!is_meant || std::ranges::find(seen, prog) != seen.end() ||
            has_hook(options_, name))
          continue;
        seen.push_back(prog);
        attach_by([&] { return attach_named(prog); });
      }
  }

  Attachment attach_named(const bpf_program* prog) {
    Attachment made = attach_by_section(object_, prog);
    if (!made.is_attached())
      throw failure(
          "can't attach program '{}': its section '{}' does not say "
          "where",
          bpf_program__name(prog), bpf_program__section_name(prog))
          .with_hint(fmt::format("--attach '{}=HOOK' says so",
                                 bpf_program__name(prog)));
    return made;
  }

  void attach_to(HookRequest& request) {
    const bpf_program* prog = object_.find_program(request.program);
    attach_by([&] {
      auto* direct = std::get_if<DirectHook>(&request.hook);
      return direct != nullptr
                 ? attach_to_hook(prog, std::move(*direct))
                 : attach_to_hook(prog, std::get<Hook>(request.hook));
    });
  }

  void attach_by(const std::function<Attachment()>& attach_one) {
    throw_if_stopped();
    try {
      Attachment made = attach_one();
      if (made.is_attached()) attachments_.add(std::move(made));
    } catch (const Error& error) {
      if (options_.policy == AttachPolicy::all ||
          error.kind() == ErrorKind::interrupted)
        throw;
      log::warn("{}", error.what());
      last_failure_ = error;
    }
  }

  [[nodiscard]] Error why_nothing() const {
    return last_failure_ ? last_failure_->in("nothing could be attached")
                         : nothing_to_attach(object_);
  }

  const BpfObject& object_;
  AttachOptions options_;
  Attachments attachments_;
  std::optional<Error> last_failure_;
};

}  // namespace

std::vector<std::string> needed_programs(const AttachOptions& options) {
  std::vector<std::string> names;
  for (const std::string& word : options.programs)
    if (!is_pattern(word)) names.push_back(word);
  for (const HookRequest& request : options.hooks)
    names.push_back(request.program);
  return names;
}

void find_unknown_programs(const BpfObject& object,
                           const AttachOptions& options,
                           UnknownNames& unknown) {
  ProgramChoice choice{.only = options.programs};
  for (const HookRequest& request : options.hooks)
    choice.only.push_back(request.program);
  find_unknown_programs(object, choice, unknown);
}

Attachments attach_all(const BpfObject& object, AttachOptions options) {
  return Attacher{object, std::move(options)}.attach();
}

}  // namespace skep
