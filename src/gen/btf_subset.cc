#include "src/gen/btf_subset.h"

#include <algorithm>

#include "src/btf/parts.h"
#include "src/gen/btf_writer.h"
#include "src/sys/error.h"

namespace skep::gen {
namespace {

std::uint8_t bit_of(Extent extent) {
  return static_cast<std::uint8_t>(1U << static_cast<unsigned>(extent));
}

// Arrays and parameters behind a pointer are there in full.
Extent extent_of_parts(Extent extent) {
  return extent == Extent::name_only ? Extent::members : extent;
}

}  // namespace

BtfSubset::BtfSubset(btf::BtfView types)
    : types_(types), extents_(types.type_count()) {}

void BtfSubset::keep(btf::TypeId id, Extent extent) {
  Tasks tasks{{id, extent}};
  while (!tasks.empty()) {
    const Task task = tasks.back();
    tasks.pop_back();
    // libbpf checks references, but not what a function returns.
    if (task.id >= extents_.size())
      throw failure("the kernel's BTF is malformed: there is no type {}",
                    task.id);
    if (task.id == btf::void_id || !note(task)) continue;
    const btf_type& type = *types_.type(task.id);
    if (btf_is_composite(&type) && task.extent == Extent::members)
      add_members(task, tasks);
    else
      add_parts(type, task.extent, tasks);
  }
}

void BtfSubset::keep(btf::MemberRef member) {
  members_.insert({member.parent, member.index});
  const btf_type& parent = *types_.type(member.parent);
  keep(btf::member_of(parent, member.index).type, Extent::value);
}

std::size_t BtfSubset::size() const {
  return extents_.size() - static_cast<std::size_t>(
                               std::count(extents_.begin(), extents_.end(), 0));
}

bool BtfSubset::note(Task task) {
  std::uint8_t& extents = extents_[task.id];
  const bool is_new = (extents & bit_of(task.extent)) == 0;
  extents = static_cast<std::uint8_t>(extents | bit_of(task.extent));
  return is_new;
}

void BtfSubset::add_members(Task task, Tasks& tasks) {
  const btf_type& type = *types_.type(task.id);
  for (std::uint32_t i = 0; i < btf_vlen(&type); ++i) {
    members_.insert({task.id, i});
    tasks.push_back({btf::member_of(type, i).type, Extent::members});
  }
}

void BtfSubset::add_parts(const btf_type& type, Extent extent,
                          Tasks& tasks) const {
  switch (btf_kind(&type)) {
    case BTF_KIND_INT:
    case BTF_KIND_FLOAT:
    case BTF_KIND_ENUM:
    case BTF_KIND_ENUM64:
    case BTF_KIND_FWD:
    case BTF_KIND_STRUCT:
    case BTF_KIND_UNION:
      return;
    case BTF_KIND_PTR:
      if (extent == Extent::members) extent = Extent::name_only;
      if (extent != Extent::value) tasks.push_back({type.type, extent});
      return;
    case BTF_KIND_TYPEDEF:
    case BTF_KIND_CONST:
    case BTF_KIND_VOLATILE:
    case BTF_KIND_RESTRICT:
    case BTF_KIND_TYPE_TAG:
      return tasks.push_back({type.type, extent});
    case BTF_KIND_ARRAY:
      for (const btf::TypeId part :
           {btf::array_of(type).type, btf::array_of(type).index_type})
        tasks.push_back({part, extent_of_parts(extent)});
      return;
    case BTF_KIND_FUNC_PROTO:
      tasks.push_back({type.type, extent_of_parts(extent)});
      for (const btf::Param& param : btf::params_of(type))
        tasks.push_back({param.type, extent_of_parts(extent)});
      return;
    default:
      throw failure("the kernel's BTF is malformed: '{}' is no type",
                    types_.name(type));
  }
}

Bytes BtfSubset::write() const {
  std::vector<btf::TypeId> ids;
  for (btf::TypeId id = 1; id < extents_.size(); ++id)
    if (extents_[id] != 0) ids.push_back(id);
  return write_btf(types_, ids, [this](btf::TypeId id, std::uint32_t member) {
    return members_.contains({id, member});
  });
}

}  // namespace skep::gen
