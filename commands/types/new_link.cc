#include "commands/types/new_link.h"

#include <utility>

#include "src/link/print_link.h"
#include "src/sys/bpffs.h"
#include "src/sys/kernel_object.h"
#include "src/sys/signals.h"

namespace skep::commands {
namespace {

void print_link(Writer& out, const Fd& link, const std::string& path) {
  const auto object = out.object();
  print_link_header(out, info_of<bpf_link_info>(link));
  if (!path.empty()) out.field("pinned", path, "pinned {}");
  out.layout("\n");
}

// Hand over the output now: an attachment that can't be told is undone.
void publish(Writer& out) {
  out.finish();
  out.flush();
}

// `id` is that of the link, as soon as there is one.
void keep_pinned(const std::string& path, Writer& out,
                 const std::function<std::vector<Fd>()>& make,
                 std::uint32_t& id) {
  check_pin_path(path);
  const auto links = make();
  if (links.size() > 1)
    throw failure("'{}' pins one link, and {} are needed", path, links.size())
        .with_hint(
            "use --hold; programs that are loaded for it need one "
            "(SEC(\"usdt\"), since Linux 6.6)");
  id = info_of<bpf_link_info>(links.front()).id;
  PinTransaction pins;
  pins.pin(links.front().get(), path, "the link");
  print_link(out, links.front(), path);
  publish(out);
  pins.keep();
}

// When it fails, nothing is attached any more.
void keep_pinned(const std::string& path, Writer& out,
                 const std::function<std::vector<Fd>()>& make) {
  std::uint32_t id = 0;
  try {
    keep_pinned(path, out, make, id);
  } catch (...) {
    if (id != 0) wait_until_gone(ObjectKind::link, id);
    throw;
  }
}

void hold(bool is_list, Writer& out,
          const std::function<std::vector<Fd>()>& make) {
  const auto links = make();
  if (is_list) {
    const auto list = out.list();
    for (const Fd& link : links) print_link(out, link, "");
  } else {
    print_link(out, links.front(), "");
  }
  publish(out);
  wait_for_stop();
}

}  // namespace

void check_keeper(const LinkKeeper& keeper, std::string hint) {
  if (keeper.pinned && keeper.holds)
    throw usage_error("'pinned' and '--hold' exclude each other");
  if (!keeper.is_given())
    throw usage_error("'pinned FILE' or '--hold' is missing")
        .with_hint(std::move(hint));
}

void keep_links(const LinkKeeper& keeper, bool is_list, Writer& out,
                const std::function<std::vector<Fd>()>& make) {
  if (keeper.pinned) return keep_pinned(keeper.pinned->path, out, make);
  hold(is_list, out, make);
}

}  // namespace skep::commands
