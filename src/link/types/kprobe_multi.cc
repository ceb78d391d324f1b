// Links to many functions of the kernel at once.
#include <algorithm>

#include "src/link/kernel_symbols.h"
#include "src/link/types.h"
#include "src/sys/bytes.h"
#include "src/sys/kernel_object.h"

namespace skep {
namespace {

void complete(const Fd& link, LinkInfo& info) {
  const std::uint32_t count = info.kernel.kprobe_multi.count;
  if (count == 0) return;
  std::vector<__u64> addresses(count);
  std::vector<__u64> cookies(count);
  auto request = zeroed<bpf_link_info>();
  request.kprobe_multi.addrs =
      reinterpret_cast<std::uintptr_t>(addresses.data());
  request.kprobe_multi.cookies =
      reinterpret_cast<std::uintptr_t>(cookies.data());
  request.kprobe_multi.count = count;
  info.kernel = info_of(link, request);
  for (std::uint32_t i = 0; i < count; ++i)
    info.sites.push_back({.address = addresses[i], .cookie = cookies[i]});
  std::sort(info.sites.begin(), info.sites.end(),
            [](const ProbeSite& a, const ProbeSite& b) {
              return a.address < b.address;
            });
  name_functions(info.sites);
}

void print_module(Writer& out, const std::string& module) {
  if (!module.empty()) {
    out.field("module", module, " [{}]  ");
    return;
  }
  out.key("module");
  out.in_json([](Json& json) { json.null(); });
  out.layout("  ");
}

void print_site(Writer& out, const ProbeSite& site) {
  const auto object = out.object();
  out.field("addr", site.address);
  out.text("\n\t{:016x} {:<16x} ", site.address, site.cookie);
  out.field("func", site.function, "{}");
  print_module(out, site.module);
  out.field("cookie", site.cookie);
}

void print(Writer& out, const LinkInfo& info) {
  const auto& link = info.kernel.kprobe_multi;
  const bool is_return = (link.flags & BPF_F_KPROBE_MULTI_RETURN) != 0;
  out.flag("retprobe", is_return, "\n\tkretprobe.multi  ",
           "\n\tkprobe.multi  ");
  out.field("func_cnt", link.count, "func_cnt {}  ");
  out.nonzero("missed", link.missed, "missed {}  ");
  const auto list = out.list("funcs");
  out.text("\n\t{:<16} {:<16} {}", "addr", "cookie", "func [module]");
  for (const ProbeSite& site : info.sites) print_site(out, site);
}

LinkPlace place(const LinkInfo& info, PlaceNames&) {
  const std::uint32_t count = info.kernel.kprobe_multi.count;
  if (info.sites.empty())
    return {.hook = "kprobe_multi",
            .target = fmt::format("{} functions", count)};
  const ProbeSite& first = info.sites.front();
  LinkPlace result{.hook = "kprobe_multi", .target = first.function};
  if (first.function.empty())
    result.target = fmt::format("{:#x}", first.address);
  if (count > 1) result.target += fmt::format(" and {} more", count - 1);
  return result;
}

}  // namespace

constinit const LinkType kprobe_multi_link{BPF_LINK_TYPE_KPROBE_MULTI, complete,
                                           print, place};

}  // namespace skep
