#include "src/gen/cpp_phases.h"

#include <fmt/format.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "src/gen/cpp_groups.h"
#include "src/gen/literal.h"
#include "src/gen/names.h"

namespace skep::gen {
namespace {

enum class Phase { opened, prepared, loaded };

constexpr std::string_view opened_class = R"(

class prepared;
class loaded;

// The object file is read; sizes, constants and what is to be loaded can be
// changed.
class opened {
 public:
	static $S::result<opened> open(
		const ::bpf_object_open_opts* options = nullptr) {
		auto parts =
			detail::parts::open(detail::facts, elf_bytes(), options);
		if (!parts) return parts.error();
		return opened{::std::move(*parts)};
	}

	detail::opened_maps maps;
	detail::opened_programs progs;
	detail::struct_ops_values struct_ops;

	// Make the maps.
#if SKEP_LIBBPF(1, 6)
	inline $S::result<prepared> prepare() &&;
#endif
	// Make the maps and load the programs.
	inline $S::result<loaded> load() &&;

	::bpf_object* native() const noexcept { return parts_.native(); }

)";

constexpr std::string_view opened_end = R"(

 private:
	explicit opened(detail::parts parts) noexcept
		: maps(detail::make_opened_maps(parts)),
		  progs(detail::make_opened_programs(parts)),
		  struct_ops(detail::make_struct_ops_values(parts)),
		  parts_(::std::move(parts)) {}

	detail::parts parts_;
};
)";

constexpr std::string_view prepared_class = R"(

// The maps are there and can be filled; constants are read-only.
class prepared {
 public:
	detail::live_maps maps;
	detail::opened_programs progs;

	// Load the programs.
	inline $S::result<loaded> load() &&;

	::bpf_object* native() const noexcept { return parts_.native(); }

)";

constexpr std::string_view prepared_end = R"(

 private:
	friend class opened;
	explicit prepared(detail::parts parts) noexcept
		: maps(detail::make_live_maps(parts)),
		  progs(detail::make_opened_programs(parts)),
		  parts_(::std::move(parts)) {}

	detail::parts parts_;
};
)";

constexpr std::string_view loaded_class = R"(

// The programs are in the kernel and can be attached.
class loaded {
 public:
	static $S::result<loaded> open_and_load(
		const ::bpf_object_open_opts* options = nullptr) {
		auto object = opened::open(options);
		if (!object) return object.error();
		return ::std::move(*object).load();
	}

	detail::live_maps maps;
	detail::live_programs progs;
	detail::links links;  // what attach() makes, or the caller puts here

	::bpf_object* native() const noexcept { return parts_.native(); }

)";

constexpr std::string_view loaded_end = R"(

 private:
	friend class opened;
	friend class prepared;
	explicit loaded(detail::parts parts) noexcept
		: maps(detail::make_live_maps(parts)),
		  progs(detail::make_live_programs(parts)),
		  links(),
		  parts_(::std::move(parts)) {}

	detail::parts parts_;
};
)";

constexpr std::string_view transitions = R"(

#if SKEP_LIBBPF(1, 6)
inline $S::result<prepared> opened::prepare() && {
	detail::parts parts{::std::move(parts_)};
	const auto done = parts.prepare();
	if (!done) return done.error();
	return prepared{::std::move(parts)};
}
#endif

inline $S::result<loaded> opened::load() && {
	detail::parts parts{::std::move(parts_)};
	const auto done = parts.load();
	if (!done) return done.error();
	return loaded{::std::move(parts)};
}

inline $S::result<loaded> prepared::load() && {
	detail::parts parts{::std::move(parts_)};
	const auto done = parts.load();
	if (!done) return done.error();
	return loaded{::std::move(parts)};
}
)";

// Something that attach() attaches: a program, or a struct_ops map.
struct Attachable {
  std::string link;  // the member of `links`
  std::string call;  // of attach_transaction
  std::string file;  // when it is pinned
};

std::vector<Attachable> attachables(const ObjectModel& model) {
  std::vector<Attachable> all;
  NameSet names;
  for (std::size_t i = 0; i < model.programs.size(); ++i) {
    const std::string name =
        names.add(cpp_identifier(model.programs[i].identifier));
    all.push_back({name,
                   fmt::format("add_program(parts_.program({0}), "
                               "detail::facts.programs[{0}].has_target",
                               i),
                   name});
  }
  for (std::size_t i = 0; i < model.maps.size(); ++i) {
    if (!model.maps[i].struct_ops) continue;
    const std::string name =
        names.add(cpp_identifier(model.maps[i].identifier));
    all.push_back({name, fmt::format("add_map(parts_.map({})", i), name});
  }
  return all;
}

