#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "src/sys/cpus.h"
#include "src/sys/error.h"

using namespace skep;

namespace {

// A sysfs of the test's own that names these CPUs as possible.
class FakeSysfs {
 public:
  explicit FakeSysfs(const std::string& possible) {
    std::string name = std::filesystem::temp_directory_path() / "cpus-XXXXXX";
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path_ = name;
    const auto directory = path_ / "devices/system/cpu";
    std::filesystem::create_directories(directory);
    std::ofstream{directory / "possible"} << possible;
  }
  ~FakeSysfs() { std::filesystem::remove_all(path_); }
  FakeSysfs(const FakeSysfs&) = delete;
  FakeSysfs& operator=(const FakeSysfs&) = delete;
  [[nodiscard]] std::vector<std::uint32_t> cpus() const {
    return possible_cpus(path_.string());
  }

 private:
  std::filesystem::path path_;
};

}  // namespace

TEST_CASE("possible CPUs are read with their holes") {
  CHECK(FakeSysfs{"0\n"}.cpus() == std::vector<std::uint32_t>{0});
  CHECK(FakeSysfs{"0,3-5\n"}.cpus() == std::vector<std::uint32_t>{0, 3, 4, 5});
  CHECK(FakeSysfs{"0-127\n"}.cpus().size() == 128);
}

TEST_CASE("a list of CPUs that makes no sense is an error") {
  for (const char* text :
       {"", "\n", "a", "3-1", "1-", "0-99999999", "1-2-3", "2,1", "0-3,3"}) {
    CAPTURE(text);
    const FakeSysfs sysfs{text};
    CHECK_THROWS_AS((void)sysfs.cpus(), Error);
  }
}
