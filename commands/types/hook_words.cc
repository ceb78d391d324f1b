#include "commands/types/hook_words.h"

#include <bpf/libbpf.h>

#include <filesystem>
#include <system_error>
#include <utility>

#include "src/link/attach/usdt_probe.h"
#include "src/sys/netdev.h"
#include "src/sys/tracefs.h"

namespace skep::commands {
namespace {

namespace fs = std::filesystem;

cli::Candidates as_candidates(std::vector<std::string> names,
                              const std::string& help) {
  cli::Candidates candidates;
  for (std::string& name : names) candidates.push_back({std::move(name), help});
  return candidates;
}

cli::Candidates netns_candidates() {
  cli::Candidates candidates;
  std::error_code error;
  for (fs::directory_iterator entry{"/run/netns", error}, end;
       !error && entry != end; entry.increment(error))
    candidates.push_back({entry->path().string(), "network namespace"});
  return candidates;
}

cli::Candidates tracepoint_candidates() {
  cli::Candidates candidates;
  for (const std::string& category : tracepoint_categories())
    for (const std::string& name : tracepoint_names(category))
      candidates.push_back(
          {fmt::format("{}/{}", category, name), "tracepoint"});
  return candidates;
}

cli::Candidates probe_candidates(const std::string& file) {
  try {
    return as_candidates(usdt_names(file), "static probe");
  } catch (const Error&) {
    return {};
  }
}

std::uint64_t number_in(std::string_view text, std::string_view name,
                        std::string_view word) {
  const auto number = parse_unsigned(text);
  if (!number) throw usage_error("can't understand {} '{}'", name, word);
  return *number;
}

// Take what is behind the last `mark` off a word, as a number.
std::optional<std::uint64_t> take_number(std::string_view& word, char mark,
                                         std::string_view name,
                                         std::string_view whole) {
  const auto at = word.rfind(mark);
  if (at == std::string_view::npos) return std::nullopt;
  const std::uint64_t number = number_in(word.substr(at + 1), name, whole);
  word = word.substr(0, at);
  return number;
}

ProbePoint parse_point(std::string_view word, std::string_view name) {
  if (const auto offset = parse_unsigned(word)) return {.offset = *offset};
  const auto plus = word.rfind('+');
  if (plus == std::string_view::npos && !word.empty())
    return {.function = std::string{word}};
  if (plus == 0 || word.empty())
    throw usage_error("can't understand {} '{}'", name, word);
  return {.function = std::string{word.substr(0, plus)},
          .offset = number_in(word.substr(plus + 1), name, word)};
}

ProbePlace parse_place(std::string_view word, std::string_view name) {
  const std::string_view whole = word;
  ProbePlace place;
  place.cookie = take_number(word, '=', name, whole);
  place.ref_ctr = take_number(word, '@', name, whole);
  place.point = parse_point(word, name);
  if (place.is_pattern() && place.point.offset != 0)
    throw usage_error("a pattern has no offset: '{}'", whole);
  return place;
}

Error no_attach_type_error(const std::string& word) {
  const std::vector<std::string> names = cgroup_attach_type_names();
  const std::string close = did_you_mean(word, names);
  return usage_error("there is no attach type '{}' of cgroups", word)
      .with_hint(close.empty() ? "one of: " + join(names, ", ") : close);
}

}  // namespace

std::string read_path(cli::Words& words, std::string_view name) {
  return words.take_path(name);
}

std::string read_device(cli::Words& words, std::string_view name) {
  return words.take(
      name, [] { return as_candidates(netdev_names(), "network device"); });
}

std::string read_netns(cli::Words& words, std::string_view name) {
  return words.take_path(name, netns_candidates);
}

std::string read_raw_tracepoint(cli::Words& words, std::string_view name) {
  return words.take(name, [] {
    return as_candidates(raw_tracepoint_names(), "raw tracepoint");
  });
}

std::vector<ProbePlace> read_places(cli::Words& words, std::string_view name) {
  const std::string list = words.take(name);
  std::vector<ProbePlace> places;
  for (const std::string& word : split(list, ','))
    places.push_back(parse_place(word, name));
  if (places.empty()) throw usage_error("{} is empty", name);
  return places;
}

cli::Arg<TracepointHook> tracepoint_argument() {
  cli::Arg<TracepointHook> result;
  result.shown.name = "CATEGORY/NAME";
  result.shown.syntax = result.shown.name;
  result.shown.help = "the tracepoint; also as two words";
  result.parse_by([](TracepointHook& hook, cli::Words& words, std::size_t) {
    const std::string word = words.take("CATEGORY/NAME", tracepoint_candidates);
    const auto slash = word.find('/');
    hook.category = word.substr(0, slash);
    hook.name =
        slash == std::string::npos
            ? words.take("NAME",
                         [&] {
                           return as_candidates(tracepoint_names(hook.category),
                                                "tracepoint");
                         })
            : word.substr(slash + 1);
  });
  return result;
}

cli::Arg<UsdtHook> static_probe_argument() {
  cli::Arg<UsdtHook> result;
  result.shown.name = "PROBE";
  result.shown.syntax = "PROBE";
  result.shown.help = "the probe: PROVIDER:NAME";
  result.parse_by([](UsdtHook& hook, cli::Words& words, std::size_t) {
    const std::string word =
        words.take("PROBE", [&] { return probe_candidates(hook.file); });
    const auto colon = word.find(':');
    if (colon == std::string::npos)
      throw usage_error("PROBE is PROVIDER:NAME, not '{}'", word);
    hook.provider = word.substr(0, colon);
    hook.name = word.substr(colon + 1);
  });
  return result;
}

cli::Arg<CgroupWords> cgroup_type_argument() {
  cli::Arg<CgroupWords> result;
  result.shown.name = "ATYPE";
  result.shown.syntax = "ATYPE";
  result.shown.help =
      "the attach type, \"cgroup_inet_ingress\" or bpftool's \"ingress\"";
  result.parse_by([](CgroupWords& hook, cli::Words& words, std::size_t) {
    const std::string word = words.take("ATYPE", [] {
      return as_candidates(cgroup_attach_type_names(), "attach type");
    });
    const auto type = cgroup_attach_type_of(word);
    if (!type) throw no_attach_type_error(word);
    hook.type = *type;
  });
  return result;
}

}  // namespace skep::commands

namespace skep::cli {

using commands::NeighbourRef;

PerfEvent ArgType<PerfEvent>::parse(Words& words, std::string_view name) {
  const std::string word = words.take(name, [] {
    return commands::as_candidates(perf_event_names(), "perf event");
  });
  if (const auto event = perf_event_named(word)) return *event;
  const auto colon = word.find(':');
  if (colon == std::string::npos)
    throw usage_error("there is no perf event '{}'", word)
        .with_hint(did_you_mean(word, perf_event_names()));
  const std::uint64_t type =
      commands::number_in(word.substr(0, colon), name, word);
  if (type > UINT32_MAX)
    throw usage_error("can't understand {} '{}'", name, word);
  return {static_cast<std::uint32_t>(type),
          commands::number_in(word.substr(colon + 1), name, word)};
}

ProbePoint ArgType<ProbePoint>::parse(Words& words, std::string_view name) {
  return commands::parse_point(words.take(name), name);
}

NeighbourRef ArgType<NeighbourRef>::parse(Words& words, std::string_view name) {
  if (words.accept("prog", "a program"))
    return ArgType<ProgRef>::parse(words, "PROG");
  if (words.accept("link", "a link"))
    return ArgType<LinkRef>::parse(words, "LINK");
  words.reject(name);
}

}  // namespace skep::cli
