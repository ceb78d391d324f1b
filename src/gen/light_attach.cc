#include "src/gen/light_attach.h"

#include <fmt/format.h>

#include <string>
#include <string_view>

#include "src/gen/literal.h"

namespace skep::gen {
namespace {

// The kernel gives a descriptor, or a negative number.
constexpr std::string_view attach_template = R"(

static inline int
$N__$p__attach(struct $T *skel)
{
	int prog_fd = skel->progs.$P.prog_fd;
	int fd = $C;

	if (fd > 0)
		skel->links.$p_fd = fd;
	return fd;
}
)";

constexpr std::string_view no_attach_template = R"(

/* To what, is up to the user: fill links.$p_fd. */
static inline int
$N__$p__attach(struct $T *skel)
{
	(void)skel;
	return 0;
}
)";

// Return what stands behind the first slash of "raw_tp/sched_switch".
std::string_view target_of(std::string_view section) {
  const auto slash = section.find('/');
  return slash == std::string_view::npos ? "" : section.substr(slash + 1);
}

// Return the call; empty for a program whose target is the user's choice, or
// that takes another call than bpf/skel_internal.h has.
std::string call_to_attach(const ProgramModel& program) {
  constexpr const char* to_own_target =
      "skel_raw_tracepoint_open(NULL, prog_fd)";
  const std::string_view target = target_of(program.section);
  switch (program.type) {
    case BPF_PROG_TYPE_RAW_TRACEPOINT:
      if (target.empty()) return {};
      return fmt::format("skel_raw_tracepoint_open({}, prog_fd)",
                         string_literal(target));
    case BPF_PROG_TYPE_TRACING:
      if (program.attach_type == BPF_TRACE_ITER)
        return "skel_link_create(prog_fd, 0, BPF_TRACE_ITER)";
      return to_own_target;
    case BPF_PROG_TYPE_LSM:
      return program.attach_type == BPF_LSM_MAC ? to_own_target : "";
    default:
      return {};
  }
}

Code::Words words_of(const ProgramModel& program, const Spelling& spelling) {
  return {{'p', program.identifier}, {'P', spelling.word(program.identifier)}};
}

void add_attach_program(Code& code, const ProgramModel& program,
                        const Spelling& spelling) {
  Code::Words words = words_of(program, spelling);
  words.emplace('C', call_to_attach(program));
  code.add(words['C'].empty() ? no_attach_template : attach_template, words);
}

void add_attach(Code& code, const ObjectModel& model) {
  code.add(R"(

static inline int
$N__attach(struct $T *skel)
{
	int ret = 0;

	(void)skel;
)");
  for (const ProgramModel& program : model.programs)
    if (!program.is_optional)
      code.add("\tret = ret < 0 ? ret : $N__$p__attach(skel);\n",
               {{'p', program.identifier}});
  code.add("\treturn ret < 0 ? ret : 0;\n}\n");
}

void add_detach(Code& code, const ObjectModel& model) {
  code.add(R"(

static inline void
$N__detach(struct $T *skel)
{
	(void)skel;
)");
  for (const ProgramModel& program : model.programs)
    code.add(R"(
	skel_closenz(skel->links.$p_fd);
	skel->links.$p_fd = 0;
)",
             {{'p', program.identifier}});
  code.add("}\n");
}

}  // namespace

void add_light_attachment(Code& code, const ObjectModel& model,
                          const Spelling& spelling) {
  for (const ProgramModel& program : model.programs)
    add_attach_program(code, program, spelling);
  add_attach(code, model);
  add_detach(code, model);
}

}  // namespace skep::gen
