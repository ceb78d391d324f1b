// gen skeleton -L: light skeletons beside those of bpftool, compiled and run,
// signed, and what they can't be made of.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <regex>
#include <set>

#include "tests/e2e/beside_bpftool.h"
#include "tests/e2e/gen_fixture.h"
#include "tests/e2e/traced.h"

namespace skep::test {
namespace {

// Objects of which both make the same.
const std::vector<std::string>& common_objects() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all{"cgroup_skb", "fentry", "firewall", "globals",
                                 "iter_task",  "kprobe", "lsm",      "several",
                                 "tp",         "tp_btf"};
    // The sanitizer's own memory is where the arena would be.
    if (!is_sanitized()) all.emplace_back("arena_alone");
    return all;
  }();
  return names;
}

// A key and its certificate, made for a test.
class SigningKey {
 public:
  SigningKey() {
    const Result made = shell(
        "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=t "
        "-keyout " +
        key() + " -out " + certificate());
    CAPTURE(made.err);
    REQUIRE(made.exit == 0);
  }
  [[nodiscard]] std::string key() const { return dir_ / "key.pem"; }
  [[nodiscard]] std::string certificate() const { return dir_ / "cert.pem"; }
  [[nodiscard]] std::string options() const {
    return "-S -k " + key() + " -i " + certificate();
  }
  [[nodiscard]] std::string operator/(std::string_view name) const {
    return dir_ / name;
  }

 private:
  TempDir dir_;
};

std::string members_of(const std::string& header, const std::string& name) {
  const std::string start = "struct " + name + " {";
  const auto from = header.find(start);
  REQUIRE(from != std::string::npos);
  const auto members = header.substr(from, header.find("\n};", from) - from);
  return std::regex_replace(members, std::regex{"_Bool "}, "bool ");
}

// All words in the text that begin with `start`.
std::set<std::string> words_of(const std::string& text,
                               const std::string& start) {
  const std::regex pattern{start + "\\w*"};
  std::set<std::string> words;
  for (std::sregex_iterator at{text.begin(), text.end(), pattern}, end;
       at != end; ++at)
    words.insert(at->str());
  return words;
}

// The calls that attach programs, in order.
std::string attach_calls_of(const std::string& header) {
  const std::regex pattern{"skel_(raw_tracepoint_open|link_create)\\(.*\\);"};
  std::string calls;
  for (std::sregex_iterator at{header.begin(), header.end(), pattern}, end;
       at != end; ++at)
    calls += at->str() + "\n";
  return calls;
}

// The value of a digit, as small letters go on behind 9; 16 if it is none.
int digit(char c) {
  constexpr std::string_view digits = "0123456789abcdef";
  return static_cast<int>(std::min(digits.find(c), digits.size()));
}

// Reads the string literals of C that stand one behind the other.
class Literals {
 public:
  explicit Literals(std::string_view text) : text_(text) {}

  std::string read() {
    bool is_inside = false;
    for (; at_ < text_.size() && (is_inside || text_[at_] != ';'); ++at_) {
      if (text_[at_] == '"')
        is_inside = !is_inside;
      else if (is_inside)
        read_char();
    }
    return bytes_;
  }

 private:
  void read_char() {
    if (text_[at_] != '\\') {
      bytes_ += text_[at_];
      return;
    }
    const char kind = text_[++at_];
    if (kind == 'x')
      add_number(16, 2, at_ + 1);
    else if (kind >= '0' && kind <= '7')
      add_number(8, 3, at_);
    else if (kind != '\n')
      bytes_ += kind;
  }

