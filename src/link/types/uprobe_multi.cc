// Links to many functions of a program or library at once.
#include "src/link/types.h"
#include "src/sys/bytes.h"
#include "src/sys/kernel_object.h"

namespace skep {
namespace {

std::uint64_t address_of(std::vector<__u64>& numbers) {
  return reinterpret_cast<std::uintptr_t>(numbers.data());
}

void complete(const Fd& link, LinkInfo& info) {
  const std::uint32_t count = info.kernel.uprobe_multi.count;
  if (count == 0) return;
  std::vector<__u64> offsets(count);
  std::vector<__u64> ref_ctr_offsets(count);
  std::vector<__u64> cookies(count);
  KernelText path;
  auto request = zeroed<bpf_link_info>();
  request.uprobe_multi.offsets = address_of(offsets);
  request.uprobe_multi.ref_ctr_offsets = address_of(ref_ctr_offsets);
  request.uprobe_multi.cookies = address_of(cookies);
  request.uprobe_multi.count = count;
  path.lend_to(request.uprobe_multi.path, request.uprobe_multi.path_size);
  info.kernel = info_of(link, request);
  info.name = path.str();
  for (std::uint32_t i = 0; i < count; ++i)
    info.sites.push_back({.address = offsets[i],
                          .ref_ctr_offset = ref_ctr_offsets[i],
                          .cookie = cookies[i]});
}

void print_site(Writer& out, const ProbeSite& site) {
  const auto object = out.object();
  out.field("offset", site.address, "\n\t0x{:<16x} ");
  out.field("ref_ctr_offset", site.ref_ctr_offset, "0x{:<16x} ");
  out.field("cookie", site.cookie, "0x{:<16x}");
}

void print(Writer& out, const LinkInfo& info) {
  const auto& link = info.kernel.uprobe_multi;
  const bool is_return = (link.flags & BPF_F_UPROBE_MULTI_RETURN) != 0;
  out.flag("retprobe", is_return, "\n\turetprobe.multi  ",
           "\n\tuprobe.multi  ");
  out.field("path", info.name, "path {}  ");
  out.field("func_cnt", link.count, "func_cnt {}  ");
  out.nonzero("pid", static_cast<std::int32_t>(link.pid), "pid {}  ");
  const auto list = out.list("funcs");
  out.text("\n\t{:<16}   {:<16}   {:<16}", "offset", "ref_ctr_offset",
           "cookies");
  for (const ProbeSite& site : info.sites) print_site(out, site);
}

LinkPlace place(const LinkInfo& info, PlaceNames&) {
  if (info.sites.empty())
    return {.hook = "uprobe_multi",
            .target = fmt::format("{} places", info.kernel.uprobe_multi.count)};
  LinkPlace result{
      .hook = "uprobe_multi",
      .target = fmt::format("{}:{:#x}", info.name, info.sites.front().address)};
  if (info.sites.size() > 1)
    result.target += fmt::format(" and {} more", info.sites.size() - 1);
  return result;
}

}  // namespace

constinit const LinkType uprobe_multi_link{BPF_LINK_TYPE_UPROBE_MULTI, complete,
                                           print, place};

}  // namespace skep
