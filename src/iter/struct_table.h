// What a program writes by bpf_seq_write(), as a table: rows of one type.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "src/btf/btf.h"
#include "src/iter/projection.h"
#include "src/iter/query.h"
#include "src/iter/table.h"
#include "src/sys/fd.h"

namespace skep::iter {

class StructTable : public Table {
 public:
  // Read what the iterator of `link` writes as rows of a type, by its name in
  // `types`; `name` names the iterator in messages. The columns are those that
  // the query needs, usually all members. See Session on `netns`.
  // Errors: Error with the close names for a type or member that is not there.
  StructTable(Fd link, std::string name, btf::Btf types,
              const std::string& type, const Query& query, Fd netns = {});

  [[nodiscard]] const std::vector<TableColumn>& columns() const override {
    return table_columns_;
  }
  // Errors: Error at the end if the last row is not whole.
  void for_each_row(const RowVisitor& visit) override;

 private:
  void add_tests(const FieldSource& source, std::string_view where);
  [[nodiscard]] bool is_wanted(ByteView row) const;

  Fd link_;
  Fd netns_;
  std::string name_;
  btf::Btf types_;
  std::string type_;
  std::size_t size_ = 0;           // of a row
  std::vector<Column> columns_{};  // those that only tests need come last
  Tests where_{};
  std::vector<TableColumn> table_columns_{};
};

}  // namespace skep::iter
