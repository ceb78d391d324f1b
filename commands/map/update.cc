// map update: set the value of a key.
#include "commands/map/element.h"
#include "commands/types/handles.h"

namespace skep::commands {
namespace {

void run(const ElementOptions& options, cli::Context& context) {
  update_element(options, context.out);
}

constexpr const char* details =
    "The clauses come in any order. A byte is written in decimal, in "
    "hex after 0x, in octal after 0; behind the word hex all bytes are "
    "hex. Numbers of several bytes are in the byte order of the "
    "machine.\n"
    "\n"
    "When the map has BTF, a single word is a literal of the type: "
    "numbers, enumerators, text, addresses (10.0.0.1, fe80::1, "
    "02:00:00:00:00:01), [ELEMENT, ...], {MEMBER: VALUE, ...} or "
    ".MEMBER=VALUE,... JSON is such a literal, also what map dump and "
    "map lookup print. Numbers and names are checked; members that are "
    "not named are zero.\n"
    "\n"
    "Without BTF, atoms say what the bytes are: u8:, u16:, u32:, u64: "
    "and s8: to s64: take numbers in the byte order of the machine, "
    "be16: to be64: and le16: to le64: in that order; ip4:, ip6: and "
    "mac: take addresses, str: text, hex: pairs of digits. Several, "
    "each a word, stand one after another.\n"
    "\n"
    "A map without BTF is given types by --type and --key-type: "
    "\"struct NAME\", \"union NAME\", \"enum NAME\" or the name alone, "
    "also that of a typedef or number. They must have the size that "
    "the map has; what is left out has no type.\n"
    "\n"
    "exist changes a value only if the key is there, noexist only if "
    "it is not; any does both.\n"
    "\n"
    "In a per-CPU map every CPU gets the value; behind `cpu N` that "
    "CPU alone. A list, [VALUE, ...], has a value for each possible "
    "CPU, as has what map dump -j prints under \"values\"; when the "
    "type of values is an array, only the latter. With `cpu N` and "
    "exist or noexist, or before Linux 7.0, all values are read and "
    "written back, which undoes what programs on other CPUs write "
    "meanwhile.\n"
    "\n"
    "The key of an LPM trie can be a prefix, 10.0.0.0/8, or an address, "
    "which stands for all its bits. The bits behind the prefix are "
    "stored as they are given; the kernel ignores them.\n"
    "\n"
    "The storage of a task has the key `pid PID`, since Linux 6.9 of a "
    "thread as well; that of a file `file FILE`, of a control group "
    "`cgroup DIR`, of a socket `pid PID fd NUMBER`: who has it open, "
    "and as which descriptor. An array of control groups takes `cgroup "
    "DIR` as a value, maps of sockets take `pid PID fd NUMBER`. The "
    "number of a descriptor that the shell has opened does in all "
    "these places.\n"
    "\n"
    "A map of maps takes a map as its value, a program array a "
    "program. A program array forgets its programs when nothing holds "
    "it open and nothing pins it.";

cli::Notes notes() {
  return {
      .details = details,
      .examples =
          {{"map update pinned /sys/fs/bpf/counts key 10 0 0 0 value 1 0 0 0 "
            "0 0 0 0",
            "Set a value"},
           {"map update pinned /sys/fs/bpf/counts key hex 0a 00 00 00 value "
            "hex ff 00 00 00 00 00 00 00 noexist",
            "Set one in hex, if the key is not there yet"},
           {"map update pinned /sys/fs/bpf/flows key "
            "'{saddr: 10.0.0.1, dport: 443}' value .packets=1,.bytes=1500",
            "Set a value by the names of its members"},
           {"map update pinned /sys/fs/bpf/ports key be16:443 value u32:1",
            "Set a value in a map without BTF"},
           {"map update pinned /sys/fs/bpf/routes key 10.0.0.0/8 value 1 0 0 "
            "0",
            "Set a value for a prefix"},
           {"map update pinned /sys/fs/bpf/seen key 0 value cpu 3 12",
            "Set the value of one CPU"},
           {"map update pinned /sys/fs/bpf/per_task key pid 1 value 12",
            "Set the value that the storage of a task has"},
           {"map update pinned /sys/fs/bpf/tasks key u32:1 value "
            ".tv_sec=5 --type timespec64 --dry-run",
            "Show the bytes of a value of a type of the kernel's"},
           {"map update pinned /sys/fs/bpf/tables key 0 0 0 0 value pinned "
            "/sys/fs/bpf/counts",
            "Store a map in a map of maps"}},
      .aliases = {}};
}

}  // namespace

cli::Command map_update() {
  return cli::command<ElementOptions>(
      "map update", "Set the value of a key",
      with_types<ElementOptions>(
          {cli::arg("MAP", &ElementOptions::map, "map to change"),
           cli::element_words(&ElementOptions::words,
                              "[key DATA] [value VALUE] [any|exist|noexist]",
                              "the element"),
           cli::option(
               "--dry-run", &ElementOptions::is_dry_run,
               "print the bytes of key and value, and change nothing")}),
      run, notes());
}

}  // namespace skep::commands
