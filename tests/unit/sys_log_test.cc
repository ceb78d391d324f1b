// Diagnostics held back, taken or sent on.
#include <bpf/libbpf.h>
#include <doctest/doctest.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <cstdio>
#include <memory>
#include <sstream>

#include "src/sys/log.h"

namespace skep {
namespace {

// Catches what would go to standard error.
class Catcher {
 public:
  explicit Catcher(spdlog::level::level_enum level)
      : before_(spdlog::default_logger()) {
    auto logger = std::make_shared<spdlog::logger>(
        "test", std::make_shared<spdlog::sinks::ostream_sink_st>(text_));
    logger->set_pattern("%v");
    logger->set_level(level);
    spdlog::set_default_logger(std::move(logger));
  }
  Catcher(const Catcher&) = delete;
  Catcher& operator=(const Catcher&) = delete;
  ~Catcher() { spdlog::set_default_logger(before_); }
  [[nodiscard]] std::string text() const { return text_.str(); }

 private:
  std::shared_ptr<spdlog::logger> before_;
  std::ostringstream text_;
};

// Return what `log` makes of standard error.
template <typename F>
std::string standard_error_of(F&& log) {
  const std::unique_ptr<FILE, int (*)(FILE*)> file{std::tmpfile(), std::fclose};
  REQUIRE(file);
  const int before = ::dup(STDERR_FILENO);
  ::dup2(::fileno(file.get()), STDERR_FILENO);
  log();
  ::dup2(before, STDERR_FILENO);
  ::close(before);
  std::string text(1000, '\0');
  std::rewind(file.get());
  text.resize(std::fread(text.data(), 1, text.size(), file.get()));
  return text;
}

}  // namespace

TEST_CASE("no control character reaches the terminal through a diagnostic") {
  const Catcher restores{spdlog::level::warn};
  CHECK(standard_error_of([] {
          start_logging(false);
          spdlog::warn("map {}\nis\todd", "a\x1b[31m\xff");
        }) == "map a\\x1b[31m\\xff\nis\todd\n");
}

TEST_CASE("diagnostics that nobody takes are sent on at the end") {
  const Catcher caught{spdlog::level::warn};
  {
    const HeldDiagnostics held;
    spdlog::warn("one");
    spdlog::warn("two {}");
    CHECK(caught.text().empty());
  }
  CHECK(caught.text() == "one\ntwo {}\n");
}

TEST_CASE("diagnostics that are taken are sent nowhere else") {
  const Catcher caught{spdlog::level::warn};
  {
    HeldDiagnostics held;
    spdlog::warn("taken");
    spdlog::debug("not asked for");
    CHECK(held.take() == std::vector<std::string>{"taken"});
    CHECK(held.take().empty());
  }
  CHECK(caught.text().empty());
}

TEST_CASE("debugging shows diagnostics that are taken as well") {
  const Catcher caught{spdlog::level::debug};
  {
    HeldDiagnostics held;
    spdlog::warn("a warning");
    spdlog::debug("a detail");
    CHECK(held.take() == std::vector<std::string>{"a warning", "a detail"});
  }
  CHECK(caught.text() == "a warning\na detail\n");
}

TEST_CASE("all diagnostics can be held, also those that would not be shown") {
  const Catcher caught{spdlog::level::warn};
  {
    HeldDiagnostics held{true};
    spdlog::debug("a detail");
    CHECK(held.take().size() == 1);
    spdlog::debug("another");
  }
  CHECK(caught.text().empty());
}

TEST_CASE("what is overheard of libbpf goes nowhere else") {
  const auto ask = [] {
    bpf_prog_type type{};
    bpf_attach_type attach_type{};
    libbpf_prog_type_by_name("no such", &type, &attach_type);
  };
  std::vector<std::string> inner;
  std::vector<std::string> outer;
  CHECK(standard_error_of([&] {
          outer = overhear_libbpf([&] {
            ask();
            inner = overhear_libbpf(ask);
            ask();
          });
        }).empty());
  REQUIRE(inner.size() == 2);
  CHECK(inner[0].find("'no such'") != std::string::npos);
  CHECK(outer.size() == 4);
  const libbpf_print_fn_t before = libbpf_set_print(nullptr);
  CHECK_THROWS_AS((void)overhear_libbpf([] { throw 1; }), int);
  CHECK_FALSE(static_cast<bool>(libbpf_set_print(before)));
}

}  // namespace skep
