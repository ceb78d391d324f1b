// Lays out what the fuzz targets start from: seeds OBJECTS TO writes
// TO/TARGET/NAME from the BPF objects in a directory and from the command
// table, and TO/words, a dictionary of the words of all commands.
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <fmt/format.h>
#include <linux/if_link.h>
#include <linux/pkt_cls.h>
#include <linux/rtnetlink.h>

#include <exception>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>

#include "commands/table.h"
#include "src/btf/btf.h"
#include "src/btf/print_value.h"
#include "src/cli/batch.h"
#include "src/gen/names.h"
#include "src/object/bpf_object.h"
#include "src/output/json.h"
#include "src/sys/error.h"
#include "src/sys/file.h"
#include "src/sys/netlink_message.h"
#include "src/sys/text.h"

namespace {

namespace fs = std::filesystem;
using namespace skep;
namespace btf = skep::btf;

void write_seed(const fs::path& path, std::string_view content) {
  fs::create_directories(path.parent_path());
  std::ofstream{path, std::ios::binary} << content;
}

// See BtfInput.
std::string btf_input(btf::BtfView types, btf::TypeId id,
                      std::string_view value) {
  std::string input{static_cast<char>(id), static_cast<char>(id >> 8U),
                    static_cast<char>(value.size())};
  input += value;
  std::uint32_t size = 0;
  const void* raw = btf__raw_data(types.get(), &size);
  return input.append(static_cast<const char*>(raw), size);
}

// Return a value of the type as it is printed.
std::string literal_of(btf::BtfView types, btf::TypeId id) {
  const Bytes value(types.resolve_size(id).value_or(0), 1);
  Sink sink;
  Json json{sink, Json::Style::compact};
  btf::ValuePrinter{types, id}.print(json, value);
  return sink.take();
}

// A value and a literal of each struct.
void write_value_seeds(const btf::Btf& types, const std::string& name,
                       const fs::path& to) {
  std::string counting;
  for (char i = 0; i < 64; ++i) counting += i;
  write_seed(to / "c_types" / name, btf_input(types, 1, counting));
  for (btf::TypeId id = 1; id < types.type_count(); ++id) {
    if (!btf_is_composite(types.type(id))) continue;
    const std::string file = fmt::format("{}_{}", name, id);
    write_seed(to / "btf_value" / file, btf_input(types, id, counting));
    const std::string literal = literal_of(types, id);
    if (literal.size() >= 256) continue;
    for (const char* target : {"literal", "map_import"})
      write_seed(to / target / file, btf_input(types, id, literal));
  }
}

// The instructions of each program, behind nothing that is known of them. Some
// objects are such as can't be opened.
void write_insn_seeds(const fs::path& object, const fs::path& to) try {
  const BpfObject opened = BpfObject::open_file(object);
  for (const bpf_program* program : opened.programs()) {
    const auto* insns =
        reinterpret_cast<const char*>(bpf_program__insns(program));
    const std::size_t size = bpf_program__insn_cnt(program) * sizeof(bpf_insn);
    write_seed(to / "flow" / bpf_program__name(program),
               std::string(3, '\0') + std::string{insns, size});
  }
} catch (const Error& error) {
  fmt::print(stderr, "seeds: {}\n", error.what());
}

void write_object_seeds(const fs::path& object, const fs::path& to) {
  const std::string name = object.stem().stem();
  const Bytes elf = read_file(object);
  for (const char* target : {"object", "load", "elf_symbol", "min_core_btf"})
    write_seed(to / target / name, text_of(elf));
  write_value_seeds(btf::Btf::from_file(object), name, to);
  write_insn_seeds(object, to);
}

// "prog show id 7" becomes a command line and a line of a batch.
void write_command_seeds(const cli::Table& table, const fs::path& to) {
  std::string batch;
  for (const cli::Command& command : table.commands) {
    int n = 0;
    for (const cli::Example& example : command.notes.examples) {
      const auto words = cli::split_batch_line(example.command);
      const std::string name =
          fmt::format("{}_{}", gen::c_identifier(command.path), ++n);
      write_seed(to / "command_line" / name, join(words, {"\0", 1}));
      if (command.path != "batch file") batch += example.command + '\n';
    }
  }
  write_seed(to / "batch" / "examples", batch);
}

// A device and a filter as the kernel tells them, with attributes in
// attributes.
void write_netlink_seeds(const fs::path& to) {
  NetlinkRequest device{RTM_NEWLINK, 0, ifinfomsg{}};
  device.add(IFLA_IFNAME, std::string{"eth0"});
  device.add_nested(IFLA_XDP, [&] {
    device.add(IFLA_XDP_ATTACHED, std::uint8_t{XDP_ATTACHED_SKB});
    device.add(IFLA_XDP_PROG_ID, std::uint32_t{7});
  });
  NetlinkRequest filter{RTM_NEWTFILTER, 0, tcmsg{}};
  filter.add(TCA_KIND, std::string{"bpf"});
  filter.add_nested(TCA_OPTIONS, [&] {
    filter.add_nested(TCA_BPF_ACT, [&] {
      filter.add_nested(1,
                        [&] { filter.add(TCA_ACT_KIND, std::string{"bpf"}); });
    });
  });
  const std::string answer{text_of(device.bytes(1))};
  write_seed(to / "netlink" / "device", answer);
  write_seed(to / "netlink" / "list",
             answer + std::string{text_of(filter.bytes(1))});
}

void collect_words(const std::vector<cli::Argument>& arguments,
                   std::set<std::string>& words) {
  for (const cli::Argument& argument : arguments) {
    std::string word;
    for (const char c : argument.syntax + " " + argument.definition + " ") {
      if (gen::is_identifier_char(c) || c == '-')
        word += c;
      else if (!word.empty())
        words.insert(std::exchange(word, {}));
    }
    collect_words(argument.parts, words);
  }
}

void write_dictionary(const cli::Table& table, const fs::path& to) {
  std::set<std::string> words{"help", "--", "-j", "__complete", "__man"};
  for (const cli::Command& command : table.commands) {
    words.insert(command.group());
    words.insert(command.verb());
    collect_words(command.arguments, words);
  }
  std::string text;
  for (const std::string& word : words)
    if (!word.empty()) text += fmt::format("\"{}\"\n\"\\x00{}\"\n", word, word);
  write_seed(to / "words", text);
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 3) throw usage_error("usage: seeds OBJECTS TO");
  const fs::path to = argv[2];
  for (const auto& entry : fs::directory_iterator{argv[1]})
    if (entry.path().extension() == ".o") write_object_seeds(entry.path(), to);
  const cli::Table table = commands::make_table();
  write_command_seeds(table, to);
  write_netlink_seeds(to);
  write_dictionary(table, to);
  return 0;
} catch (const std::exception& error) {
  fmt::print(stderr, "seeds: {}\n", error.what());
  return 1;
}
