// Skips that can't lie: what excuses a missing feature, and what does not.
#include "tests/e2e/features.h"

#include <doctest/doctest.h>

#include <cerrno>

namespace skep::test {
namespace {

using Kind = Verdict::Kind;

constexpr Feature newish{.name = "newish",
                         .since = {6, 6},
                         .options = "NET NEWISH",
                         .probe = nullptr,
                         .refused_by = Lockdown::integrity,
                         .security_module = "bpf"};

constexpr Attempt works{};
constexpr Attempt fails{"attach the program", EINVAL};
constexpr Attempt forbidden{"attach the program", EPERM};

// A kernel that should have the feature.
KernelFacts able_kernel() {
  return {.release = "6.6.1",
          .version = {6, 6},
          .options = Words{"NET", "NEWISH"},
          .lockdown = "",
          .security_modules = Words{"capability", "bpf"}};
}

void check_skips(const Attempt& attempt, const KernelFacts& kernel,
                 std::string_view reason) {
  const Verdict verdict = judge(newish, attempt, kernel);
  CHECK(verdict.kind == Kind::skip);
  CHECK(verdict.reason == reason);
}

}  // namespace

TEST_CASE("a feature that works is tested, whatever is said of the kernel") {
  KernelFacts kernel = able_kernel();
  CHECK(judge(newish, works, kernel).kind == Kind::run);
  kernel.version = {4, 0};
  kernel.options = Words{};
  kernel.lockdown = "confidentiality";
  CHECK(judge(newish, works, kernel).kind == Kind::run);
}

TEST_CASE("a kernel that should have a feature and has not fails the test") {
  const Verdict verdict = judge(newish, fails, able_kernel());
  CHECK(verdict.kind == Kind::fail);
  CHECK(verdict.reason ==
        "newish: this kernel should have it, but can't attach the program: "
        "Invalid argument");
  CHECK(judge(newish, forbidden, able_kernel()).kind == Kind::fail);
  KernelFacts newer = able_kernel();
  newer.version = {7, 0};
  CHECK(judge(newish, fails, newer).kind == Kind::fail);
}

TEST_CASE("a kernel that tells neither options nor modules has no excuse") {
  KernelFacts kernel = able_kernel();
  kernel.options.reset();
  kernel.security_modules.reset();
  CHECK(judge(newish, fails, kernel).kind == Kind::fail);
}

TEST_CASE("an older kernel excuses") {
  KernelFacts kernel = able_kernel();
  kernel.version = {6, 5};
  check_skips(fails, kernel, "newish: since Linux 6.6");
  kernel.version = {5, 19};
  check_skips(fails, kernel, "newish: since Linux 6.6");
}

TEST_CASE("a kernel built without the feature excuses") {
  KernelFacts kernel = able_kernel();
  kernel.options = Words{"NET"};
  check_skips(fails, kernel,
              "newish: this kernel is built without CONFIG_NEWISH");
}

TEST_CASE("a security module that is not active excuses") {
  KernelFacts kernel = able_kernel();
  kernel.security_modules = Words{"capability"};
  check_skips(fails, kernel, "newish: the security module bpf is not active");
}

TEST_CASE("what is chosen at boot may be off") {
  Feature choice = newish;
  choice.is_chosen_at_boot = true;
  CHECK(judge(choice, fails, able_kernel()).reason ==
        "newish: this kernel was booted without it");
}

TEST_CASE("lockdown excuses what it forbids, and nothing else") {
  KernelFacts kernel = able_kernel();
  kernel.lockdown = "integrity";
  check_skips(forbidden, kernel, "newish: refused under lockdown (integrity)");
  CHECK(judge(newish, fails, kernel).kind == Kind::fail);
  Feature secret = newish;
  secret.refused_by = Lockdown::confidentiality;
  CHECK(judge(secret, forbidden, kernel).kind == Kind::fail);
  kernel.lockdown = "confidentiality";
  CHECK(judge(secret, forbidden, kernel).kind == Kind::skip);
  CHECK(judge(newish, forbidden, kernel).kind == Kind::skip);
  secret.refused_by = Lockdown::never;
  CHECK(judge(secret, forbidden, kernel).kind == Kind::fail);
}

TEST_CASE("options are read from the kernel's configuration") {
  CHECK(options_in("# Automatically generated\nCONFIG_A=y\nCONFIG_B_C=m\n"
                   "# CONFIG_D is not set\nCONFIG_E=\"y\"\nCONFIG_F=12\n") ==
        Words{"A", "B_C"});
}

TEST_CASE("the running kernel tells what it is") {
  const KernelFacts& kernel = running_kernel();
  CHECK(kernel.release.starts_with(std::to_string(kernel.version.major) + "." +
                                   std::to_string(kernel.version.minor)));
  CHECK(kernel.version >= Version{5, 0});
  if (kernel.options) CHECK(kernel.options->contains("BPF_SYSCALL"));
}

}  // namespace skep::test
