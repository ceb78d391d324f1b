// iter list, iter fields, and iter dump of what no object file is needed for.
#include <arpa/inet.h>
#include <bpf/bpf.h>
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <set>
#include <utility>

#include "src/bpf_asm/assembler.h"
#include "src/iter/assemble.h"
#include "src/iter/builtin.h"
#include "src/iter/file_context.h"
#include "src/iter/load_program.h"
#include "src/iter/text_program.h"
#include "src/sys/error.h"
#include "src/sys/text.h"
#include "tests/e2e/beside_bpftool.h"
#include "tests/e2e/harness.h"
#include "tests/e2e/loaded.h"
#include "tests/e2e/map_fixture.h"

namespace skep::test {
namespace {

using Json = nlohmann::ordered_json;

Json dump(const std::string& words) {
  return skep_ok("-j iter dump " + words).json();
}

// Return the only row.
Json only_row(const std::string& words) {
  CAPTURE(words);
  const Json rows = dump(words);
  REQUIRE(rows.size() == 1);
  return rows[0];
}

std::string id_of(const TestMap& map) { return map.ref().substr(3); }

// Return the threads and their processes that a compiled iterator visits.
std::set<std::pair<int, int>> compiled_threads() {
  std::set<std::pair<int, int>> found;
  const std::string out = skep_ok("iter dump " + bpf_object("iter_task")).out;
  for (const std::string& line : split(out, '\n'))
    if (const auto words = split(line, ' '); words.size() == 2)
      found.emplace(std::stoi(words[0]), std::stoi(words[1]));
  return found;
}

// Return how many bytes a row of this field has; 0 if it has no value.
std::size_t size_of(btf::BtfView kernel, const iter::Target& target,
                    const std::string& field) {
  try {
    return iter::project(kernel, target, {field}).row_size;
  } catch (const Error&) {
    return 0;
  }
}

bool can_write(btf::BtfView kernel, const iter::Target& target,
               const std::string& field) {
  try {
    (void)iter::assemble_text(kernel, iter::project(kernel, target, {field}));
    return true;
  } catch (const Error&) {
    return false;
  }
}

void load_fields(btf::BtfView kernel, const iter::Target& target,
                 const std::vector<std::string>& fields) {
  const auto projection = iter::project(kernel, target, fields);
  const Fd buffer = iter::make_row_buffer(iter::buffer_size(projection));
  const Fd program =
      iter::load_program(target, iter::assemble(kernel, projection, buffer));
  CHECK(program.is_open());
  // The fields that programs can write as text.
  std::vector<std::string> written;
  for (const std::string& field : fields)
    if (can_write(kernel, target, field)) written.push_back(field);
  const Fd writer = iter::load_program(
      target,
      iter::assemble_text(kernel, iter::project(kernel, target, written)));
  CHECK(writer.is_open());
}

// Load programs that copy fields, as many as fit into each. Returns how many
// fields there are that have a value.
std::size_t load_all(btf::BtfView kernel, const iter::Target& target,
                     const std::vector<std::string>& fields) {
  std::size_t count = 0;
  std::size_t total = 0;
  std::vector<std::string> taken;
  for (const std::string& field : fields) {
    const std::size_t size = size_of(kernel, target, field);
    if (size == 0) continue;
    ++count;
    if (taken.size() == 100 || total + size > iter::largest_row) {
      load_fields(kernel, target, taken);
      taken.clear();
      total = 0;
    }
    taken.push_back(field);
    total += size;
  }
  if (!taken.empty()) load_fields(kernel, target, taken);
  return count;
}

// Return the paths to all fields of a target's object, and to those in them or
// behind their pointers.
std::vector<std::string> all_paths(btf::BtfView kernel,
                                   const iter::Target& target) {
  std::vector<std::string> paths;
  const btf_type* pointer = kernel.resolve(target.object.target.type);
  for (const auto& [name, value] :
       btf::named_members(kernel, {.type = pointer->type})) {
    paths.push_back(name);
    const btf_type* type = kernel.resolve(value.type);
    if (type == nullptr) continue;
    const btf::TypeId inside = btf_is_ptr(type) ? type->type : value.type;
    for (const auto& inner : btf::named_members(kernel, {.type = inside}))
      paths.push_back(name + "." + inner.name);
  }
  if (iter::find_added_context(kernel, target.name))
    for (const char* name : {"kind", "id", "pid", "name", "event",
                             "prog.aux.id", "map.name", "link.id", "btf.id"})
      paths.push_back(std::string{"bpf."} + name);
  return paths;
}

// Something for targets that might have nothing to go through, and maps for
// those that need one.
class OneOfEach {
 public:
  OneOfEach() {
    hash_.set(std::uint32_t{1}, std::uint32_t{2});
    listen(tcp_);
    for (const Fd* socket : {&tcp_, &udp_}) REQUIRE(socket->is_open());
    auto address = zeroed<sockaddr_in>();
    address.sin_family = AF_INET;
    REQUIRE(::bind(udp_.get(), reinterpret_cast<sockaddr*>(&address),
                   sizeof address) == 0);
    const std::string socket = " pid " + std::to_string(::getpid()) + " fd " +
                               std::to_string(tcp_.get());
    skep_ok("map create " + storage() +
            " type sk_storage flags BPF_F_NO_PREALLOC name skep_one "
            "--key-type int --value-type int");
    skep_ok("map update pinned " + storage() + " key" + socket + " value 7");
    const std::uint32_t key = 0;
    const std::uint64_t value = static_cast<std::uint64_t>(tcp_.get());
    REQUIRE(bpf_map_update_elem(sockets_.open().get(), &key, &value, BPF_ANY) ==
            0);
  }
  OneOfEach(const OneOfEach&) = delete;
  OneOfEach& operator=(const OneOfEach&) = delete;

