// The grammar that declarations give: a table of the test's own.
#include <doctest/doctest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "src/cli/command.h"
#include "src/cli/complete.h"
#include "src/cli/help.h"
#include "src/cli/parse.h"

using namespace skep;
using namespace skep::cli;

namespace {

struct Xdp {
  std::string device;
  bool is_generic = false;
};
struct Trace {
  std::string name;
};

using List = std::vector<std::string>;

// Two words behind one option.
struct Pair {
  std::string first;
  std::string second;
};

struct Options {
  std::string object;
  std::optional<std::uint32_t> size;
  std::vector<std::string> maps;
  std::string type;
  int mode = 0;
  bool is_forced = false;
  std::variant<Xdp, Trace> hook;
  bool holds = false;
  std::vector<std::string> sets;
  std::vector<Pair> pairs;
};

}  // namespace

namespace skep::cli {

template <>
struct ArgType<Pair> {
  static Pair parse(Words& words, std::string_view) {
    std::string first = words.take("A");
    return {std::move(first), words.take("B")};
  }
};
template <>
inline constexpr std::size_t words_of_value<Pair> = 2;

}  // namespace skep::cli

namespace {

// The options of the last run, for the tests to look at.
Options& seen() {
  static Options options;
  return options;
}

void run(const Options& options, Context&) { seen() = options; }

Table sample_table() {
  Table table;
  table.bpftool_groups = {"prog", "perf"};
  table.groups = {
      {"prog", "Programs", {"show", "list", "dump", "load"}, "show"}};
  table.commands.push_back(command<Options>(
      "prog load", "Load",
      {arg("OBJ", &Options::object, "object"),
       keyword("type", "TYPE", &Options::type, "type"),
       keyword("size", "N", &Options::size, "size"),
       keyword("map", "MAP", &Options::maps, "map"),
       flag("force", &Options::is_forced, "force"),
       choice<Options, int>({{"any", 1}, {"exist", 2}}, &Options::mode, "mode"),
       one_of("HOOK", &Options::hook,
              {alternative<std::variant<Xdp, Trace>, Xdp>(
                   "xdp", "a device",
                   {keyword("dev", "NAME", &Xdp::device, "device"),
                    flag("generic", &Xdp::is_generic, "generic")}),
               alternative<std::variant<Xdp, Trace>, Trace>(
                   "tracepoint", "a tracepoint",
                   {arg("NAME", &Trace::name, "name")})},
              "hook"),
       option("--hold", &Options::holds, "hold"),
       option("-s,--set", "NAME=VALUE", &Options::sets, "set"),
       completed_by(option("--put", "A B", &Options::pairs, "put"),
                    [](const List& words) -> Candidates {
                      return {{words.front() + "!", "what is meant"}};
                    })},
      run));
  table.commands.push_back(
      command<Options>("prog show", "Show", {}, run,
                       {.details = {}, .examples = {}, .aliases = {"list"}}));
  table.commands.push_back(command<Options>("prog list_all", "All", {}, run));
  return table;
}

void run_line(const std::string& text) {
  const Table table = sample_table();
  GlobalOptions globals;
  const Line line = parse_line(table, split(text, ' '), globals);
  REQUIRE(line.target.command != nullptr);
  Sink sink;
  Writer out{sink, Format::text};
  Context context{out, globals, {}};
  Words words{line.words};
  seen() = {};
  line.target.command->run(words, line.options, context);
}

std::string error_of(const std::string& text) {
  try {
    run_line(text);
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::usage);
    return std::string{error.what()} + "|" + error.hint();
  }
  return "no error";
}

std::vector<std::string> completions(const std::string& text) {
  std::vector<std::string> words;
  const Table table = sample_table();
  for (const Candidate& c : complete(table, split(text, ' ')).candidates)
    words.push_back(c.word);
  return words;
}

}  // namespace

TEST_CASE("arguments are read into the options they are bound to") {
  run_line(
      "prog load x.o map a type xdp map b force exist size 0x10 xdp dev lo");
  CHECK(seen().object == "x.o");
  CHECK(seen().type == "xdp");
  CHECK(seen().size == 16);
  CHECK(seen().maps == List{"a", "b"});
  CHECK(seen().is_forced);
  CHECK(seen().mode == 2);
  REQUIRE(std::holds_alternative<Xdp>(seen().hook));
  CHECK(std::get<Xdp>(seen().hook).device == "lo");
}

TEST_CASE("dashed options stand anywhere behind the command") {
  run_line("prog load x.o --hold type t --set a=1 tracepoint --set=b=2 n");
  CHECK(seen().holds);
  CHECK(seen().sets == List{"a=1", "b=2"});
  CHECK(std::get<Trace>(seen().hook).name == "n");
  run_line("prog load x.o -s a=1 type t tracepoint -sb=2 n");
  CHECK(seen().sets == List{"a=1", "b=2"});
}

