#include "commands/types/object_words.h"

#include <utility>

#include "src/sys/error.h"
#include "src/sys/text.h"

namespace skep::cli {

Assignment ArgType<Assignment>::parse(Words& words, std::string_view name) {
  return parse_assignment(words.take(name));
}

MapSize ArgType<MapSize>::parse(Words& words, std::string_view name) {
  const std::string word = words.take(name);
  const auto equals = word.rfind('=');
  if (equals == word.npos || equals == 0)
    throw usage_error("'{}' is no size of a map", word)
        .with_hint("write MAP=N");
  const std::string number = word.substr(equals + 1);
  Words size{{number}};
  return {.map = word.substr(0, equals),
          .max_entries = ArgType<std::uint32_t>::parse(size, name)};
}

}  // namespace skep::cli

namespace skep::commands {

std::string_view object_details() {
  return "--set gives a global variable its value before the object is loaded: "
         "a constant (.rodata), a variable (.data, .bss), one of a section of "
         "its own, a static one, or a value of the kernel's configuration "
         "(CONFIG_X=y). VALUE is a literal of the variable's type, as in "
         "`map update`: 12, true, the name of an enumerator, a string for an "
         "array of characters, [1, 2], {x: 1, y: 2}, all of JSON; it is "
         "checked "
         "for its range. As in C, what it leaves out is zero. NAME can be a "
         "part, unit.x or grid[1][2], or a range of elements, grid[0..1]. "
         "NAME=@FILE takes the bytes of a file as they are: as many as the "
         "place has, or fewer for an array of characters. Each place is set "
         "once at the most. If several sections have a variable of this name, "
         "the section comes first: .bss/count.\n\n"
         "A file for --set-file has an assignment on each line, with comments "
         "behind #; or it is one JSON object.\n\n"
         "--only loads no other programs than those that are named. Optional "
         "programs (SEC(\"?...\")) load when they are named in full; a pattern "
         "leaves them out. The programs of a struct_ops map load together.";
}

LoadOptions object_configuration(const ObjectWords& words) {
  LoadOptions options;
  options.variables = words.sets;
  for (const cli::FilePath& file : words.set_files)
    for (Assignment& assignment : read_assignments(file.path))
      options.variables.push_back(std::move(assignment));
  options.programs.only = words.only;
  options.map_sizes = words.map_sizes;
  if (words.btf) options.kernel_btf = words.btf->path;
  if (words.token) options.token_path = words.token->path;
  return options;
}

}  // namespace skep::commands