  [[nodiscard]] std::string parameters_of(const std::string& target) const {
    if (target == "bpf_map_elem") return " map " + hash_.ref();
    if (target == "sockmap") return " map " + sockets_.ref();
    if (target == "bpf_sk_storage_map") return " map pinned " + storage();
    return "";
  }

 private:
  static void listen(const Fd& socket) {
    auto address = zeroed<sockaddr_in>();
    address.sin_family = AF_INET;
    REQUIRE(::bind(socket.get(), reinterpret_cast<sockaddr*>(&address),
                   sizeof address) == 0);
    REQUIRE(::listen(socket.get(), 1) == 0);
  }
  [[nodiscard]] std::string storage() const { return bpffs_ / "storage"; }

  Bpffs bpffs_;
  TestMap hash_{};
  TestMap sockets_{{.type = BPF_MAP_TYPE_SOCKMAP, .value_size = 8}};
  Loaded object_{"raw_tp"};
  OwnedLink link_{
      bpf_program__attach_raw_tracepoint(object_.program(), "sys_enter")};
  Fd tcp_{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  Fd udp_{::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
  Fd unix_{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
};

}  // namespace

TEST_CASE("the kernel's targets are listed with what they hand to programs") {
  const Json list = skep_ok("-j iter list").json();
  std::set<std::string> names;
  for (const Json& target : list)
    names.insert(target["target"].get<std::string>());
  for (const char* name :
       {"task", "task_file", "task_vma", "bpf_map", "bpf_prog", "bpf_map_elem"})
    CHECK(names.contains(name));
  const auto file = std::find_if(list.begin(), list.end(), [](const Json& t) {
    return t["target"] == "task_file";
  });
  CHECK((*file)["object"] == "file");
  // One of them is added by skep.
  CHECK((*file)["arguments"].size() == 4);
  CHECK((*file)["arguments"][2]["name"] == "bpf");
  CHECK((*file)["parameters"] == Json{"tid", "pid", "pidfd"});
  CHECK((*file)["tables"] == Json{"files", "owners"});
  const std::string text = skep_ok("iter list").out;
  CHECK(text.find("\ntask_file ") != std::string::npos);
  CHECK(text.find("struct file * file") != std::string::npos);
}

TEST_CASE("the fields of a target are listed with their types") {
  const Json fields = skep_ok("-j iter fields task_file").json();
  CHECK(fields[0]["name"] == "task");
  CHECK(fields[0]["type"] == "struct task_struct *");
  const std::string process = skep_ok("iter fields task real_parent").out;
  CHECK(process.find("\ncomm ") != std::string::npos);
  CHECK(skep_ok("iter fields ps signal").out.find("nr_threads") !=
        std::string::npos);
  check_fails("iter fields task signall", 1, {"did you mean signal"});
  check_fails("iter fields task pid", 1, {"'pid'", "has no fields"});
  check_fails("iter fields tsk", 1, {"over 'tsk'", "did you mean task"});
}

TEST_CASE("tables and targets are completed") {
  const std::string found = skep_ok("__complete iter dump 'bpf_ma'").out;
  CHECK(found.find("bpf_map\ta target\n") != std::string::npos);
  CHECK(skep_ok("__complete iter fields 'p'").out ==
        "ps\tprocesses\nprogs\tBPF programs\n");
}

TEST_CASE("programs for all fields of all targets are taken by the verifier") {
  const btf::Btf kernel = iter::load_kernel();
  for (const iter::Target& target : iter::find_targets(kernel)) {
    CAPTURE(target.name);
    const auto paths = all_paths(kernel, target);
    if (target.name == "bpf_map_elem" || target.name == "bpf_sk_storage_map")
      CHECK(paths.empty());
    else
      CHECK(load_all(kernel, target, paths) >= paths.size() / 3);
  }
}

TEST_CASE("all targets of the kernel are dumped, as tables and JSON lines") {
  const btf::Btf kernel = btf::Btf::vmlinux();
  const OneOfEach things;
  for (const iter::Target& target : iter::find_targets(kernel)) {
    CAPTURE(target.name);
    std::vector<std::string> fields;
    for (const std::string& path : all_paths(kernel, target))
      if (fields.size() < 24 && size_of(kernel, target, path) != 0)
        fields.push_back(path);
    for (const auto& argument : target.arguments)
      fields.push_back("argument_" + argument.name + "=" + argument.name);
    const std::string line = "iter dump " + target.name + " -F " +
                             join(fields, ",") + " --limit 20" +
                             things.parameters_of(target.name);
    const auto rows = split(skep_ok(line + " --format ndjson").out, '\n');
    if (target.name != "dmabuf") CHECK(rows.size() > 1);
    for (const std::string& row : rows)
      if (!row.empty()) CHECK(Json::parse(row).size() == fields.size());
    const std::string table = skep_ok(line).out;
    CHECK(table.find(fields.back().substr(0, fields.back().find('='))) <
          table.find('\n'));
  }
}

TEST_CASE("every table of skep's is shown, if the kernel has its target") {
  const btf::Btf kernel = btf::Btf::vmlinux();
  std::set<std::string> targets;
  for (const iter::Target& target : iter::find_targets(kernel))
    targets.insert(target.name);
  for (const iter::Builtin& table : iter::builtins()) {
    CAPTURE(table.name);
    const std::string line = "iter dump " + std::string{table.name};
    if (!table.target.empty() && !targets.contains(std::string{table.target})) {
      check_fails(line, 1, {"this kernel has no iterators"});
      continue;
    }
    CHECK(dump(std::string{table.name} + " --limit 2").size() <= 2);
  }
}

TEST_CASE("a process is shown as /proc tells it") {
  const std::string pid = std::to_string(::getpid());
  std::array<char, 16> comm{};
  ::prctl(PR_GET_NAME, comm.data());
  const Json row = only_row("ps pid " + pid);
  CHECK(row["pid"] == ::getpid());
  CHECK(row["ppid"] == ::getppid());
  CHECK(row["uid"] == ::getuid());
  CHECK(row["comm"] == comm.data());
  CHECK(row["pages"] > 0);
  CHECK(only_row("task -F comm,group_leader.pid tid " +
                 pid)["group_leader.pid"] == ::getpid());
}

TEST_CASE("a process that is stopped is shown as such") {
  const pid_t child = check(::fork(), "can't start a process");
  if (child == 0) {
    ::raise(SIGSTOP);
    ::_exit(0);
  }
  check(::waitpid(child, nullptr, WUNTRACED), "can't wait for a process");
  CHECK(only_row(fmt::format("ps pid {}", child))["state"] == "T");
  ::kill(child, SIGKILL);
  check(::waitpid(child, nullptr, 0), "can't wait for a process");
}

TEST_CASE("all threads and processes are shown, each of them once") {
  const auto before = compiled_threads();
  std::set<std::pair<int, int>> threads;
  for (const Json& row : dump("threads"))
    CHECK(threads.emplace(row["pid"].get<int>(), row["tid"].get<int>()).second);
  std::set<int> processes;
  for (const Json& row : dump("ps"))
    CHECK(processes.insert(row["pid"].get<int>()).second);
  const auto after = compiled_threads();
  CHECK(before.size() > 1);
  for (const auto& [pid, tid] : before) {
    CAPTURE(tid);
    // Others come and go meanwhile.
    if (!after.contains({pid, tid})) continue;
    CHECK(threads.contains({pid, tid}));
    if (pid == tid) CHECK(processes.contains(pid));
  }
}

TEST_CASE("a map is shown as map show tells it") {
  const TestMap map{{.key_size = 8, .value_size = 16, .max_entries = 5}};
  const Json row = only_row("maps --where id==" + id_of(map));
  const Json shown = skep_ok("-j map show " + map.ref()).json();
  CHECK(row["name"] == shown["name"]);
  CHECK(row["type"] == "BPF_MAP_TYPE_HASH");
  CHECK(row["key"] == shown["bytes_key"]);
  CHECK(row["value"] == shown["bytes_value"]);
  CHECK(row["entries"] == shown["max_entries"]);
  CHECK(row["frozen"] == false);
  // A pointer that is null leads to nothing.
  const Json inner =
      only_row("bpf_map -F inner_map_meta.id,id --where id==" + id_of(map));
  CHECK(inner["inner_map_meta.id"].is_null());
  CHECK(skep_ok("iter dump bpf_map -F inner_map_meta.id --where id==" +
                id_of(map))
            .out == "inner_map_meta.id\n                -\n");
}

TEST_CASE("programs and links are shown as prog show and link show tell them") {
  const Bpffs bpffs;
  const Loaded object{"raw_tp"};
  const std::string link = pin_link(
      bpf_program__attach_raw_tracepoint(object.program(), "sys_enter"), bpffs,
      "link");
  const Json shown = skep_ok("-j link show pinned " + link).json();
  const Json row =
      only_row("links --where id==" + std::to_string(shown["id"].get<int>()));
  CHECK(row["type"] == "BPF_LINK_TYPE_RAW_TRACEPOINT");
  CHECK(row["prog"] == shown["prog_id"]);
  const std::string id = std::to_string(shown["prog_id"].get<int>());
  const Json prog = skep_ok("-j prog show id " + id).json();
  const Json same = only_row("progs --where aux.id==" + id);
  // The kernel keeps 15 characters, `prog show` finds the rest in the BTF.
  CHECK(prog["name"].get<std::string>().starts_with(
      same["name"].get<std::string>()));
  CHECK(same["tag"] == prog["tag"]);
  CHECK(same["insns"] == prog["bytes_xlated"].get<int>() / 8);
  CHECK(same["jited"] == (prog["jited"].get<bool>() ? 1 : 0));
}

TEST_CASE("tests choose objects in the kernel") {
  const TestMap one{{.max_entries = 111}};
  const TestMap two{{.max_entries = 222}};
  const auto names = [&](const std::string& where) {
    std::set<std::string> found;
    for (const Json& row : dump("bpf_map -F name --where '" + where + "'"))
      found.insert(row["name"].get<std::string>());
    return std::pair{found.contains(one.name()), found.contains(two.name())};
  };
  using Both = std::pair<bool, bool>;
  CHECK(names("name == " + one.name()) == Both{true, false});
  CHECK(names("name == \"" + two.name() + "\"") == Both{false, true});
  CHECK(names("name != " + one.name()) == Both{false, true});
  CHECK(names("name == " + one.name().substr(1)) == Both{false, false});
  CHECK(names("name == a_name_that_is_far_too_long") == Both{false, false});
  CHECK(names("name != a_name_that_is_far_too_long") == Both{true, true});
  CHECK(names("max_entries > 111 && max_entries < 223") == Both{false, true});
  CHECK(names("max_entries >= 111 && max_entries<=111") == Both{true, false});
  CHECK(names("map_type == BPF_MAP_TYPE_HASH") == Both{true, true});
  CHECK(names("map_type != BPF_MAP_TYPE_HASH") == Both{false, false});
  CHECK(names("frozen == true") == Both{false, false});
  CHECK(names("numa_node < 0") == Both{true, true});
  CHECK(names("numa_node >= -1 && map_extra == 0") == Both{true, true});
  CHECK(names("ops > 0xffff") == Both{true, true});
  const std::string either = "name==" + one.name() + "||name==" + two.name();
  CHECK(names(either) == Both{true, true});
  CHECK(names("(" + either + ") && max_entries == 222") == Both{false, true});
  CHECK(names("!(" + either + ")") == Both{false, false});
  CHECK(names("max_entries==111 && name==" + one.name() + " || " +
              "max_entries==222 && !(name!=" + two.name() + ")") ==
        Both{true, true});
  // What a program can't decide is decided with the row.
  CHECK(names("name =~ " + one.name().substr(0, 3) + "*") == Both{true, true});
  CHECK(names("name =~ *" + one.name().substr(1) + " && max_entries") ==
        Both{true, false});
  CHECK(names("max_entries == 222 || name =~ " + one.name()) ==
        Both{true, true});
  CHECK(names("!(name =~ " + one.name() + " || max_entries == 222)") ==
        Both{false, false});
  CHECK(names("name >= " + one.name() + " && name <= " + one.name()) ==
        Both{true, false});
  // A field alone is neither zero nor empty.
  CHECK(names("name && max_entries && !frozen") == Both{true, true});
  CHECK(names("frozen || !name") == Both{false, false});
  // What an object has not neither is nor is not equal to anything.
  CHECK(names("inner_map_meta.id != 1") == Both{false, false});
  CHECK(names("!(inner_map_meta.id != 1)") == Both{true, true});
}

TEST_CASE("tests read bits") {
  const std::string prog_name = unique_name("bits");
  const Fd prog = load_idle_prog(BPF_PROG_TYPE_SOCKET_FILTER, prog_name);
  const auto found = [&](const std::string& where) {
    return dump("bpf_prog -F aux.name --where '" + where +
                " && aux.name == " + prog_name + "'")
        .size();
  };
  CHECK(found("gpl_compatible == 1") + found("gpl_compatible == 0") == 1);
  CHECK(found("gpl_compatible <= 1") == 1);
  CHECK(found("len > 0 && jited == 1 && jited == 0") == 0);
}

TEST_CASE("sockets are shown with addresses, ports and states") {
  const Fd listener{::socket(AF_INET, SOCK_STREAM, 0)};
  auto address = zeroed<sockaddr_in>();
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  auto* const name = reinterpret_cast<sockaddr*>(&address);
  socklen_t size = sizeof address;
  REQUIRE(::bind(listener.get(), name, size) == 0);
  REQUIRE(::listen(listener.get(), 1) == 0);
  REQUIRE(::getsockname(listener.get(), name, &size) == 0);
  const std::string port = std::to_string(ntohs(address.sin_port));
  const Json row = only_row(
      "tcp --where 'skc_state==10&&skc_family==2&&skc_num==" + port + "'");
  CHECK(row["family"] == AF_INET);
  CHECK(row["state"] == "LISTEN");
  CHECK(row["local"] == "127.0.0.1");
  CHECK(row["port"] == ntohs(address.sin_port));
  const Fd client{::socket(AF_INET, SOCK_STREAM, 0)};
  REQUIRE(::connect(client.get(), name, size) == 0);
  // There may be connections that are over, to the same port.
  const Json other =
      only_row("tcp --where 'skc_state==1 && skc_dport==" + port +
               " && skc_daddr==127.0.0.1'");
  CHECK(other["state"] == "ESTABLISHED");
  CHECK(other["remote"] == "127.0.0.1");
  CHECK(other["rport"] == row["port"]);
}

TEST_CASE("rows are sorted, cut off and counted") {
  const TestMap small{{.max_entries = 3}};
  const TestMap large{{.max_entries = 1U << 20U, .flags = BPF_F_NO_PREALLOC}};
  const auto place_of = [](const Json& rows, const TestMap& map) {
    return std::find_if(rows.begin(), rows.end(),
                        [&](const Json& row) {
                          return row["id"] == std::stoi(id_of(map));
                        }) -
           rows.begin();
  };
  const Json rows = dump("maps --sort entries");
  CHECK(place_of(rows, small) < place_of(rows, large));
  const Json reversed = dump("maps --sort entries --reverse");
  CHECK(place_of(reversed, large) < place_of(reversed, small));
  const Json top = dump("maps --sort id --top 1");
  REQUIRE(top.size() == 1);
  CHECK(top[0]["id"] >= std::stoi(id_of(large)));
  CHECK(dump("maps --limit 1").size() == 1);
  CHECK(dump("maps --count --where name==" + small.name())["count"] == 1);
  CHECK(skep_ok("iter dump maps --count --where id==0").out == "0\n");
  const std::string like = " --where 'name =~ *" + small.name().substr(1) + "'";
  CHECK(dump("maps --count" + like)["count"] == 1);
  CHECK(dump("maps --limit 1" + like)[0]["entries"] == 3);
  CHECK(dump("maps --sort id --reverse --top 1" + like)[0]["entries"] == 3);
}

TEST_CASE("rows have several forms") {
  const TestMap map;
  const std::string line =
      "iter dump bpf_map -Fid,name --where id==" + id_of(map) + " ";
  const std::string id = id_of(map);
  CHECK(skep_ok(line + "--format csv").out ==
        "id,name\n" + id + "," + map.name() + "\n");
  CHECK(skep_ok(line + "--format ndjson").out ==
        "{\"id\":" + id + ",\"name\":\"" + map.name() + "\"}\n");
  CHECK(skep_ok(line + "--format table").out == skep_ok(line).out);
  CHECK(skep_ok(line + "--limit 0").out == "id  name\n");
  CHECK(skep_ok("-p " + line).json() == skep_ok("-j " + line).json());
}

TEST_CASE("a struct is shown as JSON, and an array of letters as text") {
  const std::string tid = std::to_string(::getpid());
  const Json row = only_row("task -F comm,se,thread_pid.tasks tid " + tid);
  CHECK(row["se"].is_object());
  CHECK(row["se"]["exec_start"].is_number());
  CHECK(row["comm"].is_string());
}

TEST_CASE("targets with parameters take them, and want those they need") {
  const Bpffs bpffs;
  const TestMap map;
  map.set(std::uint32_t{1}, std::uint32_t{2});
  const std::string line = "bpf_map_elem -F map.id,map.name,key";
  const Json row = only_row(line + " map " + map.ref());
  CHECK(row["map.name"] == map.name());
  CHECK(row["key"].get<std::string>().starts_with("0x"));
  check_fails("iter dump " + line, 2, {"need a parameter", "`map MAP`"});
  check_fails("iter dump ps " + std::string{"map "} + map.ref(), 2,
              {"no parameter 'map'"});
  check_fails("iter dump maps pid 1", 2, {"no parameter 'pid'"});
  const Cgroup cgroup;
  const Json groups = dump("cgroups cgroup " + cgroup.path());
  REQUIRE(groups.size() == 1);
  CHECK(cgroup.path().ends_with(groups[0]["name"].get<std::string>()));
}

TEST_CASE("what is wrong with a target or a field is told") {
  check_fails("iter dump pz", 1, {"over 'pz'", "did you mean ps"});
  check_fails("iter dump nothing_like_it", 1, {"iter list", "slash"});
  check_fails("iter dump ps -F pidd", 1, {"task_struct", "did you mean pid"});
  check_fails("iter dump ps -F real_parent.cmm", 1, {"did you mean comm"});
  check_fails("iter dump ps -F pid:x", 2, {"no format 'x'", "hex"});
  check_fails("iter dump ps -F ''", 2, {"names no field"});
  check_fails("iter dump ps --where 'pid = 1'", 2, {"expected =="});
  check_fails("iter dump ps --where ''", 2, {"expected a field"});
  check_fails("iter dump ps --where 'pid =~ 1'", 2, {"is no text"});
  check_fails("iter dump ps --sort pidd", 2, {"did you mean pid"});
  check_fails("iter dump ps --top x", 2, {"--top"});
  check_fails("iter dump ps --count --limit 1", 2, {"--count"});
  check_fails("iter dump ps --top 1", 2, {"--sort FIELD"});
  check_fails("iter dump ps program x", 2, {"no object file"});
  check_fails("iter dump bpf_map_elem", 2, {"-F", "iter fields"});
  check_fails("iter dump ./x.o -F pid", 2, {"iter dump ps"});
  CHECK(skep("-j iter dump ps --format csv").exit == 2);
}

TEST_CASE("without rights nothing is shown, and what is missing is told") {
  const Result result = skep_as_nobody("iter dump ps");
  CHECK(result.exit == 1);
  CHECK(result.out.empty());
  CHECK(result.err.find("Operation not permitted") != std::string::npos);
}

TEST_CASE("without the kernel's BTF nothing is shown, and why is told") {
  for (const char* words : {"iter dump ps", "iter list", "iter fields task"}) {
    const Result result =
        shell("unshare -m sh -c 'mount -t tmpfs none /sys/kernel/btf && " +
              skep_program() + " " + words + "'");
    CHECK(result.exit == 1);
    CHECK(result.out.empty());
    CHECK(result.err.find("CONFIG_DEBUG_INFO_BTF") != std::string::npos);
  }
}

TEST_CASE("a program that the verifier refuses is shown, with its log") {
  const btf::Btf kernel = btf::Btf::vmlinux();
  const iter::Target target = iter::find_target(kernel, "task");
  bpf_asm::Assembler out;
  out.move(bpf_asm::Reg::r0, bpf_asm::Reg::r9);
  out.leave();
  try {
    const Fd loaded = iter::load_program(target, out.finish());
    FAIL("it was loaded");
  } catch (const Error& error) {
    const std::string text = error.what();
    CAPTURE(text);
    CHECK(text.find("'task'") != std::string::npos);
    CHECK(text.find("R9 !read_ok") != std::string::npos);
    CHECK(text.find("    0: (bf) r0 = r9\n") != std::string::npos);
    CHECK(error.hint().find("report it") != std::string::npos);
  }
}

}  // namespace skep::test
