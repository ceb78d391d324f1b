#include "src/iter/prog_row.h"

#include <array>
#include <bit>
#include <cstddef>
#include <string_view>
#include <tuple>

#include "src/btf/find_member.h"
#include "src/iter/row_program.h"
#include "src/sys/cpus.h"
#include "src/sys/error.h"

namespace skep::iter {
namespace {

using bpf_asm::Condition;
using bpf_asm::Operation;
using bpf_asm::Width;
using Label = Assembler::Label;

constexpr std::int32_t most_maps =
    std::tuple_size_v<decltype(ProgRow::map_ids)>;
// A program of more functions is asked for otherwise.
constexpr std::int32_t most_functions = 16;

constexpr Memory key{Reg::frame, free_stack - 8};

// A number that each CPU counts for itself, and where the sum goes.
struct Sum {
  std::string_view member;
  std::size_t place;
};
constexpr auto sums =
    std::to_array<Sum>({{"nsecs", offsetof(bpf_prog_info, run_time_ns)},
                        {"cnt", offsetof(bpf_prog_info, run_cnt)},
                        {"misses", offsetof(bpf_prog_info, recursion_misses)}});

// Count the CPUs, from 0 on. Verifiers go through each: with very many it takes
// less time to ask the kernel.
std::int32_t count_cpus() {
  constexpr std::size_t most = 128;
  const auto cpus = possible_cpus();
  if (cpus.size() > most || cpus.back() + 1 != cpus.size())
    throw failure("this machine's CPUs are many, or their numbers have gaps");
  return static_cast<std::int32_t>(cpus.size());
}

// Find where an array with a value for each CPU keeps the pointer to them.
std::uint32_t find_values(btf::BtfView kernel) {
  const auto array = kernel.find("bpf_array", BTF_KIND_STRUCT);
  const auto found = array ? btf::find_member(kernel, {.type = *array}, "pptrs")
                           : std::nullopt;
  if (!found) throw failure("this kernel has no member 'pptrs' in bpf_array");
  return static_cast<std::uint32_t>(found->byte);
}

class ProgRowProgram {
 public:
  ProgRowProgram(btf::BtfView kernel, const Target& target)
      : rows_(kernel, target, sizeof(ProgRow)), values_(find_values(kernel)) {}

  std::vector<bpf_insn> assemble(const ProgRowMaps& maps) {
    const auto whole = [&](std::int32_t is_whole) {
      out_.store(in_row(offsetof(ProgRow, is_whole)), is_whole, Width::bytes_4);
    };
    rows_.start(maps.row, prog_);
    rows_.go_to(prog_, "aux", aux_);
    whole(0);
    copy_members();
    // A device tells of its programs itself.
    aux_.load(out_, Reg::r1, "offload");
    out_.jump_if(Condition::not_equal, Reg::r1, 0, written_);
    copy_user();
    copy_btf_id(aux_, "btf", offsetof(bpf_prog_info, btf_id));
    copy_target();
    copy_maps();
    sum_functions();
    sum_runs(maps.per_cpu);
    copy_name();
    rows_.jump_if_failed(written_);
    whole(1);
    out_.place(written_);
    return rows_.finish();
  }

 private:
  static Memory in_row(std::size_t byte) { return RowProgram::in_row(byte); }
  static Memory in_info(std::size_t byte) {
    return in_row(offsetof(ProgRow, info) + byte);
  }

  // The members that are told as they are.
  void copy_members() {
    const auto copy = [&](const StructCopy& from, std::string_view member,
                          std::size_t to, std::uint32_t size) {
      from.copy(out_, member, in_info(to), size);
    };
    copy(aux_, "id", offsetof(bpf_prog_info, id), 4);
    copy(prog_, "type", offsetof(bpf_prog_info, type), 4);
    copy(prog_, "tag", offsetof(bpf_prog_info, tag), BPF_TAG_SIZE);
    copy(aux_, "load_time", offsetof(bpf_prog_info, load_time), 8);
    copy(aux_, "name", offsetof(bpf_prog_info, name), BPF_OBJ_NAME_LEN);
    copy(aux_, "verified_insns", offsetof(bpf_prog_info, verified_insns), 4);
    copy(aux_, "attach_btf_id", offsetof(bpf_prog_info, attach_btf_id), 4);
    prog_.load(out_, Reg::r1, "pages");
    out_.store(in_row(offsetof(ProgRow, pages)), Reg::r1, Width::bytes_8);
    prog_.load(out_, Reg::r1, "len");
    out_.shift_left(Reg::r1, std::countr_zero(sizeof(bpf_insn)));
    out_.store(in_info(offsetof(bpf_prog_info, xlated_prog_len)), Reg::r1,
               Width::bytes_4);
    prog_.load_bit(out_, Reg::r1, "gpl_compatible");
    out_.store(in_row(offsetof(ProgRow, gpl)), Reg::r1, Width::bytes_4);
  }

