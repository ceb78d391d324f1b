#include "tests/e2e/kernel_facts.h"

#include <sys/mount.h>
#include <sys/utsname.h>
#include <zlib.h>

#include <array>
#include <memory>
#include <sstream>

#include "tests/e2e/harness.h"

namespace skep::test {
namespace {

std::string release_of_kernel() {
  struct utsname system{};
  ::uname(&system);
  return system.release;
}

Version version_in(const std::string& release) {
  Version version;
  char dot = 0;
  std::istringstream{release} >> version.major >> dot >> version.minor;
  return version;
}

// Read a file, compressed or not; empty if it is not there.
std::string read_gzip(const std::string& path) {
  const std::unique_ptr<gzFile_s, int (*)(gzFile)> file{
      ::gzopen(path.c_str(), "rb"), ::gzclose};
  std::string text;
  std::array<char, 16384> chunk{};
  int got = 0;
  while (file && (got = ::gzread(file.get(), chunk.data(), chunk.size())) > 0)
    text.append(chunk.data(), static_cast<std::size_t>(got));
  return text;
}

std::optional<Words> configured_options(const std::string& release) {
  for (const std::string& path :
       {std::string{"/proc/config.gz"}, "/boot/config-" + release}) {
    const std::string config = read_gzip(path);
    if (!config.empty()) return options_in(config);
  }
  return std::nullopt;
}

// Find the active one in "none [integrity] confidentiality".
std::string lockdown_in(const std::string& modes) {
  const auto open = modes.find('[');
  const auto close = modes.find(']');
  if (open == std::string::npos || close == std::string::npos) return {};
  const std::string mode = modes.substr(open + 1, close - open - 1);
  return mode == "none" ? "" : mode;
}

std::optional<Words> words_between_commas(const std::string& text) {
  if (text.empty()) return std::nullopt;
  Words words;
  std::istringstream list{text};
  for (std::string word; std::getline(list, word, ',');) words.insert(word);
  return words;
}

// A securityfs of the test's own.
class Securityfs {
 public:
  Securityfs() : is_mounted_(mount()) {}
  Securityfs(const Securityfs&) = delete;
  Securityfs& operator=(const Securityfs&) = delete;
  ~Securityfs() {
    if (is_mounted_) ::umount2(dir_.path().c_str(), MNT_DETACH);
  }
  [[nodiscard]] std::string read(std::string_view name) const {
    return read_text(dir_ / name);
  }

 private:
  [[nodiscard]] bool mount() const {
    return ::mount("securityfs", dir_.path().c_str(), "securityfs", MS_RDONLY,
                   nullptr) == 0;
  }

  TempDir dir_;
  bool is_mounted_;
};

KernelFacts read_facts() {
  const Securityfs security;
  KernelFacts facts;
  facts.release = release_of_kernel();
  facts.version = version_in(facts.release);
  facts.options = configured_options(facts.release);
  facts.lockdown = lockdown_in(security.read("lockdown"));
  facts.security_modules = words_between_commas(security.read("lsm"));
  return facts;
}

}  // namespace

Words options_in(std::string_view config) {
  constexpr std::string_view prefix = "CONFIG_";
  Words options;
  std::istringstream lines{std::string{config}};
  for (std::string line; std::getline(lines, line);) {
    const bool is_on = line.ends_with("=y") || line.ends_with("=m");
    if (is_on && line.starts_with(prefix))
      options.insert(
          line.substr(prefix.size(), line.size() - prefix.size() - 2));
  }
  return options;
}

const KernelFacts& running_kernel() {
  static const KernelFacts facts = read_facts();
  return facts;
}

}  // namespace skep::test
