#include "commands/iter/print_rows.h"

#include <algorithm>
#include <utility>

#include "src/iter/builtin.h"
#include "src/iter/rows.h"
#include "src/sys/text.h"

namespace skep::commands {
namespace {

void check_words(const RowWords& words, const cli::Context& context) {
  if (words.format && context.options.format != Format::text)
    throw usage_error("--format and -j exclude each other");
  if (!words.sort && (words.top || words.is_reversed))
    throw usage_error("--top and --reverse need --sort FIELD");
  if (words.counts && (words.sort || words.limit || words.format))
    throw usage_error("--count prints one number alone")
        .with_hint("leave out --sort, --limit and --format");
}

std::vector<std::string> fields_of(const std::string& name,
                                   const RowWords& words,
                                   const iter::Builtin* builtin) {
  std::vector<std::string> fields;
  for (const std::string& list : words.fields)
    for (std::string& field : split(list, ','))
      fields.push_back(std::move(field));
  if (!fields.empty()) return fields;
  if (!words.fields.empty()) throw usage_error("-F names no field");
  if (builtin != nullptr) return split(builtin->fields, ',');
  throw usage_error("which fields of '{}' are to be shown?", name)
      .with_hint(
          fmt::format("name them by -F: see `skep iter fields {}`", name));
}

// Return what the table and the user ask for; an error tells of the user's
// part alone.
btf::Expression tests_of(const RowWords& words, const iter::Builtin* builtin) {
  btf::Expression all;
  if (builtin != nullptr && !builtin->where.empty())
    all.parts.push_back(btf::parse_expression(builtin->where));
  if (words.where) all.parts.push_back(btf::parse_expression(*words.where));
  return all;
}

iter::Projection find_projection(btf::BtfView kernel, const std::string& name,
                                 const RowWords& words) {
  const iter::Builtin* builtin = iter::find_builtin(name);
  const std::string target{builtin == nullptr ? name : builtin->target};
  iter::Target found = iter::find_target(kernel, target, builtin_names());
  return iter::project(kernel, std::move(found),
                       fields_of(name, words, builtin),
                       tests_of(words, builtin));
}

std::vector<std::string> titles_of(const iter::Projection& projection) {
  std::vector<std::string> titles;
  for (std::size_t i = 0; i < projection.shown; ++i)
    titles.push_back(projection.columns[i].title);
  return titles;
}

iter::CellRow read_cells(iter::CellReader& reader,
                         const iter::Projection& projection, ByteView row) {
  iter::CellRow cells;
  for (std::size_t i = 0; i < projection.shown; ++i)
    cells.push_back(reader.read(projection.columns[i], i, row));
  return cells;
}

void print_count(iter::Rows& rows, Writer& out) {
  std::uint64_t count = 0;
  while (rows.next()) ++count;
  const auto document = out.object();
  out.field("count", count, "{}\n");
}

// Return the place of the field that --sort names.
std::size_t sorting_column(const std::vector<std::string>& titles,
                           const std::string& name) {
  const auto found = std::find(titles.begin(), titles.end(), name);
  if (found == titles.end())
    throw usage_error("--sort: no field '{}' is shown", name)
        .with_hint(did_you_mean(name, titles));
  return static_cast<std::size_t>(found - titles.begin());
}

// Print the rows as they come, or all at the end in the order asked for.
void print_all(btf::BtfView kernel, const iter::Projection& projection,
               iter::Rows& rows, const RowWords& words, Writer& out) {
  const auto titles = titles_of(projection);
  std::optional<std::size_t> column;
  if (words.sort) column = sorting_column(titles, *words.sort);
  // Before anything is said: most errors come now.
  auto row = rows.next();
  iter::CellReader reader{kernel};
  iter::RowPrinter printer{out, titles,
                           words.format.value_or(iter::RowFormat::table)};
  std::vector<iter::CellRow> kept;
  const std::uint64_t most = std::min(words.limit.value_or(UINT64_MAX),
                                      words.top.value_or(UINT64_MAX));
  for (std::uint64_t i = 0; row && (column || i < most);
       row = rows.next(), ++i) {
    iter::CellRow cells = read_cells(reader, projection, *row);
    if (column)
      kept.push_back(std::move(cells));
    else
      printer.add(cells);
  }
  if (column)
    iter::sort_rows(kept, *column, words.top.has_value() != words.is_reversed);
  kept.resize(std::min<std::uint64_t>(kept.size(), most));
  for (const iter::CellRow& cells : kept) printer.add(cells);
  printer.finish();
}

}  // namespace

std::vector<std::string> builtin_names() {
  std::vector<std::string> names;
  for (const iter::Builtin& builtin : iter::builtins())
    names.emplace_back(builtin.name);
  return names;
}

void print_rows(const std::string& name, const RowWords& words, IterHook hook,
                const cli::Context& context) {
  check_words(words, context);
  const btf::Btf kernel = btf::Btf::vmlinux();
  const iter::Projection projection = find_projection(kernel, name, words);
  iter::Rows rows{kernel, projection, std::move(hook)};
  if (words.counts)
    print_count(rows, context.out);
  else
    print_all(kernel, projection, rows, words, context.out);
}

}  // namespace skep::commands
