#include "tests/e2e/features.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <sstream>

namespace skep::test {
namespace {

bool is_refused_by_lockdown(const Feature& feature, const Attempt& attempt,
                            const KernelFacts& kernel) {
  if (attempt.error != EPERM && attempt.error != EACCES) return false;
  switch (feature.refused_by) {
    case Lockdown::never:
      return false;
    case Lockdown::integrity:
      return !kernel.lockdown.empty();
    case Lockdown::confidentiality:
      return kernel.lockdown == "confidentiality";
  }
  return false;
}

// Return the first option that the kernel is built without, or nothing.
std::string missing_option(const Feature& feature, const KernelFacts& kernel) {
  if (!kernel.options) return {};
  std::istringstream options{std::string{feature.options}};
  for (std::string option; options >> option;)
    if (!kernel.options->contains(option)) return option;
  return {};
}

bool lacks_security_module(const Feature& feature, const KernelFacts& kernel) {
  return !feature.security_module.empty() && kernel.security_modules &&
         !kernel.security_modules->contains(feature.security_module);
}

// Return the fact that excuses that a feature does not work, or nothing.
std::string excuse(const Feature& feature, const Attempt& attempt,
                   const KernelFacts& kernel) {
  if (kernel.version < feature.since)
    return fmt::format("since Linux {}.{}", feature.since.major,
                       feature.since.minor);
  if (const std::string option = missing_option(feature, kernel);
      !option.empty())
    return fmt::format("this kernel is built without CONFIG_{}", option);
  if (feature.is_chosen_at_boot) return "this kernel was booted without it";
  if (lacks_security_module(feature, kernel))
    return fmt::format("the security module {} is not active",
                       feature.security_module);
  if (is_refused_by_lockdown(feature, attempt, kernel))
    return fmt::format("refused under lockdown ({})", kernel.lockdown);
  return {};
}

}  // namespace

Verdict judge(const Feature& feature, const Attempt& attempt,
              const KernelFacts& kernel) {
  if (attempt.error == 0) return {};
  if (const std::string reason = excuse(feature, attempt, kernel);
      !reason.empty())
    return {Verdict::Kind::skip, fmt::format("{}: {}", feature.name, reason)};
  return {
      Verdict::Kind::fail,
      fmt::format("{}: this kernel should have it, but can't {}: {}",
                  feature.name, attempt.step, std::strerror(attempt.error))};
}

bool can_test(std::initializer_list<Feature> features) {
  for (const Feature& feature : features) {
    const Verdict verdict = judge(feature, feature.probe(), running_kernel());
    if (verdict.kind == Verdict::Kind::run) continue;
    if (verdict.kind == Verdict::Kind::fail) FAIL(verdict.reason);
    MESSAGE(skip_mark << verdict.reason);
    return false;
  }
  return true;
}

}  // namespace skep::test
