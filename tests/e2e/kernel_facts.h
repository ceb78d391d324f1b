// What is known of the running kernel: facts that can excuse the lack of a
// feature.
#pragma once

#include <compare>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace skep::test {

struct Version {
  int major = 0;
  int minor = 0;
  friend auto operator<=>(const Version&, const Version&) = default;
};

// A set of words that is searched by string_view too.
using Words = std::set<std::string, std::less<>>;

struct KernelFacts {
  std::string release;  // as in "6.12.48-cloud-amd64"
  Version version;
  std::optional<Words> options;  // configured, without "CONFIG_"
  std::string lockdown;          // "integrity", "confidentiality" or ""
  std::optional<Words> security_modules;  // those that are active
};

// Read the options that are y or m in the text of a kernel's configuration.
Words options_in(std::string_view config);

// Return the facts of the running kernel, read once; nullopt stands for what
// it does not tell.
// Source: /proc/config.gz or /boot/config-RELEASE; securityfs, mounted for the
//         moment, since /sys/kernel/security may be empty.
const KernelFacts& running_kernel();

}  // namespace skep::test
