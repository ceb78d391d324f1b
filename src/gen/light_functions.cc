#include "src/gen/light_functions.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include "src/gen/literal.h"

namespace skep::gen {
namespace {

Code::Words words_of(const MapModel& map, const Spelling& spelling) {
  return {{'M', spelling.word(map.identifier)}};
}

// Call `add` with each section of variables, and with its words.
template <typename Add>
void for_each_section(const ObjectModel& model, const LightModel& light,
                      const Spelling& spelling, Add&& add) {
  for (std::size_t i = 0; i < model.maps.size(); ++i) {
    const MapModel& map = model.maps[i];
    if (!map.data) continue;
    Code::Words words = words_of(map, spelling);
    words.emplace('V', map.data->identifier + "_value");
    words.emplace('D', spelling.word(map.data->identifier));
    words.emplace('S', std::to_string(light.values[i].size()));
    const bool is_read_only = (map.shape.flags & BPF_F_RDONLY_PROG) != 0;
    words.emplace('A', is_read_only ? "PROT_READ" : "PROT_READ | PROT_WRITE");
    add(light.values[i], words);
  }
}

constexpr std::string_view destroy_start = R"(

static inline void
$N__destroy(struct $T *skel)
{
	if (!skel)
		return;
	$N__detach(skel);
)";

constexpr std::string_view free_data_template = R"(
	if (skel->$D)
		skel_free_map_data(skel->$D,
				   skel->maps.$M.initial_value, $S);
)";

void add_destroy(Code& code, const ObjectModel& model, const LightModel& light,
                 const Spelling& spelling) {
  code.add(destroy_start);
  for (const ProgramModel& program : model.programs)
    code.add("\tskel_closenz(skel->progs.$P.prog_fd);\n",
             {{'P', spelling.word(program.identifier)}});
  for_each_section(model, light, spelling, [&](ByteView, const auto& words) {
    code.add(free_data_template, words);
  });
  for (const MapModel& map : model.maps)
    code.add("\tskel_closenz(skel->maps.$M.map_fd);\n",
             words_of(map, spelling));
  code.add("\tskel_free(skel);\n}\n");
}

// Append a static array with `bytes` and one zero behind them.
// Zeros at the end need not be written.
void add_array(Code& code, std::string_view name, ByteView bytes) {
  code.add_raw(
      fmt::format("\t__extension__ static const char {}[{}]\n"
                  "\t\t__attribute__((__aligned__(8))) =\n",
                  name, bytes.size() + 1));
  const auto last = std::find_if(bytes.rbegin(), bytes.rend(),
                                 [](Byte byte) { return byte != 0; });
  const auto zeros = static_cast<std::size_t>(last - bytes.rbegin());
  code.add_raw(bytes_literal(bytes.first(bytes.size() - zeros)) + ";\n");
}

constexpr std::string_view allocate_template = R"(
	struct $T *skel;

	skel = (struct $T *)skel_alloc(sizeof(*skel));
	if (!skel)
		return NULL;
	skel->ctx.sz = sizeof(skel->ctx)$S;
)";

constexpr std::string_view prepare_template = R"(
	skel->$D = (__typeof__(skel->$D))
		skel_prep_map_data($V, $S, $S);
	if (!skel->$D) {
		$N__destroy(skel);
		return NULL;
	}
	skel->maps.$M.initial_value = (__u64)(unsigned long)skel->$D;
)";

void add_open(Code& code, const ObjectModel& model, const LightModel& light,
              const Spelling& spelling) {
  code.add("\n\nstatic inline struct $T *\n$N__open(void)\n{\n");
  for_each_section(model, light, spelling,
                   [&](ByteView value, const auto& words) {
                     add_array(code, words.at('V'), value);
                   });
  // What the loader reads and fills.
  const std::string maps = model.maps.empty() ? "" : " + sizeof(skel->maps)";
  const std::string progs =
      model.programs.empty() ? "" : " + sizeof(skel->progs)";
  code.add(allocate_template, {{'S', maps + progs}});
  for_each_section(model, light, spelling, [&](ByteView, const auto& words) {
    code.add(prepare_template, words);
  });
  code.add("\treturn skel;\n}\n");
}

constexpr std::string_view finalize_template = R"(
	value = skel_finalize_map_data(&skel->maps.$M.initial_value, $S,
				       $A, skel->maps.$M.map_fd);
	if (!value)
		return -ENOMEM;
	skel->$D = (__typeof__(skel->$D))value;
)";

constexpr std::string_view load_call = R"(
	opts.ctx = &skel->ctx;
	opts.data = opts_data;
	opts.data_sz = sizeof(opts_data) - 1;
	opts.insns = opts_insn;
	opts.insns_sz = sizeof(opts_insn) - 1;
	err = bpf_load_and_run(&opts);
	if (err < 0)
		return err;
)";

constexpr std::string_view signature_options = R"(
	opts.signature = (void *)opts_sig;
	opts.signature_sz = sizeof(opts_sig) - 1;
	opts.excl_prog_hash = (void *)opts_excl_hash;
	opts.excl_prog_hash_sz = sizeof(opts_excl_hash) - 1;
	opts.keyring_id = skel->keyring_id;
)";

bool has_sections(const ObjectModel& model) {
  return std::any_of(model.maps.begin(), model.maps.end(),
                     [](const MapModel& map) { return map.data.has_value(); });
}

void add_load(Code& code, const ObjectModel& model, const LightModel& light,
              const Spelling& spelling) {
  code.add("\n\nstatic inline int\n$N__load(struct $T *skel)\n{\n");
  add_array(code, "opts_data", light.loader.data);
  add_array(code, "opts_insn", light.loader.insns);
  if (light.signature) {
    add_array(code, "opts_sig", light.signature->cms);
    add_array(code, "opts_excl_hash", light.signature->sha256);
  }
  code.add("\tstruct bpf_load_and_run_opts opts;\n");
  if (has_sections(model)) code.add("\tvoid *value;\n");
  code.add("\tint err;\n\n\tmemset(&opts, 0, sizeof(opts));\n");
  if (light.signature) code.add(signature_options);
  code.add(load_call);
  for_each_section(model, light, spelling, [&](ByteView, const auto& words) {
    code.add(finalize_template, words);
  });
  code.add("\treturn 0;\n}\n");
}

constexpr std::string_view open_and_load = R"(

static inline struct $T *
$N__open_and_load(void)
{
	struct $T *skel = $N__open();
	int err;

	if (!skel)
		return NULL;
	err = $N__load(skel);
	if (err) {
		$N__destroy(skel);
#ifndef __KERNEL__
		errno = -err;
#endif
		return NULL;
	}
	return skel;
}
)";

}  // namespace

void add_light_life_cycle(Code& code, const ObjectModel& model,
                          const LightModel& light, const Spelling& spelling) {
  add_destroy(code, model, light, spelling);
  add_open(code, model, light, spelling);
  add_load(code, model, light, spelling);
  code.add(open_and_load);
}

}  // namespace skep::gen
