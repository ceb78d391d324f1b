// The one place that knows whether people (text) or programs (JSON) read.
//
// A command says each fact once: JSON key, value and text form in one call.
#pragma once

#include <cstddef>
#include <exception>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "src/output/json.h"
#include "src/output/sink.h"
#include "src/sys/error.h"
#include "src/sys/utf8.h"

namespace skep {

// lines: a JSON object on each line, as many as are said.
enum class Format { text, json, pretty, lines };

namespace detail {
// What text shows of a T: strings without control characters.
template <typename T>
using Shown =
    std::conditional_t<std::is_convertible_v<const T&, std::string_view>,
                       std::string, T>;

template <typename T>
decltype(auto) shown(const T& value) {
  if constexpr (std::is_convertible_v<const T&, std::string_view>)
    return printable(value);
  else
    return (value);
}
}  // namespace detail

class Writer {
 public:
  Writer(Sink& sink, Format format)
      : sink_(&sink), format_(format), json_(sink, style_of(format)) {}
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  // An open JSON bracket, closed by the destructor. When an exception passes
  // it stays open, for fail() to write the error inside.
  class [[nodiscard]] Scope {
   public:
    explicit Scope(Json* json)
        : json_(json), exceptions_(std::uncaught_exceptions()) {}
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;
    ~Scope() { close(); }
    // Close the bracket now.
    void close() {
      if (json_ != nullptr && std::uncaught_exceptions() == exceptions_)
        json_->end();
      json_ = nullptr;
    }

   private:
    Json* json_;
    int exceptions_;
  };

  // Open a JSON object or list; with a key, as a member of the open object.
  // Text shows nothing of it.
  Scope object() { return open(&Json::begin_object); }
  Scope list() { return open(&Json::begin_array); }
  Scope object(std::string_view key) {
    return open_member(key, &Json::begin_object);
  }
  Scope list(std::string_view key) {
    return open_member(key, &Json::begin_array);
  }

  // Say a fact to programs alone.
  template <typename T>
  void field(std::string_view key, const T& value) {
    if (is_text()) return;
    json_.key(key);
    json_.value(value);
  }
  // Say a fact; `form` is its text.
  template <typename T>
  void field(std::string_view key, const T& value,
             fmt::format_string<const detail::Shown<T>&> form) {
    if (is_text())
      print(form, value);
    else
      field(key, value);
  }
  // Say a fact whose text is made of `args`, not of `value`.
  template <typename T, typename... Args>
    requires(sizeof...(Args) > 0)
  void field(std::string_view key, const T& value,
             fmt::format_string<const detail::Shown<Args>&...> form,
             const Args&... args) {
    if (is_text())
      print(form, args...);
    else
      field(key, value);
  }
  // Say a truth; text shows one of two words.
  void flag(std::string_view key, bool truth, std::string_view if_true,
            std::string_view if_false = {}) {
    if (is_text())
      sink_->write(truth ? if_true : if_false);
    else
      field(key, truth);
  }

  // Say a number; text shows it only if it is not zero.
  template <typename T>
  void nonzero(std::string_view key, T number,
               fmt::format_string<const detail::Shown<T>&> form) {
    if (!is_text() || number != T{}) field(key, number, form);
  }
  // Say one of the kernel's numbers by its name; when it has none (null), say
  // the number, in text by `number_form`.
  template <typename T>
  void named(std::string_view key, const char* name, T number,
             fmt::format_string<const std::string&> form,
             fmt::format_string<const T&> number_form) {
    if (name != nullptr)
      field(key, std::string{name}, form);
    else
      field(key, number, number_form);
  }

  // Say one element of the open list.
  template <typename T>
  void item(const T& value) {
    if (!is_text()) json_.value(value);
  }
  template <typename T>
  void item(const T& value, fmt::format_string<const detail::Shown<T>&> form) {
    if (is_text())
      print(form, value);
    else
      json_.value(value);
  }
  // Say a list of values; text: `prefix`, then the values with commas.
  template <typename Range>
  void items(std::string_view key, const Range& values,
             std::string_view prefix) {
    const Scope scope = list(key);
    layout(prefix);
    const char* separator = "";
    for (const auto& value : values) {
      layout(std::exchange(separator, ","));
      item(value, "{}");
    }
  }

  // Show text to people alone; control characters in `args` are escaped.
  template <typename... Args>
  void text(fmt::format_string<const detail::Shown<Args>&...> form,
            const Args&... args) {
    if (is_text()) print(form, args...);
  }

  // Show text of our own to people alone, as it is.
  void layout(std::string_view text) {
    if (is_text()) sink_->write(text);
  }

  // Run `write(Sink&)` for people, or `write(Json&)` for programs, alone.
  // For hot paths and layouts that the calls above can't say.
  template <typename F>
  void in_text(F&& write) {
    if (is_text()) std::forward<F>(write)(*sink_);
  }
  template <typename F>
  void in_json(F&& write) {
    if (!is_text()) std::forward<F>(write)(json_);
  }

  // Write the key whose value the next object, list or finish_value() is.
  void key(std::string_view name) {
    if (!is_text()) json_.key(name);
  }

  // End one command's output: JSON of a command that said nothing is null.
  void finish_value() {
    if (is_document() && json_.awaits_value()) json_.null();
  }
  // End the document; once more has no effect.
  void finish() {
    if (!is_document() || std::exchange(is_finished_, true)) return;
    finish_value();
    sink_->put('\n');
  }

  // Say an error to programs, in the place where the output stopped, and
  // close all brackets down to `depth`. Returns false
  // when it could not be said here: text, or a complete document.
  [[nodiscard]] bool fail(const Error& error, std::size_t depth = 0);

  // How many JSON brackets are open.
  [[nodiscard]] std::size_t depth() const { return json_.depth(); }

  // Hand over what is buffered, for output that people watch.
  void flush() { sink_->flush(); }

 private:
  [[nodiscard]] bool is_text() const { return format_ == Format::text; }
  [[nodiscard]] bool is_document() const {
    return format_ == Format::json || format_ == Format::pretty;
  }
  static Json::Style style_of(Format format) {
    if (format == Format::lines) return Json::Style::lines;
    return format == Format::pretty ? Json::Style::pretty
                                    : Json::Style::compact;
  }

  template <typename... Args>
  void print(fmt::format_string<const detail::Shown<Args>&...> form,
             const Args&... args) {
    vprint(form, detail::shown(args)...);
  }
  template <typename... Args>
  void vprint(fmt::string_view form, const Args&... args) {
    sink_->vprint(form, fmt::make_format_args(args...));
  }

  Scope open(void (Json::*begin)()) {
    if (is_text()) return Scope{nullptr};
    (json_.*begin)();
    return Scope{&json_};
  }
  Scope open_member(std::string_view key, void (Json::*begin)()) {
    this->key(key);
    return open(begin);
  }

  Sink* sink_;
  Format format_;
  Json json_;
  bool is_finished_ = false;
};

}  // namespace skep