  void add_number(int base, std::size_t digits, std::size_t start) {
    int number = 0;
    std::size_t end = start;
    for (; end < start + digits && digit(text_[end]) < base; ++end)
      number = number * base + digit(text_[end]);
    bytes_ += static_cast<char>(number);
    at_ = end - 1;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string bytes_;
};

// The bytes of an array of characters; what its literal leaves out is zero.
std::string array_of(const std::string& header, const std::string& name) {
  std::smatch match;
  const std::regex pattern{"char " + name + "\\[(\\d*)\\]"};
  REQUIRE(std::regex_search(header, match, pattern));
  const auto start =
      header.find('=', static_cast<std::size_t>(match.position()));
  std::string bytes = Literals{std::string_view{header}.substr(start)}.read();
  if (match.length(1) > 0) bytes.resize(std::stoul(match[1]) - 1);
  return bytes;
}

// What stands before the number, of 2048 bits, that the key has computed.
std::string form_of(const std::string& signature) {
  constexpr std::size_t number = 256;
  REQUIRE(signature.size() > number);
  return signature.substr(0, signature.size() - number);
}

std::string light_line(const std::string& object,
                       const std::string& options = "-L") {
  return "gen skeleton " + bpf_object(object) + " " + options;
}

// With it a light skeleton compiles alone.
constexpr const char* inline_types = "-L --types inline";

// Write the light skeleton of an object to a file; return its path.
std::string write_light(const TempDir& dir, Generator generator,
                        const std::string& object,
                        const std::string& options = "-L") {
  const std::string line = "-m " + light_line(object, options);
  const Result result =
      generator == Generator::skep ? skep(line) : bpftool(line);
  CAPTURE(result.err);
  REQUIRE(result.exit == 0);
  write_file(dir / "light.h", result.out);
  return dir / "light.h";
}

std::string run_user(const TempDir& dir, std::string_view source,
                     Generator generator, Language language,
                     const std::string& object) {
  const std::string header = write_light(dir, generator, object);
  const Result result =
      run({build_user(dir, source, language, header, Linking::alone)});
  CAPTURE(result.err);
  CHECK(result.exit == 0);
  return result.out;
}

}  // namespace

TEST_SUITE_BEGIN("files");

TEST_CASE("a light skeleton has the members and functions of bpftool's") {
  for (const std::string& object : common_objects()) {
    CAPTURE(object);
    const std::string ours = skep_ok(light_line(object)).out;
    const std::string theirs = bpftool(light_line(object)).out;
    const std::string name = object + "_bpf";
    CHECK(members_of(ours, name) == members_of(theirs, name));
    CHECK(words_of(ours, name + "__") == words_of(theirs, name + "__"));
    CHECK(attach_calls_of(ours) == attach_calls_of(theirs));
  }
}

TEST_CASE("a light skeleton holds the loader that bpftool makes") {
  for (const std::string& object : common_objects()) {
    CAPTURE(object);
    const std::string ours = skep_ok(light_line(object)).out;
    const std::string theirs = bpftool(light_line(object)).out;
    CHECK(array_of(ours, "opts_insn") == array_of(theirs, "opts_insn"));
    CHECK(array_of(ours, "opts_data") == array_of(theirs, "opts_data"));
  }
}

TEST_CASE("a light skeleton is the same whoever makes it, and wherever") {
  // Where the object was made, nobody may not look.
  const TempDir dir;
  std::filesystem::permissions(dir.path(), std::filesystem::perms{0755});
  write_file(dir / "iter_task.bpf.o", read_text(bpf_object("iter_task")));
  const std::string line = "gen skeleton -L " + dir / "iter_task.bpf.o";
  const Result nobody = skep_as_nobody(line);
  CHECK(nobody.exit == 0);
  CHECK(nobody.out == skep_ok(line).out);
  const Result without_types =
      shell("unshare -m sh -c 'mount -t tmpfs none /sys/kernel/btf && " +
            skep_program() + " " + line + "'");
  CHECK(without_types.exit == 0);
  CHECK(without_types.out == nobody.out);
}

TEST_SUITE_END();
TEST_SUITE_BEGIN("words");

TEST_CASE("-L may stand before the command and behind it") {
  const std::string object = bpf_object("nomaps");
  const std::string header = skep_ok("-L gen skeleton " + object).out;
  CHECK(header.find("bpf/skel_internal.h") != std::string::npos);
  CHECK(header.find("libbpf.h") == std::string::npos);
  CHECK(skep_ok("gen skeleton " + object + " -L").out == header);
  CHECK(skep_ok("gen --use-loader skeleton " + object).out == header);
}

TEST_CASE("-L and -S want what goes with them, and nothing else") {
  const std::string object = bpf_object("nomaps");
  check_fails("-S gen skeleton " + object, 2, {"-k", "-i"});
  check_fails("-S -k key.pem gen skeleton " + object, 2, {"-i"});
  check_fails("-k key.pem -i cert.pem gen skeleton " + object, 2, {"-S"});
  check_fails("-L -i cert.pem gen skeleton " + object, 2, {"-S"});
  check_fails("-S -k", 2, {"-k"});
  check_fails("-L gen skeleton " + object + " --embed incbin", 2, {"--embed"});
  check_fails("-L gen subskeleton " + object, 2, {"-L"});
  check_fails("-L prog load " + object + " /nowhere", 2, {"-L"});
}

