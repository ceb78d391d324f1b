#include "src/prog/test_report.h"

#include "src/output/hex.h"
#include "src/prog/return_names.h"
#include "src/sys/error.h"
#include "src/sys/log.h"
#include "src/sys/text.h"

namespace skep::prog {
namespace {

// "XDP_PASS (2)"; the number alone, if it has no name.
std::string describe(std::uint32_t type, std::uint32_t value) {
  const char* name = return_name(type, value);
  return name != nullptr ? fmt::format("{} ({})", name, value)
                         : std::to_string(value);
}

// "XDP_PASS", or the number.
std::string short_name(std::uint32_t type, std::uint32_t value) {
  const char* name = return_name(type, value);
  return name != nullptr ? name : std::to_string(value);
}

std::string compare(const Bytes& expected, const Bytes& actual) {
  std::size_t same = 0;
  while (same < expected.size() && same < actual.size() &&
         expected[same] == actual[same])
    ++same;
  if (same < expected.size() && same < actual.size())
    return fmt::format("byte {} of the packet is 0x{:02x}, not 0x{:02x}", same,
                       actual[same], expected[same]);
  if (expected.size() != actual.size())
    return fmt::format("the packet has {} bytes, not {}", actual.size(),
                       expected.size());
  return {};
}

void print_value(Writer& out, std::uint32_t type, const TestOutput& output) {
  out.field("retval", output.value);
  if (const char* name = return_name(type, output.value))
    out.field("retval_name", name);
  out.field("duration", output.duration);
}

}  // namespace

std::uint32_t parse_return(std::uint32_t type, std::string_view text) {
  if (const auto value = return_value(type, text)) return *value;
  const bool is_negative = text.starts_with('-');
  const auto number = parse_unsigned(text.substr(is_negative ? 1 : 0));
  constexpr std::uint64_t lowest = std::uint64_t{1} << 31U;
  if (number && *number <= (is_negative ? lowest : UINT32_MAX))
    return static_cast<std::uint32_t>(is_negative ? 0 - *number : *number);
  const auto names = return_names(type);
  std::string hint = did_you_mean(std::string{text}, names);
  if (hint.empty())
    hint = names.empty() ? "a number of 32 bits"
                         : "a number, or one of: " + join(names, ", ");
  throw usage_error("a program of this type can't return '{}'", text)
      .with_hint(std::move(hint));
}

std::string find_complaint(std::uint32_t type, const TestOutput& output,
                           const Expectation& expected) {
  std::string complaint;
  if (expected.value && *expected.value != output.value)
    complaint =
        fmt::format("it returned {}, not {}", describe(type, output.value),
                    describe(type, *expected.value));
  if (!expected.data) return complaint;
  const std::string difference = output.data
                                     ? compare(*expected.data, *output.data)
                                     : "no packet came out of it";
  if (difference.empty()) return complaint;
  return complaint.empty() ? difference : complaint + "; " + difference;
}

void print_bytes(Writer& out, std::string_view key, ByteView bytes) {
  const auto list = out.list(key);
  for (const Byte byte : bytes) out.item(byte);
  out.in_text([&](Sink& sink) { write_offset_rows(sink, bytes); });
}

void print_outcome(Writer& out, std::uint32_t type, const TestOutput& output,
                   bool is_repeated) {
  out.text("Return value: {}, duration{}: {}ns\n", output.value,
           is_repeated ? " (average)" : "", output.duration);
  print_value(out, type, output);
}

void print_difference(Writer& out, const TestOutput& output,
                      const Expectation& expected) {
  if (!expected.data || !output.data ||
      compare(*expected.data, *output.data).empty())
    return;
  out.key("differences");
  out.in_json([&](Json& json) {
    write_difference(json, *expected.data, *output.data);
  });
  out.in_text([&](Sink& sink) {
    write_difference(sink, *expected.data, *output.data);
  });
}

void PacketReport::add(std::uint64_t number, std::size_t size,
                       const TestOutput& output) {
  const std::string complaint = find_complaint(type_, output, expected_);
  const auto object = out_.object();
  out_.field("packet", number, "{:6}: ");
  out_.field("length", size, "{} bytes, ");
  out_.text("{}, {}ns", describe(type_, output.value), output.duration);
  print_value(out_, type_, output);
  if (!expected_.is_empty())
    out_.flag("as_expected", complaint.empty(), "", "  not as expected");
  out_.layout("\n");
  ++count_;
  ++returned_[output.value];
  if (!complaint.empty()) ++failed_;
}

void PacketReport::finish() const {
  std::string fates;
  for (const auto& [value, count] : returned_)
    fates += fmt::format("{}{} {}", fates.empty() ? ": " : ", ", count,
                         short_name(type_, value));
  log::notice("{} packet{}{}", count_, count_ == 1 ? "" : "s", fates);
  if (failed_ != 0)
    throw failure("{} of {} packets were not as expected", failed_, count_);
}

}  // namespace skep::prog
