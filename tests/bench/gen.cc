#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "src/sys/error.h"
#include "src/sys/text.h"
#include "tests/bench/suites.h"
#include "tests/bench/timing.h"

namespace skep::bench {
namespace {

// A directory of the benchmark's own.
class Workplace {
 public:
  Workplace() : path_(std::filesystem::temp_directory_path() / "skep-XXXXXX") {
    check(::mkdtemp(path_.data()), "can't make a directory");
  }
  Workplace(const Workplace&) = delete;
  Workplace& operator=(const Workplace&) = delete;
  ~Workplace() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  [[nodiscard]] std::string operator/(const std::string& name) const {
    return path_ + "/" + name;
  }

 private:
  std::string path_;
};

// A program whose object is larger than a megabyte: hundreds of programs with
// variables and types of their own.
std::string large_source() {
  std::string source =
      "#include <linux/bpf.h>\n#include <bpf/bpf_helpers.h>\n"
      "char LICENSE[] SEC(\"license\") = \"GPL\";\n";
  for (int i = 0; i < 600; ++i)
    source += fmt::format(
        "struct event{0} {{ int a{0}; long b{0}[4]; char c{0}[16]; }};\n"
        "struct event{0} last{0};\n"
        "SEC(\"raw_tp/sys_enter\") int program{0}(long *ctx) {{\n"
        "  _Pragma(\"unroll\") for (int i = 0; i < 40; i++) {{\n"
        "    last{0}.a{0} += bpf_ktime_get_ns() ^ ctx[1];\n"
        "    last{0}.b{0}[i & 3] ^= last{0}.a{0} * {1};\n"
        "  }}\n  return 0;\n}}\n",
        i, i + 7);
  return source;
}

void write(const std::string& path, const std::string& text) {
  std::ofstream file{path};
  if (!(file << text)) throw failure("can't write {}", path);
}

void run(const std::string& command) {
  if (std::system(command.c_str()) != 0) throw failure("{} failed", command);
}

// A program with megabytes of constants, as tables of addresses are.
std::string source_with_data() {
  return "#include <linux/bpf.h>\n#include <bpf/bpf_helpers.h>\n"
         "char LICENSE[] SEC(\"license\") = \"GPL\";\n"
         "const volatile unsigned table[1 << 20] = {1, 2, [1048575] = 7};\n"
         "SEC(\"raw_tp/sys_enter\") int program(long *ctx) {\n"
         "  return table[ctx[1] & 1023];\n}\n";
}

std::string make_object(const Workplace& place, const std::string& name,
                        const std::string& source) {
  const std::string path = place / (name + ".bpf.c");
  write(path, source);
  const std::string object = place / (name + ".bpf.o");
  run(SKEP_BPF_CLANG " -target bpf -g -O2 " SKEP_BPF_FLAGS " -c " + path +
      " -o " + object);
  fmt::print("{}: {} bytes\n", name, std::filesystem::file_size(object));
  return object;
}

// A user's file that includes a header and calls what it brings.
Words compile_user(const Workplace& place, const std::string& name) {
  write(place / (name + ".cc"),
        fmt::format("#include \"{}.h\"\nint main() {{\n"
                    "  object::destroy(object::open_and_load());\n}}\n",
                    name));
  Words words{SKEP_CXX, "-O2",
              "-c",     place / (name + ".cc"),
              "-o",     place / (name + ".o")};
  for (const std::string& dir : split(SKEP_LIBBPF_INCLUDES, ':'))
    words.insert(words.end(), {"-isystem", dir});
  return words;
}

void compare_embedding(const Workplace& place, const std::string& what,
                       const std::string& object) {
  const std::string generate =
      SKEP_PROGRAM " gen skeleton " + object + " name object --types inline";
  run(generate + " -o " + place / "string.h");
  run(generate + " --embed incbin -o " + place / "incbin.h");
  compare("compile a C++ user, " + what, compile_user(place, "incbin"),
          compile_user(place, "string"));
}

}  // namespace

void run_gen() {
  const Workplace place;
  const std::string object = make_object(place, "programs", large_source());
  const std::string data = make_object(place, "data", source_with_data());
  print_head("skep", "bpftool");
  compare("gen skeleton", {SKEP_PROGRAM, "gen", "skeleton", object},
          {SKEP_BPFTOOL, "gen", "skeleton", object});
  compare("gen object", {SKEP_PROGRAM, "gen", "object", place / "a", object},
          {SKEP_BPFTOOL, "gen", "object", place / "b", object});
  const std::string kernel = "/sys/kernel/btf/vmlinux";
  compare("btf dump format c, vmlinux",
          {SKEP_PROGRAM, "btf", "dump", "file", kernel, "format", "c"},
          {SKEP_BPFTOOL, "btf", "dump", "file", kernel, "format", "c"});

  print_head("incbin", "string");
  compare_embedding(place, "4 MB of data", data);
  compare_embedding(place, "600 programs", object);
}

}  // namespace skep::bench
