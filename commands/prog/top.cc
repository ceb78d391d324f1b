// prog top: what programs do, while one looks.
#include <unistd.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "commands/prog/top_words.h"
#include "src/iter/owners.h"
#include "src/link/attachments.h"
#include "src/sys/clock.h"
#include "src/sys/screen.h"
#include "src/sys/signals.h"

namespace skep::commands {
namespace {

using std::chrono::milliseconds;

// Who holds programs, and where they are attached: looked up anew when there
// are others, and now and then.
class Surroundings {
 public:
  [[nodiscard]] std::vector<prog::TopRow> add_to(
      std::vector<prog::Activity> activities) {
    std::set<std::uint32_t> ids;
    for (const prog::Activity& activity : activities) ids.insert(activity.id);
    if (age_++ % longest_age == 0 || ids != ids_) look_up();
    ids_ = std::move(ids);
    std::vector<prog::TopRow> rows;
    for (prog::Activity& activity : activities) {
      const std::uint32_t id = activity.id;
      rows.push_back({std::move(activity), attached_[id], owners_[id]});
    }
    return rows;
  }

 private:
  static constexpr unsigned longest_age = 5;

  void look_up() {
    owners_ =
        iter::find_holders(ObjectKind::prog, iter::OwnerSearch::when_cheap)
            .owners;
    attached_ = find_attachments();
  }

  unsigned age_ = 0;
  std::set<std::uint32_t> ids_{};
  OwnerTable owners_{};
  std::map<std::uint32_t, std::vector<std::string>> attached_{};
};

class Top {
 public:
  Top(const TopWords& options, cli::Context& context)
      : options_(options),
        out_(context.out),
        is_table_(!options.format && context.options.format == Format::text),
        printer_(context.out, options.format.value_or(prog::TopFormat::table)),
        screen_(is_drawn() ? STDOUT_FILENO : no_screen) {}

  // Show one interval after the other, until there are enough or a stop is
  // asked for.
  void run() {
    for (std::uint64_t done = 0; done != options_.table_count(); ++done) {
      if (is_stopped_after(options_.interval.value_or(second))) return;
      if (screen_.is_there())
        out_.layout(Screen::clear());
      else if (is_table_ && done != 0)
        out_.layout("\n");
      print();
      out_.flush();
    }
  }

 private:
  static constexpr milliseconds second{1000};
  static constexpr int no_screen = -1;

  // Drawn again and again, but a single table stays.
  [[nodiscard]] bool is_drawn() const {
    return is_table_ && options_.table_count() != 1U;
  }

  void print() {
    auto rows = surroundings_.add_to(meter_.look());
    prog::TopTable table = prog::select(std::move(rows), selection());
    table.seconds = meter_.seconds();
    table.time = seconds_since_1970();
    printer_.print(table);
  }

  [[nodiscard]] prog::TopSelection selection() const {
    prog::TopSelection selection{.pattern = options_.filter,
                                 .sort = options_.sort.value_or(nullptr),
                                 .is_reversed = options_.is_reversed,
                                 .limit = options_.limit};
    if (!screen_.is_there()) return selection;
    // Beside the rows there are the summary, the titles and the cursor's line.
    constexpr std::size_t others = 3;
    const std::uint64_t room =
        std::max(screen_.line_count(), others + 1) - others;
    selection.limit = std::min(selection.limit.value_or(room), room);
    return selection;
  }

  const TopWords& options_;
  Writer& out_;
  bool is_table_;
  prog::ActivityMeter meter_{};
  Surroundings surroundings_{};
  prog::TopPrinter printer_;
  Screen screen_;
};

void run(const TopWords& options, cli::Context& context) {
  check_top_words(options, context);
  Top top{options, context};
  if (options.is_once) return top.run();
  const auto list = context.out.list();
  top.run();
}

}  // namespace

cli::Command prog_top() {
  return cli::command<TopWords>("prog top",
                                "Show what programs do, again and again",
                                top_arguments(), run, top_notes());
}

}  // namespace skep::commands