  void copy_user() {
    rows_.go_to(aux_, "user", user_);
    user_.copy(out_, "uid.val",
               in_info(offsetof(bpf_prog_info, created_by_uid)), 4);
  }

  // Copy the id of a BTF that a pointer leads to; 0 if it leads nowhere.
  void copy_btf_id(const StructCopy& from, std::string_view pointer,
                   std::size_t to) {
    const auto none = out_.label();
    out_.store(in_info(to), 0, Width::bytes_4);
    rows_.go_to(from, pointer, btf_, none);
    btf_.copy(out_, "id", in_info(to), 4);
    out_.place(none);
  }

  // The BTF of the function to which the program attaches is that of another
  // program, or one of the kernel's.
  void copy_target() {
    constexpr std::size_t to = offsetof(bpf_prog_info, attach_btf_obj_id);
    const auto is_kernel = out_.label();
    const auto done = out_.label();
    aux_.load(out_, Reg::r3, "dst_prog");
    out_.jump_if(Condition::equal, Reg::r3, 0, is_kernel);
    rows_.copy(dst_prog_);
    rows_.go_to(dst_prog_, "aux", dst_aux_);
    copy_btf_id(dst_aux_, "btf", to);
    out_.jump(done);
    out_.place(is_kernel);
    copy_btf_id(aux_, "attach_btf", to);
    out_.place(done);
  }

  void copy_maps() {
    aux_.load(out_, Reg::r7, "used_map_cnt");
    out_.store(in_info(offsetof(bpf_prog_info, nr_map_ids)), Reg::r7,
               Width::bytes_4);
    out_.jump_if(Condition::greater, Reg::r7, most_maps, written_);
    const auto loop = rows_.begin_loop(most_maps);
    rows_.go_to_element(aux_, "used_maps", Reg::r8, map_);
    map_.load(out_, Reg::r1, "id");
    out_.move(Reg::r2, Reg::r8);
    out_.shift_left(Reg::r2, std::countr_zero(sizeof(std::uint32_t)));
    out_.add(Reg::r2, row_register);
    out_.store({Reg::r2, narrow(offsetof(ProgRow, map_ids))}, Reg::r1,
               Width::bytes_4);
    rows_.end_loop(loop);
  }

  // A program of several functions is as long as all of them.
  void sum_functions() {
    constexpr std::size_t sum = offsetof(bpf_prog_info, jited_prog_len);
    const auto done = out_.label();
    prog_.copy(out_, "jited_len", in_info(sum), 4);
    aux_.load(out_, Reg::r7, "func_cnt");
    out_.jump_if(Condition::equal, Reg::r7, 0, done);
    out_.jump_if(Condition::greater, Reg::r7, most_functions, written_);
    out_.store(in_info(sum), 0, Width::bytes_4);
    const auto loop = rows_.begin_loop(most_functions);
    rows_.go_to_element(aux_, "func", Reg::r8, function_);
    add(function_, "jited_len", sum, Width::bytes_4);
    rows_.end_loop(loop);
    out_.place(done);
  }

  // The counters of a CPU are as far from where their pointer leads as the
  // CPU's value in any array is from where the pointer of that leads.
  void sum_runs(const Fd& per_cpu) {
    const auto none = out_.label();
    for (const Sum& sum : sums)
      out_.store(in_info(sum.place), 0, Width::bytes_8);
    prog_.load(out_, Reg::r1, "stats");
    out_.jump_if(Condition::equal, Reg::r1, 0, none);
    out_.load_map(Reg::r3, per_cpu);
    as_number(Reg::r3);
    out_.add(Reg::r3, static_cast<std::int32_t>(values_));
    rows_.read(pointer_, sizeof(std::uint64_t));
    out_.move(Reg::r7, cpus_);
    const auto loop = rows_.begin_loop(cpus_);
    out_.store(key, 0, Width::bytes_4);
    out_.load_map(Reg::r1, per_cpu);
    out_.move(Reg::r2, key.base);
    out_.add(Reg::r2, key.offset);
    out_.move(Reg::r3, Reg::r8);
    out_.call(BPF_FUNC_map_lookup_percpu_elem);
    out_.jump_if(Condition::equal, Reg::r0, 0, written_);
    as_number(Reg::r0);
    prog_.load(out_, Reg::r3, "stats");
    out_.add(Reg::r3, Reg::r0);
    out_.load(Reg::r1, pointer_, Width::bytes_8);
    out_.compute(Operation::subtract, Reg::r3, Reg::r1);
    rows_.copy(stats_);
    for (const Sum& sum : sums)
      if (stats_.has(sum.member))
        add(stats_, sum.member, sum.place, Width::bytes_8);
    rows_.end_loop(loop);
    out_.place(none);
  }

