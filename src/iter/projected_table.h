// The objects of a target as a table, by a program that is assembled for it.
#pragma once

#include <cstdint>
#include <vector>

#include "src/btf/btf.h"
#include "src/iter/projection.h"
#include "src/iter/table.h"
#include "src/link/attach/iter.h"
#include "src/sys/fd.h"

namespace skep::iter {

class ProjectedTable : public Table {
 public:
  // Assemble, load and attach the program, with the parameters of `hook`. What
  // the kernel is given for it goes with the table. See Session on `netns`.
  // Errors: Error that names the target and the reason.
  ProjectedTable(btf::BtfView kernel, Projection projection, IterHook hook,
                 Fd netns = {});

  [[nodiscard]] const std::vector<TableColumn>& columns() const override {
    return columns_;
  }
  void for_each_row(const RowVisitor& visit) override;
  [[nodiscard]] std::uint64_t count_rows() override;

 private:
  btf::BtfView kernel_;
  Projection projection_;
  std::vector<TableColumn> columns_;
  Fd link_;
  Fd netns_;
};

}  // namespace skep::iter