std::string links_group(const Code& code,
                        const std::vector<Attachable>& attachables) {
  std::string text =
      "\nnamespace detail {\n// Links, one for all that can be attached by "
      "itself.\nstruct links {\n";
  for (const Attachable& one : attachables)
    text += fmt::format("\t{}::link {};\n", code.expand("$S"), one.link);
  return text + "};\n}  // namespace detail\n";
}

// The variables of a section. Constants can be written until maps are made;
// those of the kernel's configuration are known from then on.
void add_sections(Code& code, const ObjectModel& model, Phase phase) {
  for (std::size_t i = 0; i < model.maps.size(); ++i) {
    const MapModel& map = model.maps[i];
    if (!has_variables(map)) continue;
    const bool is_config = map.data->name.starts_with(".kconfig");
    if (is_config && phase == Phase::opened) continue;
    // Only loading tells where an arena's are.
    const bool is_arena = map.shape.type == BPF_MAP_TYPE_ARENA;
    if (is_arena && phase == Phase::prepared) continue;
    const bool is_const = is_config || (map.data->name.starts_with(".rodata") &&
                                        phase != Phase::opened);
    code.add_raw(fmt::format(
        "\t{1}struct sections::{0}& {0}() const noexcept {{\n"
        "\t\treturn *static_cast<struct sections::{0}*>(parts_.data({2}));\n"
        "\t}}\n",
        map.data->identifier, is_const ? "const " : "", i));
  }
}

void add_attach(Code& code, const std::vector<Attachable>& attachables) {
  code.add_raw(fmt::format(
      "\n\t// What has become of all that can be attached.\n"
      "\tusing attach_report = ::std::array<{}::attach_outcome, {}>;\n",
      code.expand("$S"), attachables.size()));
  code.add(R"(

	// Attach all programs to what their SEC() says, and struct_ops maps: all, or
	// nothing. Left out are those without a target, switched off, or in `links`.
	// With a report, what comes behind a failure is tried as well.
	$S::result<> attach(attach_report* report = nullptr) {
		$S::attach_transaction all{report != nullptr};
		const attach_report outcomes{
)");
  if (!attachables.empty()) code.add_raw("\t\t\t{\n");
  for (const Attachable& one : attachables)
    code.add_raw(fmt::format("\t\t\t\tall.{}, parts_.owner(), links.{}),\n",
                             one.call, one.link));
  if (!attachables.empty()) code.add_raw("\t\t\t}\n");
  code.add(R"(
		};
		if (report != nullptr) *report = outcomes;
		return all.commit();
	}

	// Let go of all links.
	void detach() noexcept { links = detail::links{}; }
)");
}

void add_pin(Code& code, const ObjectModel& model,
             const std::vector<Attachable>& attachables) {
  code.add(R"(

	// Pin maps, programs and links, those that are there, in maps, progs and
	// links below a directory of a BPF file system: all, or nothing.
	$S::result<> pin_all(const char* directory) const {
		$S::pin_transaction all{directory};
		all.enter("maps");
)");
  for (std::size_t i = 0; i < model.maps.size(); ++i)
    code.add_raw(fmt::format("\t\tall.add(parts_.map({}), {});\n", i,
                             string_literal(model.maps[i].identifier)));
  code.add_raw("\t\tall.enter(\"progs\");\n");
  for (std::size_t i = 0; i < model.programs.size(); ++i)
    code.add_raw(fmt::format("\t\tall.add(parts_.program({}), {});\n", i,
                             string_literal(model.programs[i].identifier)));
  code.add_raw("\t\tall.enter(\"links\");\n");
  for (const Attachable& one : attachables)
    code.add_raw(fmt::format("\t\tall.add(links.{}, {});\n", one.link,
                             string_literal(one.file)));
  code.add_raw("\t\treturn all.commit();\n\t}\n");
}

}  // namespace

void add_phases(Code& code, const ObjectModel& model) {
  const std::vector<Attachable> all = attachables(model);
  code.add_raw(links_group(code, all));
  code.add(opened_class);
  add_sections(code, model, Phase::opened);
  code.add(opened_end);
  code.add(prepared_class);
  add_sections(code, model, Phase::prepared);
  code.add(prepared_end);
  code.add(loaded_class);
  add_sections(code, model, Phase::loaded);
  add_attach(code, all);
  add_pin(code, model, all);
  code.add(loaded_end);
  code.add(transitions);
}

}  // namespace skep::gen
