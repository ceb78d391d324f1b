#include "commands/iter/row_words.h"

#include "src/iter/builtin.h"

namespace skep::cli {

iter::RowFormat ArgType<iter::RowFormat>::parse(Words& words,
                                                std::string_view name) {
  if (words.accept_exactly("table")) return iter::RowFormat::table;
  if (words.accept_exactly("ndjson")) return iter::RowFormat::ndjson;
  if (words.accept_exactly("csv")) return iter::RowFormat::csv;
  words.reject(name);
}

}  // namespace skep::cli

namespace skep::commands {

std::string row_details() {
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
         "real_parent.tgid, cpus_mask.bits[0]. Pointers are followed; where "
         "one is null, the field is `-`, in JSON null. Of several paths, "
         "with | between them, the first that this kernel has counts; `-` as "
         "the last one means that it may have none. A field is shown by its "
         "type: text, numbers, enumerators by name, arrays and structs as "
         "JSON; numbers in network order (__be16) are turned round. FORMAT is "
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

}  // namespace skep::commands
