#include "commands/iter/row_words.h"

#include "src/iter/builtin.h"

namespace skep::commands {

std::string field_details() {
  std::string names;
  for (const iter::Builtin& builtin : iter::builtins())
    names += fmt::format("{}{} ({})", names.empty() ? "" : ", ", builtin.name,
                         builtin.what);
  return "Without an object file, skep itself writes the program, from the "
         "kernel's BTF. TARGET is a target of the kernel (`iter list`) or one "
         "of these tables: " +
         names +
         ".\n\n"
         "A field is a path from an argument of the target or from its object "
         "(`iter fields TARGET`): "
         "real_parent.tgid, cpus_mask.bits[0]. Pointers are followed, and "
         "NAME@STRUCT takes what is there for a struct that begins so "
         "(sk_common@sock.sk_socket); where a pointer is null, the field is "
         "`-`, in JSON null. Of several paths, "
         "with | between them, the first that this kernel has counts; `-` as "
         "the last one means that it may have none. A field is shown by its "
         "type: text, numbers, enumerators by name, arrays and structs as "
         "JSON, the path of an open file (f_path) as such; numbers in network "
         "order (__be16) are turned round. FORMAT is "
         "hex, bytes, ip, tcp (a state), task (a state) or, of a text, how "
         "many bytes to show.\n\n"
         "A condition compares a PATH by ==, !=, <, <=, > or >= with a number, "
         "an enumerator, true, false, an IPv4 address for a number in network "
         "order, or a text; with blanks in it, \"...\". =~ compares text with "
         "a pattern of * and ?. A PATH alone means that it is not zero or "
         "empty. Conditions are joined by &&, ||, ! and parentheses. What an "
         "object has not fulfils no comparison. The kernel decides, except for "
         "=~ and the order of text.";
}

std::string row_details() {
  return field_details() +
         "\n\n"
         "-F @ shows whole objects as the kernel writes them out, in nearly C, "
         "without members that are zero (Linux 5.10); -F @:compact does so in "
         "one line. With -j it is a list of texts.\n\n"
         "--group makes one row of all that have some fields in common: those "
         "fields, how many they are (count), and the sums of others, which "
         "wrap at 64 bits. Their fields are titles of those of -F or of the "
         "table, or else fields as -F takes them. --sort, --top (by count if "
         "nothing else is said), --limit and --count are about the groups.\n\n"
         "--watch shows rows that were added (+), removed (-) or changed (~), "
         "the fields that changed, and how fast numbers have changed in a "
         "second; with --format ndjson or -j objects. Rows that have the key "
         "in "
         "common are compared in the order of their fields. With --count it "
         "shows how many rows there are, and how many changes of each kind "
         "there were. It ends after --limit changes or counts, or by a signal, "
         "with exit code 0, and keeps the rows in memory.";
}

}  // namespace skep::commands
