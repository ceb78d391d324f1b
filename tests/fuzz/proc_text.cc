// What the kernel tells in /proc and /sys as text.
#include <cerrno>
#include <cstdlib>
#include <string>
#include <vector>

#include "src/link/kernel_symbols.h"
#include "src/sys/cpus.h"
#include "src/sys/kallsyms.h"
#include "src/sys/mounts.h"
#include "src/sys/proc.h"
#include "src/sys/text.h"
#include "tests/fuzz/fuzz.h"

namespace skep::fuzz {
namespace {

void read_cpus(std::string_view text) {
  const auto cpus = parse_cpu_list(text);
  if (!cpus || cpus->empty()) return;
  std::vector<std::string> words;
  for (const std::uint32_t cpu : *cpus) words.push_back(std::to_string(cpu));
  require(parse_cpu_list(join(words, ",")) == cpus, "the same CPUs", text);
}

void read_fdinfo(std::string_view text) {
  const FdInfo info{std::string{text}};
  for (const char* name : {"map_id", "prog_id", "link_id", "frozen", ""})
    (void)info.number(name);
}

void read_mounts(const std::string& path) {
  for (const char* type : {"bpf", "cgroup2", ""})
    for (const std::string& directory : mount_points(type, path))
      require(directory.find('\0') == std::string::npos, "a path", directory);
}

void read_symbols(const std::string& path) {
  std::vector<ProbeSite> sites;
  for (const std::uint64_t address :
       {0x10ULL, 0x14ULL, 0xffffffff81000000ULL, 0xffffffff81000004ULL,
        0xffffffff81000004ULL, ~0ULL})
    sites.push_back({.address = address});
  name_functions(sites, path);
  for (const ProbeSite& site : sites)
    require(site.function.find('\n') == std::string::npos, "a name",
            site.function);
}

void read_functions(const std::string& path) {
  const KernelFunctions functions{path};
  for (const std::uint64_t address :
       {0x10ULL, 0xffffffff81000000ULL, 0xffffffff81000004ULL, ~0ULL})
    if (const auto found = functions.find(address))
      require(found->address <= address, "a function before the address",
              found->name);
}

void read_number(std::string_view text) {
  const auto number = parse_unsigned(text);
  if (!number) return;
  errno = 0;
  require(*number == std::strtoull(std::string{text}.c_str(), nullptr, 0) &&
              errno == 0,
          "what strtoull reads", text);
}

}  // namespace

void fuzz_one(ByteView input) {
  const std::string_view text = text_of(input);
  const MemoryFile file{input};
  read_cpus(text);
  read_fdinfo(text);
  read_mounts(file.path());
  read_symbols(file.path());
  read_functions(file.path());
  read_number(text);
}

}  // namespace skep::fuzz
