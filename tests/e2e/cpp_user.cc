// A program that uses the C++ skeletons of kinds.bpf.c and layouts.bpf.c: the
// life of an object, its variables, its maps. Fails by its exit code and a line
// that says where.
#include <unistd.h>

#include <cstdio>
#include <thread>

#include "kinds.h"
#include "layouts.h"
#include "no_such_tp.h"

#define CHECK(condition)                                              \
  do {                                                                \
    if (!(condition)) {                                               \
      std::fprintf(stderr, "failed: %s:%d: %s\n", __FILE__, __LINE__, \
                   #condition);                                       \
      return false;                                                   \
    }                                                                 \
  } while (0)

namespace {

namespace kinds = skel::kinds;
namespace layouts = skel::layouts;

using event = kinds::types::event;

template <typename T>
bool has_value(const skep::result<std::optional<T>>& result) {
  return result && result->has_value();
}

bool open_and_load(std::optional<kinds::loaded>& object) {
  auto opened = kinds::opened::open();
  CHECK(opened);
  CHECK(opened->bss().calls == 0 && opened->rodata().watched == 0);
  CHECK(opened->rodata().template_.text[0] == 'e');
  opened->rodata().watched = static_cast<std::uint32_t>(getpid());
  opened->bss().calls = 40;
  CHECK(opened->maps.table.set_max_entries(32));
  auto prepared = std::move(*opened).prepare();
  CHECK(prepared);
  CHECK(prepared->maps.table.put(7, event{}));  // before programs run
  CHECK(!prepared->maps.pairs.put(4, {}));      // there are four
  auto loaded = std::move(*prepared).load();
  CHECK(loaded);
  object.emplace(std::move(*loaded));
  CHECK(object->maps.table.max_entries() == 32);
  CHECK(object->rodata().watched == static_cast<std::uint32_t>(getpid()));
  CHECK(bpf_object__find_map_by_name(object->native(), "table") ==
        object->maps.table.native());
  return true;
}

bool make_call(kinds::loaded& object) {
  skep::write_once(object.bss().is_armed, 1u);
  (void)getppid();
  return skep::read_once(object.bss().is_armed) == 0;
}

bool attach_and_count(kinds::loaded& object) {
  CHECK(!make_call(object));
  kinds::loaded::attach_report report;
  CHECK(object.attach(&report));
  using state = skep::attach_outcome::state;
  CHECK(report[0].what == state::attached && object.links.on_call);
  CHECK(report[1].what == state::skipped && !object.links.filter);
  CHECK(object.attach());  // nothing is left to do
  CHECK(make_call(object));
  CHECK(object.bss().calls == 41);
  CHECK(object.bss().is_odd && object.bss().is_odd.byte == 2);
  object.detach();
  CHECK(!object.links.on_call && !make_call(object));
  skep::link link = object.progs.on_call.attach_raw_tracepoint("sys_enter")
                        .value_or(skep::link{});
  CHECK(link && make_call(object));
  CHECK(link.detach());
  CHECK(!make_call(object));
  return true;
}

bool use_table(kinds::loaded& object) {
  auto& table = object.maps.table;
  const auto pid = static_cast<std::uint32_t>(getpid());
  const auto own = table.get(pid);
  CHECK(has_value(own) && (*own)->pid == pid && (*own)->is_odd);
  CHECK(table.erase(pid) && *table.erase(7));
  CHECK(!*table.erase(7));  // no longer there
  CHECK(table.get(7) && !has_value(table.get(7)));
  for (std::uint32_t i = 1; i <= 5; ++i) CHECK(table.put(i, {i, {}, {}}));
  CHECK(table.put(1, {}, BPF_NOEXIST).error().code() == EEXIST);
  std::uint32_t sum = 0;
  auto entries = table.entries();
  for (const auto& [key, value] : entries) sum += key * value.pid;
  CHECK(entries.status() && sum == 1 + 4 + 9 + 16 + 25);
  CHECK(has_value(table.take(5)) && !has_value(table.get(5)));
  return true;
}

bool use_batches(kinds::loaded& object) {
  auto& table = object.maps.table;
  const std::uint32_t keys[] = {11, 12, 13};
  const event values[3] = {{11, {}, {}}, {12, {}, {}}, {13, {}, {}}};
  CHECK(table.put_batch(keys, values, 3));
  std::uint32_t found[32];
  event events[32];
  std::size_t count = 0;
  skep::batch_cursor<std::uint32_t> cursor;
  while (!cursor.is_done()) {
    const auto more =
        table.get_batch(cursor, found + count, events + count, 32 - count);
    CHECK(more);
    count += *more;
  }
  CHECK(count == 7);
  for (std::size_t i = 0; i < count; ++i) CHECK(found[i] == events[i].pid);
  CHECK(table.erase_batch(keys, 3));
  CHECK(!has_value(table.get(11)) && has_value(table.get(1)));
  return true;
}

bool use_other_tables(kinds::loaded& object) {
  CHECK(object.maps.pairs.put(3, {1, 2}));
  CHECK((*object.maps.pairs.get(3).value_or({}))[1] == 2);
  using bytes = std::array<std::byte, 5>;
  CHECK(object.maps.untyped.put({}, bytes{std::byte{9}}));
  CHECK((*object.maps.untyped.get({}).value_or({}))[0] == std::byte{9});
  CHECK(object.maps.routes.put({8, {10, 0, 0, 0}}, 5));
  CHECK(object.maps.routes.get({32, {10, 1, 2, 3}}).value_or({}) == 5u);
  CHECK(!has_value(object.maps.routes.get({32, {11, 1, 2, 3}})));
  auto& per_cpu = object.maps.per_cpu;
  const auto before = per_cpu.get(0);
  CHECK(has_value(before));
  std::uint32_t sum = 0;
  for (std::size_t cpu = 0; cpu < (*before)->size(); ++cpu)
    sum += (**before)[cpu];
  CHECK(sum == 2);  // as often as the program ran
  CHECK(per_cpu.put(0, 6));
  const auto after = per_cpu.get(0);
  for (std::size_t cpu = 0; cpu < (*after)->size(); ++cpu)
    CHECK((**after)[cpu] == 6);
  return true;
}

bool use_odd_maps(kinds::loaded& object) {
  auto& line = object.maps.line;
  CHECK(line.push(1) && line.push(2) && !line.push(3));
  CHECK(line.peek().value_or({}) == 1u && line.pop().value_or({}) == 1u);
  CHECK(line.pop().value_or({}) == 2u && !has_value(line.pop()));
  CHECK(object.maps.members.add(5));
  CHECK(object.maps.members.may_contain(5).value_or(false));
  CHECK(object.maps.jumps.put(1, object.progs.on_call.fd()));
  CHECK(object.maps.jumps.erase(1).value_or(false));
  auto inner = object.maps.outer.get(0);
  CHECK(has_value(inner) && (*inner)->put(1, 17));
  CHECK(object.maps.first_inner.get(1).value_or({}) == 17u);
  CHECK(!has_value(object.maps.outer.get(1)));
  CHECK(object.maps.outer.put(1, object.maps.first_inner.fd()));
  CHECK(has_value(object.maps.outer.get(1)));
  return true;
}

bool hear_events(kinds::loaded& object) {
  int told = 0;
  int raw_size = 0;
  auto ring = object.maps.ring.events<event>([&](const event& e) {
    told += e.pid == static_cast<std::uint32_t>(getpid()) && e.is_odd &&
            e.text[4] == 't';
  });
  auto perf = object.maps.perf.events([&](const void*, std::size_t size) {
    raw_size = static_cast<int>(size);
  });
  auto orders = object.maps.orders.writer();
  CHECK(ring && perf && orders);
  CHECK(ring->consume());  // what came before
  told = 0;
  CHECK(orders->put(std::uint32_t{5}) && orders->put(std::uint32_t{6}));
  CHECK(object.attach() && make_call(object));
  object.detach();
  CHECK(ring->poll(1000).value_or(0) == 1 && told == 1);
  CHECK(perf->poll(1000).value_or(0) == 1 && raw_size >= 16);
  CHECK(object.bss().ordered == 11);
  return true;
}

bool hear_badly(kinds::loaded& object) {
  struct larger {
    char bytes[64];
  };
  auto ring = object.maps.ring.events<larger>([](const larger&) {});
  CHECK(ring && object.attach() && make_call(object));
  object.detach();
  CHECK(ring->consume() && ring->short_events() == 1);
#if defined(__cpp_exceptions)
  auto thrower = object.maps.ring.events<event>([](const event&) { throw 5; });
  CHECK(thrower && object.attach() && make_call(object));
  object.detach();
  try {
    (void)thrower->consume();
    CHECK(false);
  } catch (int thrown) {
    CHECK(thrown == 5);
  }
  CHECK(thrower->consume().value_or(-1) == 0);  // told once
  try {
    object.maps.line.push(1, 99).value();
    CHECK(false);
  } catch (const skep::exception& failed) {
    CHECK(failed.code().value() == EINVAL);
    CHECK(std::strstr(failed.what(), "line") != nullptr);
  }
#endif
  return true;
}

bool run_program(kinds::loaded& object) {
  char packet[64] = {};
  bpf_test_run_opts options{};
  options.data_in = packet;
  options.data_size_in = sizeof packet;
  CHECK(object.progs.filter.test_run(options).value_or(0) == 7);
  return true;
}

// All, or nothing: the first program attaches, the second can't.
bool roll_back() {
  auto object = skel::no_such_tp::loaded::open_and_load();
  CHECK(object);
  const auto outcome = object->attach();
  CHECK(!outcome && outcome.error().code() == ENOENT);
  CHECK(std::strcmp(outcome.error().name(), "never") == 0);
  CHECK(!object->links.first && !object->links.never);
  const auto before = object->bss().calls;
  std::thread{[] {}}.join();  // a fork, for the first program
  CHECK(object->bss().calls == before);
  skel::no_such_tp::loaded::attach_report report;
  CHECK(!object->attach(&report) && !object->links.first);
  CHECK(report[0].what == skep::attach_outcome::state::attached);
  CHECK(report[1].what == skep::attach_outcome::state::failed);
  CHECK(report[1].code == ENOENT);
  return true;
}

// `directory` is on a BPF file system, and has a file in its way.
bool pin(kinds::loaded& object, const std::string& directory) {
  CHECK(object.attach());
  const std::string fresh = directory + "/kinds";
  CHECK(object.pin_all(fresh.c_str()));
  for (const char* name : {"/maps/bss", "/progs/filter", "/links/on_call"})
    CHECK(access((fresh + name).c_str(), F_OK) == 0);
  CHECK(access((fresh + "/links/filter").c_str(), F_OK) != 0);
  return true;
}

bool fail_to_pin(const std::string& directory) {
  auto object = kinds::loaded::open_and_load();
  CHECK(object && object->attach());
  const std::string taken = directory + "/taken";
  CHECK(mkdir(taken.c_str(), 0700) == 0);
  CHECK(mkdir((taken + "/progs").c_str(), 0700) == 0);
  CHECK(object->progs.filter.pin((taken + "/progs/filter").c_str()));
  const auto outcome = object->pin_all(taken.c_str());
  CHECK(!outcome && outcome.error().code() == EEXIST);
  CHECK(access((taken + "/maps").c_str(), F_OK) != 0);
  CHECK(access((taken + "/progs/on_call").c_str(), F_OK) != 0);
  CHECK(access((taken + "/progs/filter").c_str(), F_OK) == 0);
  return true;
}

// What compilers make of bits, for skep to read by their BTF types.
bool write_layouts(const std::string& directory) {
  auto object = layouts::loaded::open_and_load();
  CHECK(object);
  layouts::types::bits bits{};
  bits.low = 5;
  bits.middle = -3;
  bits.high = 0xabc;
  bits.byte = 7;
  bits.far = 0x1234567890;
  bits.over = 0x9876543210;
  bits.flag = true;
  bits.sign = -1;
  CHECK(object->maps.bits.put(0, bits));
  layouts::types::packed_bits packed{};
  packed.start = 1;
  packed.over = 0x2aaaaaaa;
  packed.more = 21;
  packed.end = 0xfffe;
  CHECK(object->maps.packed_bits.put(0, packed));
  CHECK(object->maps.bss.put(0, layouts::types::wide::wide_high));
  layouts::types::numbers numbers{};
  numbers.huge = {~std::uint64_t{1}, -1};
  numbers.truth = true;
  numbers.grid[1][2] = 9;
  CHECK(object->maps.numbers.put(0, numbers));
  CHECK(object->pin_all((directory + "/layouts").c_str()));
  return true;
}

// An object may be gone before what was made of it.
bool outlive() {
  skep::link link;
  {
    auto object = kinds::loaded::open_and_load();
    CHECK(object && object->attach());
    auto moved = std::move(*object);
    link = std::move(moved.links.on_call);
    moved = kinds::loaded::open_and_load().value();
    CHECK(moved.native() != nullptr && !moved.links.on_call);
  }
  CHECK(link && link.detach() && !link.detach().has_value() == false);
  return true;
}

bool run(const std::string& directory) {
  std::optional<kinds::loaded> object;
  return open_and_load(object) && attach_and_count(*object) &&
         use_table(*object) && use_batches(*object) &&
         use_other_tables(*object) && use_odd_maps(*object) &&
         hear_events(*object) && hear_badly(*object) && run_program(*object) &&
         roll_back() && pin(*object, directory) && fail_to_pin(directory) &&
         write_layouts(directory) && outlive();
}

}  // namespace

int main(int, char** arguments) { return run(arguments[1]) ? 0 : 1; }
