#include "tests/e2e/bpftool_differences.h"

#include <algorithm>
#include <array>
#include <regex>
#include <set>
#include <sstream>

#include "tests/e2e/harness.h"

namespace skep::test {
namespace {

constexpr auto exit_code = Aspect::exit_code;
constexpr auto text = Aspect::text;
constexpr auto json = Aspect::json;
constexpr auto effect = Aspect::effect;
constexpr auto unseen = Aspect::unseen;

// What bpftool 7.5 has learned since 7.1, the oldest that Debian has.
constexpr Difference newer(std::string_view command, Aspect aspect,
                           std::string_view where, std::string_view ours,
                           std::string_view theirs, std::string_view reason) {
  return {.row = "",
          .command = command,
          .aspect = aspect,
          .where = where,
          .ours = ours,
          .theirs = theirs,
          .reason = reason,
          .before = {7, 5}};
}

// The first entry that matches is used: what is special stands first.
constexpr Difference table[] = {
    {"output that can't be written", "/dev/full$", exit_code, "", "^1$", "^0$",
     "a full disk is no success"},
    {"nothing matches `name` or `tag`", "(show|dump) (name|tag) no_such|tag 0",
     json, "^$", "\"error\": ?\"no (prog|map) ", "^\n$",
     "silence helps nobody"},
    {"15-character names", "name a_filter_with_a$", exit_code, "", "^0$",
     "^255$", "bpftool compares the longer name of BTF only"},
    {"15-character names", "name a_filter_with_a$", text, "",
     "name a_filter_with_a_long_name", "^$",
     "bpftool compares the longer name of BTF only"},
    {"large values of unsigned enums in `btf dump`", "btf dump", json,
     "/values/[0-9]+/val$", "^[0-9]{10}$", "^18446744", "they are positive"},
    {"`btf dump … format c`, sorted", "format c$", effect, "the first type",
     "there", "lost", "it is needed"},
    {"types that C can't say, in `btf dump … format c`", "format c$", effect,
     "the end", "there", "lost", "the rest is needed"},
    {"`cgroup tree effective`", "", unseen, "", "", "",
     "a word means the same everywhere"},
    {"`net show -j` with a flow dissector", "", unseen, "", "", "",
     "net_test.cc reads it as JSON"},
    {"`btf show`: `prog_ids`, `map_ids`", "btf show", unseen, "", "", "",
     "two lists can be compared"},
    {"help", "help$", text, "", "Usage:", "^$", "`skep help | less`"},
    {"bpffs", "^on no bpffs: ", exit_code, "", "^1$", "^0$",
     "a mount hides files"},
    {"a pin path that can't be used", "", effect, "before loading", "yes", "no",
     "nothing to undo"},
    {"a byte of a key or value above 255, or negative", "map update", exit_code,
     "", "^2$", "^0$", "bpftool cuts it to 8 bits"},
    {"`map create … flags`", "flags BPF_F_", exit_code, "", "^0$", "^255$",
     "names are easier to read"},
    {"`map dump` of a type that has no list (ring buffer, queue, bloom filter, "
     "…)",
     "map dump", text, "", "^$", "^Found 0 elements\n$",
     "there may well be elements"},
    {"`map dump` of a type that has no list (ring buffer, queue, bloom filter, "
     "…)",
     "map dump", json, "^$", "can't be listed", "^\\[\\]$",
     "there may well be elements"},
    {"CPUs in per-CPU values", "", unseen, "", "", "",
     "seen where the possible CPUs have holes"},
    {"an empty queue, no such element", "map (pop|dequeue) ", text, "", "^$",
     "^Error: empty map\n$", "errors go to standard error"},
    {"`float`, `double` in values", "map dump", text, "\"key\"|value", "0\\.5",
     "unsupported-kind", "they are numbers"},
    {"`float`, `double` in values", "map dump", json, "^$", ": ?0\\.5",
     "unsupported-kind", "they are numbers"},
    {"values of unsigned enums without a name", "map dump", text, "",
     ": 4294967280", ": -16", "BTF tells that they have no sign"},
    {"values of unsigned enums without a name", "map dump", json, "/level$",
     "^4294967280$", "^-16$", "BTF tells that they have no sign"},
    {"type tags in values", "", unseen, "", "", "",
     "clang tags only what pointers point to"},
    {"a type without a value", "", unseen, "", "", "",
     "the kernel takes no value of such a type"},
    {"values that can't be read", "map dump", text, "",
     "Operation not supported", "Unknown error 524",
     "the kernel's own errno values have words, too"},
    {"values that can't be read", "map dump", json, "/value/error$",
     "Operation not supported", "Unknown error 524",
     "the kernel's own errno values have words, too"},
    {"`map show` of all maps", "map( show| list)?$", json, "^/btf_id$",
     "^\\(absent\\)$", "", "bpftool shows that of the map before"},
    {"`autoattach` of what can't be attached", "no_such_tp.* autoattach$",
     exit_code, "", "^1$", "^0$", "bpftool pins the program instead"},
    {"`loadall … autoattach`", "loadall .* autoattach$", exit_code, "", "^0$",
     "^255$", "the directory is made, as without autoattach"},
    {"optional programs, `SEC(\"?…\")`", "optional\\.bpf\\.o", exit_code, "",
     "^0$", "^255$", "what is optional must not stop the rest"},
    {"`prog load … map … MAP`", "map name counts", exit_code, "", "^1$", "^0$",
     "the error names what differs"},
    {"`loadall` of an object without programs", "noprogs", exit_code, "", "^1$",
     "^0$", "nothing was pinned"},
    {"the verifier's log", "", effect, "prints the verifier's log", "no", "yes",
     "its reason, instruction and source line are in the error"},
    {"dots in the names of pinned maps", "a\\.b/m$", exit_code, "", "^0$",
     "^25[0-9]$", "the path is the user's"},
    {"`-f`", "^(-[jp] )?(-f|--bpffs) ", text, "", "^(\tpinned .*\n)*$",
     "^(\tpinned .*\n)*$", "sorted lists can be compared"},
    {"`-f`", "^(-[jp] )?(-f|--bpffs) ", json, "/pinned/[0-9]+$", "", "",
     "sorted lists can be compared"},
    {"`iter pin`", "junk$", exit_code, "", "^2$", "^0$",
     "bpftool ignores unknown words"},
    {"`iter pin`", "iter pin", json, "^$", "^null\n$", "^\n$",
     "every command prints JSON"},
    {"`iter pin` of an object with several programs", "iter_second", exit_code,
     "", "^0$", "^2[0-9][0-9]$", "the iterator may stand anywhere"},
    {"`link show id N`", "link|link show (id|pinned)", exit_code, "", "^0$",
     "^2[0-9][0-9]$", "nothing failed"},
    {"owners (`pids`)", "show", text, "", "^\tpids .*\n$", "^$",
     "works everywhere, and costs less", "skeletons"},
    {"`gen skeleton` with `-j`", "-[jp] gen skeleton", json, "^$",
     "\"programs\"", "^/\\*", "`-j` prints JSON"},
    {"C++ keywords in skeletons", "keywords", effect, "compiles as C\\+\\+",
     "yes", "no", "they get a trailing _, in C++ only"},
    {"clashing or odd names in skeletons", "clashes", effect, "compiles as",
     "yes", "no", "names are made to differ"},
    {"types of variables in skeletons", "", effect, "brings its types", "yes",
     "no", "--types inline defines them"},
    {"numbers in skeletons", "", effect, "is of a kernel's number", "__u64",
     "u64", "user space has no u64"},
    {"debuggers' data in skeletons", "", effect, "holds DWARF", "no", "yes",
     "large objects are mostly DWARF"},
    {"an object's `name` that C can't have", "name a-b$", exit_code, "", "^2$",
     "^0$", "the header would not compile"},
    {"`_Atomic` variables in skeletons", "types\\.bpf\\.o", exit_code, "",
     "^0$", "^2[0-9][0-9]$", "bytes are better than nothing"},
    {"light skeletons of what no loader can load",
     "skeleton .*(struct_ops|arena)", exit_code, "", "^1$", "^13[0-9]$",
     "half a header is worse than none"},
    {"light skeletons of what no loader can load", "skeleton .*many_programs",
     exit_code, "", "^1$", "^0$", "the verifier would refuse it"},
    {"raw tracepoints without a name, in light skeletons",
     "skeleton .*raw_tp\\.bpf", exit_code, "", "^0$", "^13[0-9]$",
     "the user may attach it"},
    {"maps pinned by name, in light skeletons", "skeleton .*pin_by_name",
     exit_code, "", "^0$", "^2[0-9][0-9]$", "the rest is of use"},
    {"optional programs in light skeletons", "skeleton .*optional", effect,
     "descriptors", "wanted: wanted", "refused: wanted",
     "the loader counts those that it loads"},
    {"4-byte `dev_t` and `nlink_t` in skeletons", "devices", effect,
     "compiles as", "yes", "no", "the kernel's width counts"},
    {"types of one name in `gen min_core_btf`", "min_core_btf", effect,
     "the object", "loads", "is refused", "another field may need another"},
    {"forward declarations and type tags in `gen min_core_btf`", "min_core_btf",
     effect, "the output", "there", "missing", "the rest is needed"},
    {"the byte order of `gen min_core_btf`", "min_core_btf", effect,
     "byte order", "big", "little", "the BTF is for the kernel's machine"},
    {"source lines of programs that leave exceptions to the kernel",
     "leaves_exceptions", text, "", "^; .*\n$", "^$", "they are there"},
    {"graphs of `prog dump … visual`", "visual$", effect,
     "leads to where it does", "yes", "no", "they are to be believed"},
    {"graphs of `prog dump … visual`", "visual$", effect,
     "a function has its own name", "yes", "no", "they are to be believed"},
    {"`prog dump … visual` with `-j`", "visual$", exit_code, "", "^0$", "^255$",
     "scripts read lists, not drawings"},
    {"`prog dump … visual` with `-j`", "visual$", json, "^/error$",
     "^\\(absent\\)$", "", "scripts read lists, not drawings"},
    {"`prog dump jited`", "prog dump jited", exit_code, "", "^0$", "^255$",
     "every build can write the bytes", "llvm"},
    {"`batch`: `#` inside quotes", "batch", exit_code, "", "^0$", "^255$",
     "it is text"},
    {"`batch`: `#` inside quotes", "batch", text, "", "Found 1 element", "^$",
     "it is text"},
    {"words after options", "", effect, "-1 is an option", "no", "yes",
     "-1 is a number"},
    {"errors with `-j`", "'\"x\"'", json, "^$",
     "\"error\":", "\"error\":", "bpftool does not escape them"},
    {"the words of errors", "", json, "(^|/)error$", "", "",
     "they tell what, which object and why"},
    newer("autoattach", exit_code, "", "^0$", "^255$", "no autoattach"),
    newer("autoattach", json, "^$", "null", "expected no more",
          "no autoattach"),
    newer("autoattach", effect, "", "", "", "no autoattach"),
    newer("globals", exit_code, "", "^0$", "^255$", "no sections of one's own"),
    newer("globals", effect, "", "", "", "no sections of one's own"),
    newer("map (dump|lookup)", text, "", "\"(0x[0-9a-f]+|\\(nil\\))\"",
          ": (0x[0-9a-f]+|\\(nil\\))", "no quotes around pointers"),
    newer("map (dump|lookup)", text, "", "inner_map_id",
          "value: ", "no ids of inner maps"),
    newer("link (show|list)", text, "", "^[0-9]+: struct_ops  map ",
          "^[0-9]+: struct_ops  prog 0", "no maps of struct_ops"),
    newer("link (show|list)", text, "", "^[0-9]+: [a-z_]+  ",
          "^[0-9]+: type [0-9]+  ", "fewer types of links"),
    newer("link (show|list)", json, "/type$", "", "^[0-9]+$",
          "fewer types of links"),
    newer("link (show|list)", text, "^after: [0-9]+: ", "^\t", "^(\ttp .*\n)?$",
          "less of each link"),
    {"exit code", "", exit_code, "", "^[12]$", "^2[0-9][0-9]$",
     "bpftool's are -1 or a negated errno, modulo 256"},
};

bool is_in(std::string_view pattern, const std::string& part) {
  if (pattern.empty()) return true;
  // Long enough for every entry, and short enough for std::regex, which calls
  // itself for each character.
  constexpr std::size_t limit = 4096;
  return std::regex_search(part.substr(0, limit),
                           std::regex{pattern.begin(), pattern.end()});
}

Version read_bpftool_version() {
  Version version;
  std::string word;
  char mark = 0;
  std::istringstream{bpftool("version").out} >> word >> mark >> version.major >>
      mark >> version.minor;
  return version;
}

bool is_for_this_bpftool(const Difference& difference) {
  static const Version version = read_bpftool_version();
  return difference.before == Version{} || version < difference.before;
}

bool matches(const Difference& difference, const Finding& finding) {
  return difference.aspect == finding.aspect &&
         is_for_this_bpftool(difference) &&
         is_in(difference.command, finding.line) &&
         is_in(difference.where, finding.where) &&
         is_in(difference.ours, finding.ours) &&
         is_in(difference.theirs, finding.theirs);
}

std::set<const Difference*>& used() {
  static std::set<const Difference*> entries;
  return entries;
}

bool can_be_seen(const Difference& difference) {
  // Not every test that could see it has an older bpftool in mind.
  if (difference.aspect == Aspect::unseen || difference.before != Version{})
    return false;
  return difference.unless_bpftool_has.empty() ||
         bpftool("version").out.find(difference.unless_bpftool_has) ==
             std::string::npos;
}

}  // namespace

std::span<const Difference> accepted_differences() { return table; }

bool is_accepted(const Finding& finding) {
  const auto* found =
      std::find_if(std::begin(table), std::end(table),
                   [&](const auto& entry) { return matches(entry, finding); });
  if (found == std::end(table)) return false;
  used().insert(found);
  return true;
}

std::vector<Difference> unused_differences() {
  std::vector<Difference> unused;
  for (const Difference& difference : table)
    if (!used().contains(&difference) && can_be_seen(difference))
      unused.push_back(difference);
  return unused;
}

}  // namespace skep::test
