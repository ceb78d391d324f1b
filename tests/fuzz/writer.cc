// Documents: whatever a command says, and wherever it fails, JSON is valid.
#include "src/output/writer.h"

#include <string>

#include "tests/fuzz/fuzz.h"

namespace skep::fuzz {
namespace {

// Says what the input tells it to, as a command would.
class Speaker {
 public:
  Speaker(ByteView input, Writer& out) : input_(input), out_(out) {}

  void say_value() {
    switch (depth_ < max_depth ? input_.number<std::uint8_t>() % 4 : 3) {
      case 0: {
        const auto object = out_.object();
        return say_fields();
      }
      case 1: {
        const auto list = out_.list();
        return say_items();
      }
      case 2:
        throw failure("{}", text());
      default:
        out_.item(text(), "{}");
    }
  }

 private:
  static constexpr unsigned max_depth = 64;

  std::string text() {
    return std::string{
        text_of(input_.take(input_.number<std::uint8_t>() % 16))};
  }

  void say_fields() {
    ++depth_;
    while (!input_.rest().empty()) {
      const auto what = input_.number<std::uint8_t>();
      if (what % 8 == 0) break;
      say_field(what);
    }
    --depth_;
  }

  void say_field(std::uint8_t what) {
    const std::string key = text();
    switch (what % 8) {
      case 1:
        return out_.field(key, text(), "{}");
      case 2:
        return out_.field(key, input_.number<std::int64_t>(), "{}");
      case 3:
        return out_.field(
            key, std::bit_cast<double>(input_.number<std::uint64_t>()));
      case 4:
        return out_.flag(key, true, "yes");
      case 5: {
        const auto list = out_.list(key);
        return say_items();
      }
      case 6: {
        const auto object = out_.object(key);
        return say_fields();
      }
      default:
        out_.key(key);
        say_value();
    }
  }

  void say_items() {
    ++depth_;
    while (!input_.rest().empty() && input_.number<std::uint8_t>() % 8 != 0)
      say_value();
    --depth_;
  }

  Input input_;
  Writer& out_;
  unsigned depth_ = 0;
};

std::string document(ByteView input, Format format) {
  Sink sink;
  Writer out{sink, format};
  try {
    Speaker{input, out}.say_value();
  } catch (const Error& error) {
    (void)out.fail(error);
  }
  out.finish();
  return sink.take();
}

}  // namespace

void fuzz_one(ByteView input) {
  require_json(document(input, Format::json));
  require_json(document(input, Format::pretty));
  require_printable(document(input, Format::text));
}

}  // namespace skep::fuzz
