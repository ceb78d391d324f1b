#include "tests/fuzz/tables.h"

#include "commands/table.h"

namespace skep::fuzz {

cli::Table table_without_effects(std::string_view kept) {
  cli::Table table = commands::make_table();
  for (cli::Command& command : table.commands) {
    if (command.path == kept) continue;
    command.run = [read = command.read](cli::Words& words,
                                        const cli::OptionValues& values,
                                        cli::Context&) { read(words, values); };
  }
  return table;
}

}  // namespace skep::fuzz
