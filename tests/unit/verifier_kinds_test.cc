// The table of what the verifier's messages mean: whole, sound, and tried.
#include <doctest/doctest.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "src/verifier/kinds.h"

namespace skep::verifier {
namespace {

namespace fs = std::filesystem;

std::vector<Kind> all_kinds() {
  std::vector<Kind> all;
  for (const auto part : kinds())
    all.insert(all.end(), part.begin(), part.end());
  return all;
}

// What no kernel of the tests can be made to say: the words are those that its
// image has.
const std::map<std::string_view, std::string_view> unheard{
    {"jit-required", "JIT does not support calling kernel function"},
    {"kernel-btf",
     "kernel is missing BTF, make sure CONFIG_DEBUG_INFO_BTF=y is specified in "
     "Kconfig."},
    {"function-info",
     "number of funcs in func_info doesn't match number of "
     "subprogs"},
    {"kernel-may-break",
     "destructive kfunc calls require CAP_SYS_BOOT capability"},
};

// Messages of other kernels, beside those that the tests hear.
const std::vector<std::pair<std::string_view, std::string_view>> other_words{
    {"scalar-access", "R1 invalid mem access 'inv'"},
    {"null-access", "R0 invalid mem access 'map_value_or_null'"},
    {"null-access", "R1 invalid mem access 'rcu_ptr_or_null_'"},
    {"pointer-access", "R1 invalid mem access 'map_ptr'"},
    {"stack-uninitialized",
     "invalid indirect read from stack R2 off -8+0 size 8"},
    {"stack-uninitialized",
     "invalid indirect read from stack R2 var_off (0x0; 0x8)+0 size 8"},
    {"stack-bounds", "invalid indirect access to stack R1 off=-520 size=8"},
    {"stack-unknown-offset",
     "invalid unbounded variable-offset write to stack R2"},
    {"stack-unknown-offset",
     "invalid variable-offset read from stack R1 var_off=(0x0; 0x7) size=1"},
    {"misaligned-access", "misaligned access off (0x0; 0x0)+1+0 size 4"},
    {"misaligned-access", "misaligned packet access off 2+(0x0; 0x0)+5 size 4"},
    {"map-read-only", "write to change key R2 not allowed"},
    {"return-value",
     "At program exit the register R0 has value (0x7; 0x0) should have been in "
     "(0x0; 0x1)"},
    {"callback-return",
     "In async callback the register R0 is not a known value (scalar)"},
    {"helper-not-allowed", "unknown func bpf_override_return#58"},
    {"helper-unknown", "invalid func unknown#12345"},
    {"relocation", "invalid func unknown#195896080"},
    {"map-not-created", "invalid func unknown#2001000003"},
    {"kernel-function-missing", "invalid func unknown#2002000003"},
    {"special-field-missing", "map 'm' doesn't have 'struct bpf_spin_lock'"},
    {"special-field-missing", "map 'm' has no valid bpf_timer"},
    {"lock-still-held", "bpf_spin_unlock is missing"},
    {"rcu-section", "1 bpf_rcu_read_unlock is missing"},
    {"preemption-section", "1 bpf_preempt_enable is missing"},
    {"unacquired-reference",
     "release kfunc bpf_task_release expects referenced PTR_TO_BTF_ID passed "
     "to R1"},
    {"not-sleepable",
     "Only fentry/fexit/fmod_ret, lsm, iter, uprobe, and struct_ops programs "
     "can be sleepable"},
    {"replacement", "arg0 in f() is a pointer while g() has a scalar"},
    {"replacement", "f() has 2 args while g() has 1 args"},
    {"stack-size", "stack size of subprog 1 is 528. Too large"},
    {"verifier-bug", "verifier internal error: unexpected type"},
    {"arena", "Only one arena per program"},
    {"direct-value", "direct value offset of 536870912 is not allowed"},
    {"indirect-jump", "R1 has type scalar, expected PTR_TO_INSN"},
    {"capability",
     "loading/calling other bpf or kernel functions are allowed for CAP_BPF "
     "and "
     "CAP_SYS_ADMIN"},
};

std::string read(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream{path}.rdbuf();
  return text.str();
}

// Add every word of a source, up to "__" and with - for _.
void add_words(std::string_view source, std::set<std::string>& words) {
  std::string word;
  for (const char c : source) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' ||
        c == '-') {
      word += c;
      continue;
    }
    word.resize(std::min(word.find("__"), word.size()));
    std::ranges::replace(word, '_', '-');
    words.insert(std::exchange(word, {}));
  }
}

// The words of the programs that are refused, and of their test.
std::set<std::string> words_of_tests() {
  std::set<std::string> words;
  const fs::path tests = fs::path{SKEP_SOURCE_DIR} / "tests";
  for (const auto& entry : fs::directory_iterator{tests / "bpf"})
    if (entry.path().filename().string().starts_with("refused_"))
      add_words(read(entry.path()), words);
  add_words(read(tests / "e2e" / "verifier_test.cc"), words);
  return words;
}

std::string_view kind_of(std::string_view message) {
  const Kind* kind = find_kind({&message, 1});
  return kind == nullptr ? std::string_view{} : kind->id;
}

}  // namespace

TEST_CASE("at least 60 kinds of messages are known, each by one name") {
  std::set<std::string_view> ids;
  for (const Kind& kind : all_kinds()) ids.insert(kind.id);
  CHECK(ids.size() >= 60);
  CHECK(ids.size() == all_kinds().size());
}

TEST_CASE("every kind has patterns, and says why and what to do") {
  for (const Kind& kind : all_kinds()) {
    CAPTURE(kind.id);
    CHECK_FALSE(kind.messages.empty());
    CHECK_FALSE(kind.messages.ends_with('\n'));
    CHECK(kind.messages.find("\n\n") == std::string_view::npos);
    CHECK(kind.explanation.ends_with('.'));
    CHECK((kind.advice.ends_with('.') || kind.advice.ends_with(';')));
  }
}

TEST_CASE("every kind is tried on a kernel, or by the words of one") {
  const std::set<std::string> words = words_of_tests();
  for (const Kind& kind : all_kinds()) {
    CAPTURE(kind.id);
    CHECK(words.contains(std::string{kind.id}) != unheard.contains(kind.id));
  }
}

TEST_CASE("the words of other kernels are known, too") {
  for (const auto& [id, message] : unheard) {
    CAPTURE(message);
    CHECK(kind_of(message) == id);
  }
  for (const auto& [id, message] : other_words) {
    CAPTURE(message);
    CHECK(kind_of(message) == id);
  }
  CHECK(kind_of("nobody has ever said this").empty());
}

}  // namespace skep::verifier
