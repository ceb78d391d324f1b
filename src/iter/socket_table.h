// The sockets of several protocols in one table, with addresses as people write
// them.
#pragma once

#include <string>
#include <vector>

#include "src/btf/btf.h"
#include "src/btf/expression.h"
#include "src/iter/cell_test.h"
#include "src/iter/projection.h"
#include "src/iter/query.h"
#include "src/iter/socket_row.h"
#include "src/iter/table.h"
#include "src/link/attach/iter.h"
#include "src/sys/fd.h"

namespace skep::iter {

class SocketTable : public Table {
 public:
  // Attach a program to each target of sockets that the kernel has, with the
  // fields that the query needs. See Session on `netns`.
  // Errors: usage error for fields that sockets have not, and for parameters.
  SocketTable(btf::BtfView kernel, const Query& query, const IterHook& hook,
              Fd netns);

  [[nodiscard]] const std::vector<TableColumn>& columns() const override {
    return columns_;
  }
  // One protocol after another.
  void for_each_row(const RowVisitor& visit) override;

 private:
  // The sockets of one target.
  struct Part {
    Projection projection;
    SocketReader read;
    Fd link;
  };

  // Returns false when no more rows are wanted.
  [[nodiscard]] bool visit_part(const Part& part, const RowVisitor& visit);

  btf::BtfView kernel_;
  Fd netns_;
  std::vector<Part> parts_{};
  std::vector<TableColumn> columns_{};
  std::vector<std::size_t> places_{};  // of the columns among all fields
  CellTests where_{};
};

}  // namespace skep::iter
