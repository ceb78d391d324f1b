// What is attached to control groups without links.
#include <fcntl.h>

#include <utility>

#include "src/attached/query.h"
#include "src/attached/sources.h"
#include "src/link/attach/cgroup.h"
#include "src/sys/cgroup.h"

namespace skep::attached {
namespace {

void visit_programs(const CgroupDirectory& group, const Fd& directory,
                    bpf_attach_type type, const SeenLinks& seen,
                    const Visitor& visit) {
  const auto programs = query_programs(directory.get(), type);
  if (!programs) return;
  for (const QueriedProgram& program : *programs) {
    Attachment found;
    found.type = "prog_attach";
    found.place = {.hook = attach_type_text(type),
                   .target = group.path,
                   .cgroup_id = group.id};
    found.cgroup = group.path;
    found.prog_id = program.id;
    if (!seen.has(found)) visit(std::move(found));
  }
}

}  // namespace

void visit_cgroups(const SeenLinks& seen, const Visitor& visit) {
  for (const CgroupDirectory& group : list_cgroups()) {
    const Fd directory{
        ::open(group.path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (!directory.is_open()) continue;
    for (const bpf_attach_type type : cgroup_attach_types())
      visit_programs(group, directory, type, seen, visit);
  }
}

}  // namespace skep::attached