TEST_CASE("this build can sign") {
  // Without OpenSSL, which scripts/setup installs, it could not.
  CHECK(skep_ok("-j version").json()["features"]["crypto"] == true);
  CHECK(skep_ok("version").out.find("crypto, skeletons\n") !=
        std::string::npos);
}

TEST_SUITE_END();
TEST_SUITE_BEGIN("files");

TEST_CASE("what a loader can't do is told, and nothing is printed") {
  const auto check_refused = [](const std::string& object,
                                std::initializer_list<std::string_view> why) {
    CAPTURE(object);
    check_fails(light_line(object), 1, why);
    CHECK(skep(light_line(object)).out.empty());
  };
  check_refused("struct_ops", {"struct_ops"});
  check_refused("arena", {"arena"});
  check_refused("many_programs", {"more than 32 programs"});
  check_refused("large", {"33554432 bytes"});
  check_refused("tail_call", {"tail_call", "Operation not supported"});
  check_refused("freplace", {"attach program FD is not set"});
}

TEST_CASE("what no light skeleton can be made of breaks bpftool's") {
  for (const std::string object : {"struct_ops", "arena", "many_programs"}) {
    const std::string line = light_line(object);
    check_same({.line = line,
                .aspect = Aspect::exit_code,
                .ours = std::to_string(skep(line).exit),
                .theirs = std::to_string(bpftool(line).exit)});
  }
}

TEST_CASE("a raw tracepoint without a name is attached by the user") {
  const std::string line = light_line("raw_tp");
  const Result ours = skep(line);
  CHECK(attach_calls_of(ours.out).empty());
  check_same({.line = line,
              .aspect = Aspect::exit_code,
              .ours = std::to_string(ours.exit),
              .theirs = std::to_string(bpftool(line).exit)});
}

TEST_CASE("maps that are to be pinned by name are not by a light skeleton") {
  const std::string line = light_line("pin_by_name");
  const Result ours = skep(line);
  CHECK(ours.err.find("will not be pinned") != std::string::npos);
  check_same({.line = line,
              .aspect = Aspect::exit_code,
              .ours = std::to_string(ours.exit),
              .theirs = std::to_string(bpftool(line).exit)});
}

TEST_CASE("keys and certificates that can't be used are told apart") {
  const SigningKey signing;
  const SigningKey other;
  const auto check_refused = [](const std::string& key,
                                const std::string& certificate,
                                std::initializer_list<std::string_view> why) {
    const std::string line = "-S -k " + key + " -i " + certificate +
                             " gen skeleton " + bpf_object("nomaps");
    check_fails(line, 1, why);
    CHECK(skep(line).out.empty());
  };
  check_refused("/no/key.pem", signing.certificate(),
                {"/no/key.pem", "No such file"});
  check_refused(signing.key(), "/no/cert.pem",
                {"/no/cert.pem", "No such file"});
  check_refused(signing.certificate(), signing.certificate(),
                {"private key", signing.certificate()});
  check_refused(signing.key(), signing.key(), {"certificate", signing.key()});
  check_refused(other.key(), signing.certificate(), {"is not for"});
  const std::string locked = signing / "locked.pem";
  shell("openssl pkey -aes256 -passout pass:x -in " + signing.key() + " -out " +
        locked);
  check_refused(locked, signing.certificate(), {"encrypted", "openssl pkey"});
}

TEST_CASE("a signature is of the form of bpftool's, and openssl verifies it") {
  const SigningKey signing;
  const std::string line = light_line("iter_task", signing.options());
  const std::string ours = skep_ok(line).out;
  const std::string theirs = bpftool(line).out;
  CHECK(members_of(ours, "iter_task_bpf") ==
        members_of(theirs, "iter_task_bpf"));
  CHECK(array_of(ours, "opts_data") == array_of(theirs, "opts_data"));
  // Versions of libbpf differ in how the signed instructions check the data.
  CHECK(form_of(array_of(ours, "opts_sig")) ==
        form_of(array_of(theirs, "opts_sig")));
  const std::string insns = signing / "insns";
  write_file(insns, array_of(ours, "opts_insn"));
  write_file(signing / "hash", array_of(ours, "opts_excl_hash"));
  write_file(signing / "sig", array_of(ours, "opts_sig"));
  CHECK(shell("openssl dgst -sha256 -binary " + insns + " | cmp - " +
              (signing / "hash"))
            .exit == 0);
  const std::string verify =
      "openssl cms -verify -binary -inform DER -noverify -certfile " +
      signing.certificate() + " -in " + (signing / "sig") + " -out /dev/null";
  CHECK(shell(verify + " -content " + insns).exit == 0);
  CHECK(shell(verify + " -content " + signing.key()).exit != 0);
}