TEST_CASE("a list in brackets is one word") {
  run_line("prog load [a,b] type [] map [1] force xdp dev [[x]] --set [c,d]");
  CHECK(seen().object == "[a,b]");
  CHECK(seen().type == "[]");
  CHECK(seen().maps == List{"[1]"});
  CHECK(std::get<Xdp>(seen().hook).device == "[[x]]");
  CHECK(seen().sets == List{"[c,d]"});
}

TEST_CASE("options start anew for every run") {
  run_line("prog load x.o type t force xdp dev lo generic");
  run_line("prog load y.o type t xdp dev lo");
  CHECK_FALSE(seen().is_forced);
  CHECK_FALSE(std::get<Xdp>(seen().hook).is_generic);
}

TEST_CASE("wrong words are refused with what was expected") {
  CHECK(error_of("prog load") == "OBJ is missing|");
  CHECK(error_of("prog load x.o") == "'type' is missing|");
  CHECK(error_of("prog load x.o type t xpd") ==
        "expected HOOK, not 'xpd'|did you mean xdp?");
  CHECK(error_of("prog load x.o type t type u xdp dev lo") ==
        "'type' is given twice|");
  CHECK(error_of("prog load x.o type t size 99999999999 xdp dev lo")
            .starts_with("99999999999 is too large for N"));
  CHECK(error_of("prog load x.o type t size -1 xdp dev lo") ==
        "expected a number for N, not '-1'|");
  CHECK(error_of("prog load x.o type t tracepoint n m") ==
        "expected the end of the command, not 'm'|");
  CHECK(error_of("prog load x.o --hlod") ==
        "unknown option '--hlod'|did you mean --hold?");
}

TEST_CASE("abbreviations have bpftool's winner, else the only match") {
  const Table table = sample_table();
  CHECK(find_target(table, {"p", "s"}).command->path == "prog show");
  CHECK(find_target(table, {"p", "l"}).command->path == "prog show");
  CHECK(find_target(table, {"prog", "list_"}).command->path == "prog list_all");
  CHECK(find_target(table, {"prog"}).command->path == "prog show");
  CHECK_THROWS_AS((void)find_target(table, {"prog", "d"}), Error);
  CHECK_THROWS_AS((void)find_target(table, {"pe"}), Error);
  CHECK_THROWS_AS((void)find_target(table, {""}), Error);
}

TEST_CASE("keywords that are told apart have no common abbreviation") {
  const auto command = cli::command<Options>(
      "prog run", "Run",
      {told_apart(keyword("data_in", "FILE", &Options::size, "in")),
       told_apart(keyword("data_out", "FILE", &Options::maps, "out")),
       keyword("date", "DATE", &Options::object, "date")},
      run);
  const auto read = [&](List list) {
    Words words{std::move(list)};
    command.read(words, {});
  };
  read({"data_i", "1", "data_out", "x", "date", "y"});
  CHECK_THROWS_WITH_AS(
      read({"da", "1"}),
      "ambiguous prefix: 'da' could be 'data_in' or 'data_out'", Error);
}

TEST_CASE("help can be asked for in front of the words") {
  const Table table = sample_table();
  CHECK(find_target(table, {"help"}).group == nullptr);
  const Target group = find_target(table, {"help", "prog"});
  CHECK(group.group->name == "prog");
  CHECK(group.command == nullptr);
  const Target verb = find_target(table, {"help", "prog", "load"});
  CHECK(verb.command->path == "prog load");
  CHECK(verb.is_help);
}

TEST_CASE("an option can take two words, and be repeated") {
  run_line("prog load --put a -1 x.o type t xdp dev lo --put [c,d] e");
  REQUIRE(seen().pairs.size() == 2);
  CHECK(seen().object == "x.o");
  CHECK(seen().pairs[0].first == "a");
  CHECK(seen().pairs[0].second == "-1");
  CHECK(seen().pairs[1].first == "[c,d]");
  CHECK(error_of("prog load x.o type t xdp dev lo --put a").find("--put") !=
        std::string::npos);
}

TEST_CASE("completion knows what can come next") {
  CHECK(completions("") == List{"prog", "help"});
  CHECK(completions("prog l") == List{"load", "list", "list_all"});
  CHECK(completions("prog load x.o t") == List{"type", "tracepoint"});
  CHECK(completions("prog load x.o type t xdp ") == List{"dev", "generic"});
  CHECK(completions("prog load x.o type t xdp dev lo g") == List{"generic"});
  CHECK(completions("prog load --h") == List{"--help", "--hold"});
  CHECK(completions("prog load x.o --set a type t x") == List{"xdp"});
  CHECK(completions("prog load x.o --put ") == List{"x.o!"});
  CHECK(completions("prog load x.o --put a b type t x") == List{"xdp"});
}

TEST_CASE("help shows the usage with all arguments") {
  const Table table = sample_table();
  const std::string text =
      help_text(table, find_target(table, {"prog", "load"}));
  CHECK(text.find("Usage: skep prog load OBJ type TYPE [size N] [map MAP]... "
                  "[force] [any|exist] HOOK [--hold] [-s|--set NAME=VALUE]... "
                  "[--put A B]...") != std::string::npos);
  CHECK(text.find("xdp dev NAME [generic]") != std::string::npos);
}