  // Let the verifier forget that a number is a pointer.
  void as_number(Reg reg) {
    out_.store(number_, reg, Width::bytes_8);
    out_.load(reg, number_, Width::bytes_8);
  }

  // Add a copied number to one of the row.
  void add(const StructCopy& from, std::string_view member, std::size_t to,
           Width width) {
    from.load(out_, Reg::r1, member);
    out_.load(Reg::r2, in_info(to), width);
    out_.add(Reg::r1, Reg::r2);
    out_.store(in_info(to), Reg::r1, width);
  }

  // A name that fills the kernel's room for it may be cut: what the BTF calls
  // the function is whole.
  void copy_name() {
    constexpr std::size_t last =
        offsetof(bpf_prog_info, name) + BPF_OBJ_NAME_LEN - 2;
    const Memory name = in_row(offsetof(ProgRow, name));
    const auto done = out_.label();
    out_.store(name, 0, Width::bytes_1);
    out_.load(Reg::r1, in_info(last), Width::bytes_1);
    out_.jump_if(Condition::equal, Reg::r1, 0, done);
    rows_.go_to(aux_, "btf", names_.all, done);
    rows_.go_to(aux_, "func_info", entry_, done);
    entry_.load(out_, Reg::r8, "type_id");
    rows_.go_to_element(names_.all, "types", Reg::r8, names_.type);
    names_.all.load(out_, Reg::r3, "strings");
    names_.type.load(out_, Reg::r1, "name_off");
    out_.add(Reg::r3, Reg::r1);
    rows_.read_text(name, sizeof(ProgRow::name));
    out_.place(done);
  }

  RowProgram rows_;
  Assembler& out_ = rows_.out();
  Label written_ = out_.label();
  std::int32_t cpus_ = count_cpus();
  std::uint32_t values_;
  // To all values of the array.
  Memory pointer_ = rows_.room(sizeof(std::uint64_t));
  Memory number_ = rows_.room(sizeof(std::uint64_t));
  StructCopy prog_ =
      rows_.copy_of_object({"pages", "type", "len", "gpl_compatible", "tag",
                            "jited_len", "aux", "stats"});
  StructCopy aux_ = rows_.copy_of(
      prog_.type_of("aux"),
      {"id", "load_time", "name", "user", "used_maps", "used_map_cnt", "btf",
       "func", "func_cnt", "func_info", "attach_btf", "attach_btf_id",
       "dst_prog", "offload", "verified_insns?"});
  StructCopy dst_prog_ = rows_.copy_of_object({"aux"});
  StructCopy dst_aux_ = rows_.copy_of(prog_.type_of("aux"), {"btf"});
  StructCopy user_ = rows_.copy_of(aux_.type_of("user"), {"uid.val"});
  StructCopy btf_ = rows_.copy_of(aux_.type_of("btf"), {"id"});
  StructCopy map_ = rows_.copy_of(aux_.type_of("used_maps"), {"id"});
  StructCopy function_ = rows_.copy_of(aux_.type_of("func"), {"jited_len"});
  StructCopy entry_ = rows_.copy_of(aux_.type_of("func_info"), {"type_id"});
  StructCopy stats_ =
      rows_.copy_of(prog_.type_of("stats"), {"cnt", "nsecs", "misses?"});
  TypeNames names_{rows_, aux_.type_of("btf")};
};

}  // namespace

std::vector<bpf_insn> assemble_prog_row(btf::BtfView kernel,
                                        const Target& target,
                                        const ProgRowMaps& maps) {
  return ProgRowProgram{kernel, target}.assemble(maps);
}

}  // namespace skep::iter
