#include "src/sys/output_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "src/sys/error.h"
#include "src/sys/file.h"

namespace skep {
namespace {

// Return where a path leads, which need not exist.
std::string resolve(const std::string& path) {
  std::error_code error;
  const auto target = std::filesystem::weakly_canonical(path, error);
  return error ? path : target.string();
}

bool is_special(const std::string& path) {
  struct ::stat info{};
  return ::stat(path.c_str(), &info) == 0 && !S_ISREG(info.st_mode);
}

// Return the mode that the file has or, if there is none, would get.
::mode_t mode_of(const std::string& path) {
  struct ::stat old{};
  if (::stat(path.c_str(), &old) == 0) return old.st_mode & 07777U;
  const ::mode_t mask = ::umask(0);
  ::umask(mask);
  return 0666U & ~mask;
}

}  // namespace

OutputFile::OutputFile(const std::string& path) : target_(path) {
  if (is_special(path)) {
    fd_ = open_file(path, O_WRONLY);
    return;
  }
  target_ = resolve(path);
  std::string beside = target_ + ".XXXXXX";
  fd_ = Fd{check(::mkostemp(beside.data(), O_CLOEXEC), "can't write to {}",
                 target_)};
  path_ = std::move(beside);
}

OutputFile::~OutputFile() {
  if (!path_.empty()) ::unlink(path_.c_str());
}

void OutputFile::finish() {
  if (path_.empty()) return;
  check(::fchmod(fd_.get(), mode_of(target_)), "can't set the mode of {}",
        target_);
  check(::rename(path_.c_str(), target_.c_str()), "can't replace {}", target_);
  path_.clear();
}

}  // namespace skep
