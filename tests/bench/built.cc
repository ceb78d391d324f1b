#include "tests/bench/built.h"

#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "src/sys/error.h"

namespace skep::bench {

Workplace::Workplace()
    : path_(std::filesystem::temp_directory_path() / "skep-XXXXXX") {
  check(::mkdtemp(path_.data()), "can't make a directory");
}

Workplace::~Workplace() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

void write_file(const std::string& path, const std::string& text) {
  std::ofstream file{path};
  if (!(file << text)) throw failure("can't write {}", path);
}

void run_line(const std::string& line) {
  if (std::system(line.c_str()) != 0) throw failure("{} failed", line);
}

std::string make_object(const Workplace& place, const std::string& name,
                        const std::string& source) {
  const std::string path = place / (name + ".bpf.c");
  write_file(path, source);
  const std::string object = place / (name + ".bpf.o");
  run_line(SKEP_BPF_CLANG " -target bpf -g -O2 " SKEP_BPF_FLAGS " -c " + path +
           " -o " + object);
  fmt::print("{}: {} bytes\n", name, std::filesystem::file_size(object));
  return object;
}

}  // namespace skep::bench
