// Hooks that are one text.
#include "commands/types/hooks.h"

#include <doctest/doctest.h>

using namespace skep;
using commands::parse_hook;

namespace {

std::string message_of(std::string_view hook) {
  try {
    (void)parse_hook(hook);
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::usage);
    return error.what() + std::string{" / "} + error.hint();
  }
  return "no error";
}

}  // namespace

TEST_CASE("a hook is read from one text") {
  const auto xdp = std::get<XdpHook>(parse_hook("xdp dev 'my lo' generic"));
  CHECK(xdp.device == "my lo");
  CHECK(xdp.mode != 0);
  const auto probe = std::get<UprobeHook>(
      parse_hook("uprobe \"/bin/a b\" main+0x10 retprobe cookie 7"));
  CHECK(probe.file == "/bin/a b");
  CHECK(probe.point.function == "main");
  CHECK(probe.point.offset == 16);
  CHECK(probe.at_return);
  CHECK(probe.cookie == 7U);
}

TEST_CASE("a hook in one text is refused as on the command line") {
  CHECK(message_of("").starts_with("HOOK is missing / one of: tracepoint, "));
  CHECK(message_of("xpd dev lo") ==
        "expected HOOK, not 'xpd' / did you mean xdp?");
  CHECK(message_of("xdp").starts_with("'dev' is missing"));
  CHECK(message_of("xdp dev lo twice")
            .starts_with("expected the end of the command, not 'twice'"));
  CHECK(message_of("xdp dev 'lo").starts_with("a quote is not closed: 'lo"));
}
