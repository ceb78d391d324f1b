// Section handlers, compared with what libbpf does with them by itself.
#include <bpf/libbpf.h>
#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "src/object/bpf_object.h"
#include "src/object/sec_registry.h"
#include "src/sys/error.h"
#include "tests/unit/section_object.h"

namespace skep {
namespace {

// No section of libbpf's own has this type and attach type at once.
constexpr ProgramType mine{BPF_PROG_TYPE_LIRC_MODE2, BPF_PERF_EVENT};

class Quiet {
 public:
  Quiet() = default;
  Quiet(const Quiet&) = delete;
  Quiet& operator=(const Quiet&) = delete;
  ~Quiet() { libbpf_set_print(before_); }

 private:
  libbpf_print_fn_t before_ = libbpf_set_print(nullptr);
};

// A handler that libbpf alone has.
class RawHandler {
 public:
  explicit RawHandler(const char* section)
      : id_(libbpf_register_prog_handler(section, mine.type, mine.attach_type,
                                         nullptr)) {
    REQUIRE(id_ > 0);
  }
  RawHandler(const RawHandler&) = delete;
  RawHandler& operator=(const RawHandler&) = delete;
  ~RawHandler() { libbpf_unregister_prog_handler(id_); }

 private:
  int id_;
};

bool is_mine(const std::string& section) {
  ProgramType type{};
  return libbpf_prog_type_by_name(section.c_str(), &type.type,
                                  &type.attach_type) == 0 &&
         type.type == mine.type && type.attach_type == mine.attach_type;
}

bool is_known(const std::string& section) {
  ProgramType type{};
  return libbpf_prog_type_by_name(section.c_str(), &type.type,
                                  &type.attach_type) == 0;
}

const std::vector<std::string> patterns{
    "abc",    "abc/",   "abc+",    "abc++",   "abc/+",     "abc//",
    "ab",     "ab+",    "a",       "/",       "+",         "++",
    "//",     "*/",     "*+",      "x*y",     "?abc",      "xdp",
    "xdp/",   "xdp+",   "fentry+", "kprobe+", "tp/sched+", "abc/x",
    "abc/x+", "abc/x/", " ",       "=",       "abc="};

const std::vector<std::string> sections{
    "abc",      "abc/",   "abc/x",    "abc/x/y",    "abc/x/",
    "abcd",     "abcd/x", "ab",       "abc+",       "abc+/x",
    "abc++",    "abc//",  "abc//x",   "a",          "/",
    "//",       "/x",     "+",        "+/x",        "",
    "?abc",     "*",      "*/x",      "x*y",        "xay",
    "xdp",      "xdp/",   "xdp/eth0", "xdp.x",      "fentry",
    "fentry/f", "kprobe", "kprobe/f", "tp/sched",   "tp/sched/sched_switch",
    " ",        "=",      "abc=1",    "abc/x=1,y=2"};

BpfObject open(const std::vector<std::string>& names,
               SecRegistry* registry = nullptr) {
  return BpfObject::open(SectionObject{names}.bytes(), "test.o",
                         {.sections = registry});
}

const SecHandler* handler_of(const BpfObject& object, const char* name) {
  return object.handler_of(object.find_program(name));
}

// What attach_skeleton() makes of the first program of an object.
struct SkeletonResult {
  int code;
  bpf_link* link;
};

SkeletonResult attach_skeleton(const BpfObject& object) {
  bpf_program* prog = object.find_program("p0");
  bpf_link* link = nullptr;
  bpf_prog_skeleton progs[] = {{.name = "p0", .prog = &prog, .link = &link}};
  bpf_object* opened = object.get();
  bpf_object_skeleton skeleton{};
  skeleton.sz = sizeof(skeleton);
  skeleton.obj = &opened;
  skeleton.prog_cnt = 1;
  skeleton.prog_skel_sz = sizeof(progs[0]);
  skeleton.progs = progs;
  const int code = bpf_object__attach_skeleton(&skeleton);
  return {code, link};
}

std::string message_of(const std::function<void()>& run) {
  try {
    run();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a pattern takes the sections that libbpf lets it take") {
  const Quiet quiet;
  for (const std::string& text : patterns) {
    const SecPattern pattern{text};
    const RawHandler handler{text.c_str()};
    for (const std::string& section : sections) {
      CAPTURE(text);
      CAPTURE(section);
      CHECK(pattern.matches(section) == is_mine(section));
    }
  }
}

TEST_CASE("the fallback takes what libbpf does not know") {
  const Quiet quiet;
  std::vector<std::string> unknown;
  for (const std::string& section : sections)
    if (!is_known(section)) unknown.push_back(section);
  REQUIRE(unknown.size() > 10);
  REQUIRE(unknown.size() < sections.size());
  const RawHandler handler{nullptr};
  for (const std::string& section : sections) {
    CAPTURE(section);
    CHECK(SecPattern{"*"}.matches(section));
    CHECK(is_mine(section) == (std::ranges::count(unknown, section) > 0));
  }
}

TEST_CASE("the programs of an object get the handlers that libbpf finds") {
  const Quiet quiet;
  const std::vector<std::string> names{"abc",  "abc/x", "abcd",     "xdp",
                                       "?xdp", "xdp/e", "kprobe/f", "odd",
                                       "?odd", "??odd"};
  SecRegistry registry;
  std::vector<std::string> order{"abc/", "abc+", "*", "xdp+", "abc", "?odd"};
  for (const std::string& text : order) registry.add(SecHandler{text, mine});
  const BpfObject object = open(names, &registry);
  const std::vector<std::string> expected{"abc+", "abc/", "*", "xdp+", "xdp+",
                                          "xdp+", "none", "*", "*",    "?odd"};
  std::size_t i = 0;
  for (const bpf_program* prog : object.programs()) {
    CAPTURE(names[i]);
    const SecHandler* handler = object.handler_of(prog);
    CHECK((handler == nullptr ? "none" : handler->pattern().text()) ==
          expected[i]);
    // libbpf itself has chosen the same.
    CHECK((bpf_program__type(prog) == mine.type) == (handler != nullptr));
    CHECK(bpf_program__autoload(prog) == !names[i].starts_with('?'));
    ++i;
  }
  CHECK(i == names.size());
}

TEST_CASE("the rest of a section is what the pattern leaves of it") {
  const auto rest = [](const char* pattern, const char* section) {
    return std::string{SecPattern{pattern}.rest_of(section)};
  };
  CHECK(rest("abc", "abc").empty());
  CHECK(rest("abc/", "abc/").empty());
  CHECK(rest("abc/", "abc/x/y") == "x/y");
  CHECK(rest("abc+", "abc").empty());
  CHECK(rest("abc+", "abc/x") == "x");
  CHECK(rest("abc+", "abc//bin/sh") == "/bin/sh");
  CHECK(rest("+", "/x") == "x");
  CHECK(rest("*", "odd/name") == "odd/name");
}

TEST_CASE("no pattern is empty or has a zero byte") {
  CHECK(contains(message_of([] { SecHandler{""}; }), "can't be empty"));
  CHECK(contains(message_of([] { SecHandler{std::string{"a\0b", 3}}; }),
                 "zero byte"));
}

TEST_CASE("a handler may set up a program, and has a state of its own") {
  const Quiet quiet;
  auto seen = std::make_shared<std::vector<std::string>>();
  SecRegistry registry;
  registry.add(SecHandler{"abc/", {BPF_PROG_TYPE_XDP, BPF_XDP}}.on_setup(
      [seen, calls = 0](bpf_program* prog) mutable {
        seen->push_back(std::to_string(++calls) + bpf_program__name(prog));
        bpf_program__set_flags(prog, BPF_F_SLEEPABLE);
        bpf_program__set_autoload(prog, calls == 1);
      }));
  const BpfObject object = open({"abc/x", "?abc/y", "xdp"}, &registry);
  CHECK(*seen == std::vector<std::string>{"1p0", "2p1"});
  CHECK(bpf_program__type(object.find_program("p0")) == BPF_PROG_TYPE_XDP);
  CHECK(bpf_program__flags(object.find_program("p1")) == BPF_F_SLEEPABLE);
  CHECK(bpf_program__autoload(object.find_program("p0")));
  CHECK(handler_of(object, "p2") == nullptr);
}

TEST_CASE("handlers are registered as long as an object needs them") {
  const Quiet quiet;
  SecRegistry registry;
  registry.add(SecHandler{"abc/", mine});
  registry.add(SecHandler{"*", mine});
  CHECK_FALSE(is_known("abc/x"));
  for (int round = 0; round < 3; ++round) {
    auto object = std::make_unique<BpfObject>(open({"abc/x"}, &registry));
    const auto other = std::make_unique<BpfObject>(open({"odd"}, &registry));
    CHECK(is_mine("abc/x"));
    CHECK(handler_of(*other, "p0")->pattern().is_fallback());
    object.reset();
    CHECK(is_mine("abc/x"));
    CHECK(handler_of(*other, "p0")->pattern().is_fallback());
  }
  CHECK_FALSE(is_known("abc/x"));
  CHECK_FALSE(is_known("odd"));
}

// libbpf moves its array when one more handler is registered, and when one is
// unregistered: a program of an open object would point to where it was.
TEST_CASE("nothing is registered or unregistered below an open object") {
  const Quiet quiet;
  std::unique_ptr<BpfObject> object;
  auto calls = std::make_shared<int>(0);
  {
    SecRegistry registry;
    registry.add(SecHandler{"abc/", mine}.on_attach([calls](auto*) {
      ++*calls;
      return std::vector<BpfLink>{};
    }));
    object = std::make_unique<BpfObject>(open({"abc/x"}, &registry));
    CHECK(contains(message_of([&] { registry.add(SecHandler{"new"}); }),
                   "while an object is open"));
    SecRegistry second;
    for (int i = 0; i < 100; ++i)
      second.add(SecHandler{"more" + std::to_string(i)});
    CHECK(contains(message_of([&] { (void)open({"more7"}, &second); }),
                   "while an object with others is open"));
  }
  // The registry is gone; the handler is not.
  CHECK(attach_skeleton(*object).code == 0);
  CHECK(*calls == 1);
  object.reset();
  CHECK(calls.use_count() == 1);
  CHECK_FALSE(is_known("abc/x"));
  SecRegistry third;
  third.add(SecHandler{"new", mine});
  CHECK(handler_of(open({"new"}, &third), "p0") != nullptr);
}

TEST_CASE("an object takes over the place of another with its handlers") {
  const Quiet quiet;
  SecRegistry registry;
  registry.add(SecHandler{"abc/", mine});
  BpfObject object = open({"abc/x"}, &registry);
  object = open({"abc/y"}, &registry);
  CHECK(handler_of(object, "p0") != nullptr);
  object = open({"xdp"});
  CHECK(handler_of(object, "p0") == nullptr);
  CHECK_FALSE(is_known("abc/x"));
}

TEST_CASE("an object that failed to open leaves its handlers to nobody") {
  const Quiet quiet;
  SecRegistry registry;
  registry.add(SecHandler{"abc", mine});
  registry.add(SecHandler{"bad", mine}.on_setup([](auto*) { throw 1; }));
  const BpfObject first = open({"abc"}, &registry);
  for (int i = 0; i < 50; ++i) {
    CHECK_THROWS_AS((void)open({"abc", "bad"}, &registry), int);
    // Its memory is that of the one before.
    const BpfObject object = open({"xdp", "abc"}, &registry);
    CHECK(handler_of(object, "p0") == nullptr);
    CHECK(handler_of(object, "p1") != nullptr);
  }
  CHECK(handler_of(first, "p0") != nullptr);
}

TEST_CASE("an object opened without handlers gets none of another's") {
  const Quiet quiet;
  SecRegistry registry;
  registry.add(SecHandler{"abc/", mine});
  const BpfObject object = open({"abc/x"}, &registry);
  CHECK(handler_of(open({"xdp"}), "p0") == nullptr);
  CHECK(contains(message_of([] { (void)open({"abc/x"}); }),
                 "handlers of another object"));
  // Whoever goes to libbpf by himself fails, too, rather than by half.
  const Bytes bytes = SectionObject{{"abc/x"}}.bytes();
  CHECK(bpf_object__open_mem(bytes.data(), bytes.size(), nullptr) == nullptr);
}

TEST_CASE("what a handler throws while an object is opened gets through") {
  const Quiet quiet;
  const auto open_throwing = [](auto thrown) {
    SecRegistry registry;
    registry.add(
        SecHandler{"abc", mine}.on_setup([thrown](auto*) { throw thrown; }));
    (void)open({"xdp", "abc"}, &registry);
  };
  CHECK_THROWS_WITH_AS(open_throwing(failure("no such luck")), "no such luck",
                       Error);
  CHECK_THROWS_AS(open_throwing(std::logic_error{"odd"}), std::logic_error);
  CHECK_THROWS_AS(open_throwing(7), int);
  // What the errno value means elsewhere is not meant here.
  CHECK_THROWS_WITH_AS(
      open_throwing(Error{ErrorKind::system, EOPNOTSUPP, "no"}), "no", Error);
  CHECK_FALSE(is_known("abc"));
}

TEST_CASE("a failure to attach is negative, whatever is thrown") {
  const Quiet quiet;
  const auto code_of = [](auto thrown) {
    SecRegistry registry;
    registry.add(SecHandler{"abc", mine}.on_attach(
        [thrown](auto*) -> std::vector<BpfLink> { throw thrown; }));
    const SkeletonResult result = attach_skeleton(open({"abc"}, &registry));
    CHECK(result.link == nullptr);
    return result.code;
  };
  CHECK(code_of(Error{ErrorKind::system, ENODEV, ""}) == -ENODEV);
  CHECK(code_of(failure("without a number")) == -ECANCELED);
  CHECK(code_of(Error{ErrorKind::system, -ENODEV, ""}) == -ECANCELED);
  CHECK(code_of(Error{ErrorKind::system, 1 << 20, ""}) == -ECANCELED);
  CHECK(code_of(std::runtime_error{"x"}) == -ECANCELED);
  CHECK(code_of('x') == -ECANCELED);
}

TEST_CASE("a handler that attaches nothing is skipped by skeletons") {
  const Quiet quiet;
  SecRegistry registry;
  registry.add(SecHandler{"abc", mine});
  registry.add(SecHandler{"abc/", mine}.on_attach(
      [](auto*) { return std::vector<BpfLink>{}; }));
  for (const char* section : {"abc", "abc/x"}) {
    const SkeletonResult result = attach_skeleton(open({section}, &registry));
    CHECK(result.code == 0);
    CHECK(result.link == nullptr);
  }
}

TEST_CASE("a handler that changes a type, and would be forgotten, is refused") {
  const Quiet quiet;
  const auto change = [](bpf_program* prog) {
    bpf_program__set_type(prog, BPF_PROG_TYPE_XDP);
  };
  SecRegistry registry;
  registry.add(SecHandler{"abc", mine}.on_setup(change));
  registry.add(SecHandler{"*", mine}.on_setup(change));
  CHECK(contains(message_of([&] { (void)open({"abc"}, &registry); }),
                 "has changed the type of program 'p0'"));
  // libbpf keeps the fallback.
  const BpfObject object = open({"odd"}, &registry);
  CHECK(bpf_program__type(object.find_program("p0")) == BPF_PROG_TYPE_XDP);
}

TEST_CASE("a handler that libbpf has forgotten is missed before a load") {
  const Quiet quiet;
  SecRegistry registry;
  registry.add(SecHandler{"abc", mine}.on_prepare([](auto*, auto&) {}));
  for (const bpf_prog_type last : {BPF_PROG_TYPE_XDP, mine.type}) {
    const BpfObject object = open({"xdp", "abc"}, &registry);
    bpf_program* prog = object.find_program("p1");
    bpf_program__set_type(prog, BPF_PROG_TYPE_XDP);
    bpf_program__set_type(prog, last);
    CHECK(contains(message_of([&] { (void)object.load(); }),
                   "forgotten the handler of program 'p1' ('abc')"));
  }
}

TEST_CASE("there is one fallback, also beside others in the process") {
  const Quiet quiet;
  SecRegistry registry;
  registry.add(SecHandler{"abc", mine});
  registry.add(SecHandler{"*", mine});
  CHECK(contains(message_of([&] { registry.add(SecHandler{"*"}); }),
                 "one fallback"));
  {
    const RawHandler foreign{nullptr};
    CHECK(contains(message_of([&] { (void)open({"xdp"}, &registry); }),
                   "handler for sections '*'"));
  }
  // What was registered before it failed is not left behind.
  CHECK_FALSE(is_known("abc"));
  CHECK(handler_of(open({"odd"}, &registry), "p0") != nullptr);
}

}  // namespace skep
