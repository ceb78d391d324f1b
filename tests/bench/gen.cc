#include <fmt/format.h>

#include <string>

#include "src/sys/text.h"
#include "tests/bench/built.h"
#include "tests/bench/suites.h"
#include "tests/bench/timing.h"

namespace skep::bench {
namespace {

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

// A program with megabytes of constants, as tables of addresses are.
std::string source_with_data() {
  return "#include <linux/bpf.h>\n#include <bpf/bpf_helpers.h>\n"
         "char LICENSE[] SEC(\"license\") = \"GPL\";\n"
         "const volatile unsigned table[1 << 20] = {1, 2, [1048575] = 7};\n"
         "SEC(\"raw_tp/sys_enter\") int program(long *ctx) {\n"
         "  return table[ctx[1] & 1023];\n}\n";
}

// A user's file that includes a header and calls what it brings.
Words compile_user(const Workplace& place, const std::string& name) {
  write_file(place / (name + ".cc"),
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
  run_line(generate + " -o " + place / "string.h");
  run_line(generate + " --embed incbin -o " + place / "incbin.h");
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
