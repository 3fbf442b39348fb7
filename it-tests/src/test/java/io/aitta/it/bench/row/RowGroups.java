package io.aitta.it.bench.row;

import java.util.List;

/** All rows there are, in the order of the report. */
public final class RowGroups {
  private static final List<RowGroup> ALL =
      List.of(
          new DurableWrites(),
          new Batches(),
          new MemtableReads(),
          new TableReads(),
          new DeletedSeek(),
          new Merge(),
          Fill.small(),
          Fill.large(),
          new DurableOverwrite(),
          MixedRow.m1(),
          new SteadyPuts(),
          new CrashedOpen(),
          new Http(),
          new Paper(),
          new DbBench(),
          MixedRow.ycsb(),
          new Growth(),
          new LongFill());

  private RowGroups() {}

  public static List<RowGroup> all() {
    return ALL;
  }

  public static RowGroup named(String name) {
    return ALL.stream().filter(group -> group.name().equals(name)).findFirst().orElseThrow();
  }
}
