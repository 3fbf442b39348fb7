package io.aitta.it.bench.row;

import io.aitta.it.bench.data.DataSet;
import io.aitta.it.bench.engine.EngineOptions;
import io.aitta.it.bench.engine.EngineStore;
import io.aitta.it.bench.load.Loader;
import java.util.ArrayList;
import java.util.List;

/** Gets of 1 M keys that all lie in the memtable. */
final class MemtableReads implements RowGroup {
  private static final long MEMTABLE_BYTES = 512L << 20;

  @Override
  public String name() {
    return "memtable-reads";
  }

  @Override
  public List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    rows.add(
        new Row(
            "R1",
            "snapshot get, data in the memtable, value delivered as its own array",
            "gets/s",
            Target.atLeast(7, 10)));
    rows.addAll(GetRows.byMessage("memtable", Target.atLeast(2.5)));
    rows.add(GetRows.batch("memtable", Target.atLeast(8)));
    return rows;
  }

  @Override
  public void run(Lab lab) {
    DataSet data = new DataSet(lab.scaled(1_000_000, 2_000), 100);
    try (EngineStore store = lab.fresh(EngineOptions.ORDINARY.withMemtableBytes(MEMTABLE_BYTES))) {
      Loader.load(store, data);
      if (store.counters().flushes() > 0) {
        throw new IllegalStateException("the data does not lie in the memtable");
      }
      GetRows rows = new GetRows(lab, store, data);
      rows.single("R1", RandomGets.present(data));
      rows.messages("memtable");
      rows.batches("memtable");
    }
  }
}
