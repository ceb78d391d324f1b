// Objects that are compiled for a benchmark, and where they are.
#pragma once

#include <string>

namespace skep::bench {

// A directory of the benchmark's own.
class Workplace {
 public:
  Workplace();
  Workplace(const Workplace&) = delete;
  Workplace& operator=(const Workplace&) = delete;
  ~Workplace();
  [[nodiscard]] std::string operator/(const std::string& name) const {
    return path_ + "/" + name;
  }

 private:
  std::string path_;
};

void write_file(const std::string& path, const std::string& text);

// Run a line by sh.
// Errors: Error when it fails.
void run_line(const std::string& line);

// Compile C for BPF; return the path of the object.
[[nodiscard]] std::string make_object(const Workplace& place,
                                      const std::string& name,
                                      const std::string& source);

}  // namespace skep::bench
