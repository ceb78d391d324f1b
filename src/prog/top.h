// Tables of what programs do: `prog top`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "src/output/writer.h"
#include "src/prog/activity.h"
#include "src/sys/owners.h"

namespace skep::prog {

// A program, and what is known of it from elsewhere.
struct TopRow {
  Activity activity{};
  std::vector<std::string> attached{};  // "xdp eth0"
  std::vector<Owner> owners{};
};

// What a column says of a program; nothing: it does not apply.
using TopValue =
    std::variant<std::monostate, std::uint64_t, double, std::string>;

struct TopColumn {
  std::string_view name;   // of --sort, of JSON and of CSV
  std::string_view title;  // of the table
  TopValue (*value)(const TopRow& row);
};

// Return all columns, in order.
[[nodiscard]] const std::vector<TopColumn>& top_columns();

// Find a column by its name or its title.
// Errors: usage error with the names.
[[nodiscard]] const TopColumn& find_top_column(std::string_view name);

// Which programs are shown, and in which order.
struct TopSelection {
  std::optional<std::string> pattern{};  // of a name, a type or an owner
  const TopColumn* sort = nullptr;       // null: by CPU time
  bool is_reversed = false;
  std::optional<std::uint64_t> limit{};
};

// The programs of one interval.
struct TopTable {
  std::vector<TopRow> rows{};
  std::size_t count = 0;   // of programs, also those beyond a limit
  double cpu_percent = 0;  // of all of them
  double seconds = 0;
  std::int64_t time = 0;  // on the wall, when it ended
};

// Choose and sort rows: the largest numbers first, text as in a dictionary.
[[nodiscard]] TopTable select(std::vector<TopRow> rows,
                              const TopSelection& selection);

// How the rows of an interval are shown where JSON is not asked for.
enum class TopFormat { table, ndjson, csv };

// Shows the rows of one interval after another.
class TopPrinter {
 public:
  TopPrinter(Writer& out, TopFormat format) : out_(out), format_(format) {}

  void print(const TopTable& table);

 private:
  void print_text(Sink& sink, const TopTable& table);
  void print_csv(Sink& sink, const TopTable& table);

  Writer& out_;
  TopFormat format_;
  bool has_titles_ = false;  // of CSV
};

}  // namespace skep::prog
