#include "src/prog/draw_svg.h"

#include <cerrno>

#include "src/sys/error.h"
#include "src/sys/run_program.h"

namespace skep::prog {

Bytes svg_of(std::string_view dot) try {
  const ProgramResult drawn = run_program({"dot", "-Tsvg"}, bytes_of(dot));
  if (drawn.exit != 0)
    throw failure("dot can't draw the graph: {}",
                  drawn.errors.substr(0, drawn.errors.find('\n')));
  return drawn.output;
} catch (const Error& error) {
  if (error.code() != ENOENT) throw;
  throw error.with_hint(
      "dot is a program of Graphviz (Debian: graphviz); without --svg the "
      "graph is printed for it");
}

}  // namespace skep::prog