TEST_CASE("a certificate may be in DER format") {
  const SigningKey signing;
  const std::string der = signing / "cert.der";
  shell("openssl x509 -outform DER -in " + signing.certificate() + " -out " +
        der);
  CHECK(skep_ok(light_line("nomaps", "-S -k " + signing.key() + " -i " + der))
            .out == skep_ok(light_line("nomaps", signing.options())).out);
}

TEST_SUITE_END();
TEST_SUITE_BEGIN("compilers");

TEST_CASE("every light skeleton compiles as C and C++ without a warning") {
  const TempDir dir;
  for (const std::string& object : all_bpf_objects()) {
    CAPTURE(object);
    const Result result = skep("-m " + light_line(object, inline_types));
    if (result.exit != 0) continue;  // some have no loader
    write_file(dir / "light.h", result.out);
    check_compiles(dir, {SKEP_CC " -std=gnu11", Language::c}, dir / "light.h",
                   "");
    check_compiles(dir, {SKEP_CXX " -std=c++17", Language::cpp},
                   dir / "light.h", "");
  }
}

TEST_CASE("light skeletons compile with every compiler and standard") {
  const TempDir dir;
  for (const char* object :
       {"clashes", "globals", "keywords", "noprogs", "types"}) {
    CAPTURE(object);
    const std::string header =
        write_light(dir, Generator::skep, object, inline_types);
    for (const Compiler& compiler : compilers())
      check_compiles(dir, compiler, header, "-D_GNU_SOURCE -pedantic -Wshadow");
  }
}

TEST_CASE("a program for bpftool's light skeleton runs with ours unchanged") {
  const TempDir dir;
  for (const Generator generator : {Generator::bpftool, Generator::skep}) {
    CAPTURE(generator);
    run_user(dir, "light_user.c", generator, Language::c, "globals");
    run_user(dir, "light_iter_user.c", generator, Language::c, "iter_task");
  }
  run_user(dir, "light_user.c", Generator::skep, Language::cpp, "globals");
  run_user(dir, "light_iter_user.c", Generator::skep, Language::cpp,
           "iter_task");
}

TEST_CASE("optional programs take nobody's place in a light skeleton") {
  const TempDir dir;
  const std::string ours = run_user(dir, "light_optional_user.c",
                                    Generator::skep, Language::c, "optional");
  CHECK(ours == "refused: none\nwanted: wanted\nunknown: none\n");
  check_same({.line = light_line("optional"),
              .aspect = Aspect::effect,
              .where = "descriptors",
              .ours = ours,
              .theirs = run_user(dir, "light_optional_user.c",
                                 Generator::bpftool, Language::c, "optional")});
}

TEST_CASE("a light skeleton can be for machines of the other byte order") {
  const TempDir dir;
  const std::string object = dir / "several.bpf.o";
  const Result compiled = shell(
      SKEP_BPF_CLANG " -target bpfeb -g -O2 " SKEP_BPF_FLAGS
                     " -c " SKEP_SOURCE_DIR "/tests/bpf/several.bpf.c -o " +
      object);
  CAPTURE(compiled.err);
  REQUIRE(compiled.exit == 0);
  const std::string line = "-L gen skeleton " + object;
  const std::string ours = skep_ok(line).out;
  const std::string theirs = bpftool(line).out;
  CHECK(members_of(ours, "several_bpf") == members_of(theirs, "several_bpf"));
  CHECK(array_of(ours, "opts_insn") == array_of(theirs, "opts_insn"));
  CHECK(array_of(ours, "opts_data") == array_of(theirs, "opts_data"));
  CHECK(array_of(ours, "opts_insn") !=
        array_of(skep_ok(light_line("several")).out, "opts_insn"));
}

TEST_SUITE_END();

}  // namespace skep::test
