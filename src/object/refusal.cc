#include "src/object/refusal.h"

#include <cerrno>
#include <charconv>
#include <optional>
#include <span>
#include <utility>

#include "src/disasm/instruction.h"
#include "src/verifier/explain.h"

namespace skep {
namespace {

using verifier::Explanation;
using verifier::Place;

// "x = *p; @ a.bpf.c:12", as newer kernels log it.
SourceLine parse_source(std::string_view source) {
  SourceLine line{};
  line.text = source;
  const auto at = source.rfind(" @ ");
  const auto colon = source.rfind(':');
  if (at == source.npos || colon == source.npos || colon < at) return line;
  const std::string_view number = source.substr(colon + 1);
  std::from_chars(number.data(), number.data() + number.size(), line.line);
  line.text = source.substr(0, at);
  line.file = source.substr(at + 3, colon - at - 3);
  return line;
}

std::string text_of(const SourceLine& line) {
  if (line.file.empty()) return line.text;
  return fmt::format("{} @ {}:{}", line.text, line.file, line.line);
}

void add(Facts& facts, std::string key, std::string value) {
  if (!value.empty()) facts.push_back({std::move(key), std::move(value)});
}

void add(Facts& facts, std::string key, Facts value) {
  if (!value.empty()) facts.push_back({std::move(key), std::move(value)});
}

Facts facts_of(const SourceLine& line) {
  Facts facts;
  add(facts, "file", line.file);
  if (line.line != 0) facts.push_back({"line", std::uint64_t{line.line}});
  if (line.column != 0) facts.push_back({"column", std::uint64_t{line.column}});
  add(facts, "text", line.text);
  return facts;
}

// "(61) r0 = 1" has two parts.
Facts facts_of(const Place& place) {
  Facts facts{{"index", std::uint64_t{place.index}}};
  std::string_view text = place.text;
  if (text.starts_with('(') && text.find(") ") == 3) {
    add(facts, "code", fmt::format("0x{}", text.substr(1, 2)));
    text.remove_prefix(5);
  }
  add(facts, "text", std::string{text});
  return facts;
}

class Refusal {
 public:
  Refusal(const RefusedProgram& prog, const bpf_object* object,
          const SourceLines& lines)
      : prog_(prog), lines_(lines), explained_(verifier::explain(prog.log)) {
    if (object != nullptr)
      program_ = bpf_object__find_program_by_name(
          object, std::string{prog.name}.c_str());
    if (!explained_.place) return;
    if (explained_.place->text.empty())
      explained_.place->text = disassemble(explained_.place->index);
    source_ = source_of(*explained_.place);
  }

  [[nodiscard]] bool has_reason() const { return !explained_.reason.empty(); }

  // Was a log asked for that the kernel had no room for? libbpf lets it grow to
  // the 1 GiB that is the most.
  [[nodiscard]] bool has_lost_log(int code) const {
    return (code == ENOSPC || code == EINVAL) && prog_.log.empty() &&
           is_log_wanted();
  }

  // What an error says on its own.
  [[nodiscard]] std::string message() const {
    std::string message = explained_.reason;
    if (explained_.place && !explained_.place->text.empty())
      message += fmt::format(" (insn {}: {})", explained_.place->index,
                             explained_.place->text);
    if (!source_.text.empty())
      message += fmt::format("\n  at {}", text_of(source_));
    return message;
  }

  // What explains it.
  [[nodiscard]] std::string notes() const {
    std::string notes;
    for (const std::string& line : explained_.context)
      notes += fmt::format("\n  after: {}", line);
    notes += trail_text();
    if (!explained_.explanation.empty())
      notes += fmt::format("\n  why: {}", explained_.explanation);
    if (!explained_.advice.empty())
      notes += fmt::format("\n  what to do: {}", explained_.advice);
    return notes;
  }

  [[nodiscard]] Facts facts() const {
    Facts facts{{"program", std::string{prog_.name}},
                {"reason", explained_.reason}};
    Facts context;
    for (const std::string& line : explained_.context)
      context.push_back({"", line});
    add(facts, "context", std::move(context));
    add(facts, "kind", explained_.kind);
    add(facts, "explanation", explained_.explanation);
    add(facts, "advice", explained_.advice);
    if (explained_.place) add(facts, "insn", facts_of(*explained_.place));
    add(facts, "source", facts_of(source_));
    add(facts, "register", explained_.subject);
    add(facts, "trail", trail_facts());
    if (is_log_wanted()) add(facts, "log", std::string{prog_.log});
    return {{"verifier", std::move(facts)}};
  }

 private:
  [[nodiscard]] bool is_log_wanted() const {
    return program_ != nullptr && bpf_program__log_level(program_) != 0;
  }

  [[nodiscard]] std::string disassemble(std::uint32_t index) const {
    if (program_ == nullptr) return {};
    const std::span<const bpf_insn> code{bpf_program__insns(program_),
                                         bpf_program__insn_cnt(program_)};
    return index < code.size() ? disasm::text_of(code.subspan(index)) : "";
  }

  // The kernel's line, with a column if that is known.
  [[nodiscard]] SourceLine source_of(const Place& place) const {
    if (auto line = lines_.find(prog_.name, place.index)) return *line;
    return parse_source(place.source);
  }

  [[nodiscard]] std::string trail_text() const {
    if (explained_.trail.empty()) return {};
    std::string text =
        fmt::format("\n  how {} came about:",
                    explained_.subject.empty() ? "it" : explained_.subject);
    std::string last;
    for (const Place& place : explained_.trail) {
      const std::string source = text_of(source_of(place));
      if (!source.empty() && source != std::exchange(last, source))
        text += fmt::format("\n    {}", source);
      text += fmt::format("\n      {}: {}", place.index, place.text);
      if (!place.state.empty()) text += fmt::format("  {}", place.state);
    }
    return text;
  }

  [[nodiscard]] Facts trail_facts() const {
    Facts trail;
    for (const Place& place : explained_.trail) {
      Facts step = facts_of(place);
      add(step, "state", place.state);
      add(step, "source", facts_of(source_of(place)));
      trail.push_back({"", std::move(step)});
    }
    return trail;
  }

  RefusedProgram prog_;
  const SourceLines& lines_;
  Explanation explained_;
  SourceLine source_{};
  const bpf_program* program_ = nullptr;
};

}  // namespace

Error refusal(int code, const std::string& path, const RefusedProgram& prog,
              const bpf_object* object, const SourceLines& lines) {
  Error plain =
      system_error(code, "can't load program '{}' of {}", prog.name, path);
  const Refusal told{prog, object, lines};
  if (told.has_lost_log(code))
    return plain.with_hint(
        "the log may be longer than the kernel allows: without -d it is "
        "shorter");
  if (!told.has_reason()) return plain;
  return Error{ErrorKind::system, code,
               fmt::format("{}: {}", plain.what(), told.message()),
               "-d shows the whole log of the verifier"}
      .with_details(told.notes(), told.facts());
}

}  // namespace skep
