// skep: a tool for the whole life of a BPF object.
#include "commands/table.h"
#include "src/cli/run.h"

int main(int argc, char** argv) {
  return skep::cli::run_cli(skep::commands::make_table(),
                            {argv + (argc > 0 ? 1 : 0), argv + argc});
}
