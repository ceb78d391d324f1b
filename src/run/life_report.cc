#include "src/run/life_report.h"

#include <fcntl.h>

#include <string>
#include <vector>

#include "src/link/print_link.h"
#include "src/sys/error.h"
#include "src/sys/log.h"
#include "src/sys/text.h"
#include "src/sys/utf8.h"

namespace skep {
namespace {

// More names are a list that nobody reads.
constexpr std::size_t most_names = 8;

// A perf event that stands for a link, before Linux 5.15, tells nothing.
void print_link(Writer& out, const BpfLink& link) try {
  const LinkInfo info = read_link_info(
      Fd{check(::fcntl(link.fd(), F_DUPFD_CLOEXEC, 3), "can't use a link")});
  const auto object = out.object();
  skep::print_link(out, info);
} catch (const Error&) {
}

void print(Writer& out, const Attachment& attachment) {
  const auto object = out.object();
  if (attachment.program != nullptr)
    out.field("program", bpf_program__name(attachment.program));
  else
    out.field("map", bpf_map__name(attachment.map));
  if (attachment.direct) out.field("hook", title_of(*attachment.direct));
  const auto links = out.list("links");
  for (const BpfLink& link : attachment.links) print_link(out, link);
}

std::string names_of(const std::vector<Attachment>& attachments) {
  std::vector<std::string> names;
  for (const Attachment& one : attachments) {
    if (names.size() == most_names) {
      names.emplace_back("...");
      break;
    }
    names.push_back(printable(one.program != nullptr
                                  ? bpf_program__name(one.program)
                                  : bpf_map__name(one.map)));
  }
  return join(names, ", ");
}

std::string counts_of(const LifeEnd& end) {
  std::string text = fmt::format("{} shown", end.shown);
  if (end.lost != 0) text += fmt::format(", {} lost", end.lost);
  if (end.unfit != 0)
    text += fmt::format(", {} of another type, shown as bytes", end.unfit);
  return text;
}

}  // namespace

void LifeEnd::count(const Hold::Sources& sources, std::uint64_t shown_in_all) {
  const Watched::Counts total = total_of(sources);
  shown = shown_in_all;
  lost = total.lost;
  unfit = total.unfit;
}

void print(Writer& out, const Attachments& attachments) {
  out.in_text([&](Sink&) {
    log::notice("attached: {}", names_of(attachments.list()));
  });
  out.in_json([&](Json&) {
    const auto list = out.list("attached");
    for (const Attachment& one : attachments.list()) print(out, one);
  });
}

void print(Writer& out, const LifeEnd& end) {
  out.in_text([&](Sink& sink) {
    if (end.shown + end.lost == 0) return;
    // What was shown comes first, where both go to a terminal.
    sink.flush();
    log::notice("{}", counts_of(end));
  });
  out.field("ended", name_of(end.reason));
  out.field("shown", end.shown);
  out.field("lost", end.lost);
  out.field("unfit", end.unfit);
  if (end.status) out.field("status", *end.status);
}

}  // namespace skep
