#include "src/attached/print.h"

#include <bpf/libbpf.h>

#include <utility>

#include "src/object/handle.h"
#include "src/output/table.h"
#include "src/sys/kernel_name.h"
#include "src/sys/text.h"

namespace skep::attached {
namespace {

// What is shown of the program of an attachment.
struct ProgramText {
  std::string name{};
  std::string type{};
};

ProgramText look_up(std::uint32_t id) {
  const auto prog = id == 0 ? std::nullopt : open_id(ObjectKind::prog, id);
  if (!prog) return {};
  const auto info = info_of<bpf_prog_info>(*prog);
  const char* type =
      libbpf_bpf_prog_type_str(static_cast<bpf_prog_type>(info.type));
  return {full_name_of_prog(*prog, info),
          type != nullptr ? type : std::to_string(info.type)};
}

template <typename T>
void field_or_null(Writer& out, std::string_view key,
                   const std::optional<T>& value) {
  if (value) return out.field(key, *value);
  out.key(key);
  out.in_json([](Json& json) { json.null(); });
}

std::optional<std::string> unless_empty(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional{text};
}

template <typename T>
std::optional<T> unless_0(T number) {
  return number == 0 ? std::nullopt : std::optional{number};
}

void print_object(Writer& out, const Attachment& attachment,
                  const References& links) {
  const LinkPlace& place = attachment.place;
  const ProgramText prog = look_up(attachment.prog_id);
  const auto object = out.object();
  out.field("hook", place.hook);
  field_or_null(out, "target", unless_empty(place.target));
  out.field("type", attachment.type);
  field_or_null(out, "link_id", attachment.link_id);
  field_or_null(out, "prog_id", unless_0(attachment.prog_id));
  field_or_null(out, "prog_name", unless_empty(prog.name));
  field_or_null(out, "prog_type", unless_empty(prog.type));
  field_or_null(out, "map_id", unless_0(place.map_id));
  field_or_null(out, "ifindex", unless_0(place.ifindex));
  field_or_null(out, "devname", unless_empty(attachment.device));
  field_or_null(out, "cgroup_id", unless_0(place.cgroup_id));
  field_or_null(out, "cgroup", unless_empty(attachment.cgroup));
  field_or_null(out, "priority", attachment.priority);
  field_or_null(out, "handle", attachment.handle);
  field_or_null(out, "pid", attachment.pid);
  field_or_null(out, "fd", attachment.fd);
  const std::uint32_t link = attachment.link_id.value_or(0);
  out.items("pinned", links.pins_of(link), "");
  const auto pids = out.list("pids");
  for (const Owner& owner : links.owners_of(link)) {
    const auto entry = out.object();
    out.field("pid", owner.pid);
    out.field("comm", owner.comm);
  }
}

std::string holders_text(const Attachment& attachment,
                         const References& links) {
  if (attachment.pid)
    return fmt::format("pid {} fd {}", *attachment.pid,
                       attachment.fd.value_or(-1));
  if (!attachment.link_id) return "-";
  std::vector<std::string> holders = links.pins_of(*attachment.link_id);
  for (const Owner& owner : links.owners_of(*attachment.link_id))
    holders.push_back(fmt::format("{}({})", owner.comm, owner.pid));
  return holders.empty() ? "-" : join(holders, ", ");
}

std::string target_text(const Attachment& attachment) {
  if (!attachment.priority) return attachment.place.target;
  return fmt::format("{} priority {} handle {:#x}", attachment.place.target,
                     *attachment.priority, attachment.handle.value_or(0));
}

TextTable::Row row_of(const Attachment& attachment, const References& links) {
  const bool has_prog = attachment.prog_id != 0;
  return {
      {attachment.place.hook},
      {target_text(attachment)},
      {has_prog ? std::to_string(attachment.prog_id) : "-", true},
      {has_prog ? look_up(attachment.prog_id).name : "-"},
      {attachment.link_id ? std::to_string(*attachment.link_id) : "-", true},
      {holders_text(attachment, links)}};
}

}  // namespace

void print_table(Writer& out, const std::vector<Attachment>& attachments,
                 const References& link_references) {
  const auto list = out.list();
  out.in_json([&](Json&) {
    for (const Attachment& attachment : attachments)
      print_object(out, attachment, link_references);
  });
  out.in_text([&](Sink& sink) {
    TextTable table{sink,
                    {"HOOK", "TARGET", "PROG", "NAME", "LINK", "HELD BY"}};
    for (const Attachment& attachment : attachments)
      table.add(row_of(attachment, link_references));
    table.finish();
  });
}

}  // namespace skep::attached
