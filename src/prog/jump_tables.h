// Where a program can jump by its tables: maps of instructions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace skep::prog {

// Return the places in the program that its tables hold, all of them: the
// kernel does not tell which table a jump uses. There can be some of
// instructions that are no more.
// Source: maps of the type insn_array, since Linux 6.19. One that can't be read
//         is left out.
[[nodiscard]] std::vector<std::size_t> places_in_tables(
    std::span<const std::uint32_t> map_ids);

}  // namespace skep::prog
