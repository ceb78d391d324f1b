#include <doctest/doctest.h>

#include <string>

#include "src/map/filter.h"
#include "tests/unit/map_fixture.h"

namespace skep::map {
namespace {

// A flow to port 443 with 7 packets, by curl.
class OneFlow {
 public:
  [[nodiscard]] bool fulfils(std::string_view condition) const {
    return Filter{condition, flows_.columns()}.matches(key_, value_);
  }
  [[nodiscard]] std::string error_in(std::string_view condition) const {
    return error_of([&] { (void)Filter{condition, flows_.columns()}; });
  }
  [[nodiscard]] const Flows& flows() const { return flows_; }

 private:
  Flows flows_;
  Bytes key_ = flows_.key("{saddr: 10.0.0.1, dport: 443}");
  Bytes value_ = flows_.value(
      "{packets: 7, delta: -3, ratio: 2.5, state: open, comm: curl, "
      "last: [1, 2], point: {x: -1, y: 1}, level: 17, number: 5, letter: a, "
      "huge: 0x10000000000000000, address: 0x1f}");
};

}  // namespace

TEST_CASE("numbers are compared with their sign and in their range") {
  const OneFlow flow;
  for (const std::string_view condition :
       {"packets == 7",       "packets != 8",
        "packets < 8",        "packets <= 7",
        "packets > 6",        "packets >= 7",
        "packets<8",          "packets == 0x7",
        "delta == -3",        "delta < 0",
        "delta > -4",         "level == 17",
        "value.last[1] == 2", "value.point.x < 0",
        "key.dport == 443",   "huge > 0xffffffffffffffff",
        "address == 31",      "letter == a",
        "letter == 97",       "half[0] == 5"}) {
    CAPTURE(condition);
    CHECK(flow.fulfils(condition));
    CHECK_FALSE(flow.fulfils("!(" + std::string{condition} + ")"));
  }
  for (const std::string_view condition :
       {"packets == 8", "packets < 7", "packets > 7", "delta > 0", "delta == 3",
        "level < 17", "huge == 0"}) {
    CAPTURE(condition);
    CHECK_FALSE(flow.fulfils(condition));
  }
}

TEST_CASE("enumerators, addresses, fractions and text are compared") {
  const OneFlow flow;
  for (const std::string_view condition :
       {"state == open", "state != closed", "state == 1", "saddr == 10.0.0.1",
        "saddr != 10.0.0.2", "ratio > 2", "ratio == 2.5", "ratio <= 2.5",
        "comm == curl", "comm == \"curl\"", "comm != cur", "comm < d",
        "comm =~ c*l", "comm =~ ???l", "comm =~ *", "last == [1,2]",
        "last != \"[1, 3]\"", "point == {x:-1,y:1}"}) {
    CAPTURE(condition);
    CHECK(flow.fulfils(condition));
  }
  CHECK_FALSE(flow.fulfils("comm =~ ???"));
  CHECK_FALSE(flow.fulfils("comm =~ url"));
  CHECK_FALSE(flow.fulfils("comm == \"\""));
  CHECK_FALSE(flow.fulfils("ratio != 2.5"));
}

TEST_CASE("conditions are joined in the order of C") {
  const OneFlow flow;
  for (const std::string_view condition :
       {"packets", "comm", "ratio", "!ready", "! ready && packets",
        "ready || packets", "packets == 7 && dport == 443",
        "packets == 1 || packets == 7 && dport == 443",
        "(packets == 1 || packets == 7) && dport == 443",
        "packets || ready && ready", "!!packets", "!(ready||!packets)",
        "packets&&packets>1&&packets<9"}) {
    CAPTURE(condition);
    CHECK(flow.fulfils(condition));
  }
  CHECK_FALSE(flow.fulfils("(packets || ready) && ready"));
  CHECK_FALSE(flow.fulfils("!packets || ready"));
}

TEST_CASE("wrong conditions are told by their place") {
  const OneFlow flow;
  struct Case {
    std::string_view condition;
    std::string_view error;
  };
  for (const Case& one : std::initializer_list<Case>{
           {"",
            "expected a field at character 1 of the condition, not its end"},
           {"packets ==",
            "expected a value at character 11 of the condition, not its end"},
           {"packets = 7",
            "expected == at character 9 of the condition, not '= 7'"},
           {"packets 7",
            "expected &&, || or the end at character 9 of the condition, not "
            "'7'"},
           {"(packets",
            "expected ')' at character 9 of the condition, not its end"},
           {"packets && && 1",
            "expected a field at character 12 of the condition, not '&& 1'"},
           {"comm == \"x",
            "expected a closing '\"' at character 9 of the condition, not "
            "'\"x'"},
           {"last", "value.last: it is no number: compare it by == or !="},
           {"pakets > 1",
            "the elements have no field 'pakets' | did you mean packets?"},
           {"state == opne",
            "value.state: enum state has no 'opne' | did you mean open?"},
           {"packets == -1",
            "value.packets: -1 is out of range: unsigned long takes 0 to "
            "18446744073709551615"},
           {"packets =~ 1*", "value.packets: =~ is for text: it has none"},
           {"saddr > 10.0.0.1",
            "key.saddr: addresses have no order: compare them by == or !="},
           {"last < [1,2]",
            "value.last: it is no number: compare it by == or !="}}) {
    CAPTURE(one.condition);
    CHECK(flow.error_in(one.condition) == one.error);
  }
  const std::string deep(100, '(');
  CHECK(flow.error_in(deep).starts_with("expected fewer levels"));
  CHECK(flow.error_in(std::string(100, '!')).starts_with("expected fewer"));
}

TEST_CASE("keys and values of unknown types are compared as numbers or bytes") {
  const Columns columns{2, 3, nullptr};
  const Bytes key{0x01, 0xbb};
  const Bytes value{1, 2, 255};
  for (const std::string_view condition :
       {"key == be16:443", "key == 47873", "key > 1", "value == 0102ff",
        "value != 010200", "value == hex:0102ff", "key"}) {
    CAPTURE(condition);
    CHECK(Filter{condition, columns}.matches(key, value));
  }
  for (const std::string_view condition :
       {"key == 65536", "key == be32:1", "value == 0102", "value > 0102ff",
        "value == x", "value", "key == be16:65536"}) {
    CAPTURE(condition);
    CHECK_THROWS_AS(Filter(condition, columns), Error);
  }
}

TEST_CASE("what an element lacks fulfils no comparison") {
  const Flows flows;
  const Columns columns = flows.columns();
  const Bytes key = flows.key("{dport: 1}");
  for (const std::string_view condition :
       {"packets == 0", "packets != 0", "packets", "ratio < 1", "comm == \"\"",
        "last == [0,0]", "last != [0,0]"}) {
    CAPTURE(condition);
    CHECK_FALSE(Filter{condition, columns}.matches(key, {}));
  }
  CHECK(Filter{"dport == 1", columns}.matches(key, {}));
}

TEST_CASE("a condition knows whether it asks about values") {
  const Flows flows;
  const Columns columns = flows.columns();
  CHECK_FALSE(Filter{"dport == 1 || !saddr", columns}.reads_values());
  CHECK(Filter{"dport == 1 || !packets", columns}.reads_values());
}

}  // namespace skep::map
