package io.aitta.it.bench.row;

import io.aitta.it.bench.data.DataSet;
import io.aitta.it.bench.engine.Cursor;
import io.aitta.it.bench.engine.Digest;
import io.aitta.it.bench.engine.EngineOptions;
import io.aitta.it.bench.engine.EngineStore;
import io.aitta.it.bench.engine.Level;
import io.aitta.it.bench.engine.Reader;
import io.aitta.it.bench.load.Loader;
import io.aitta.it.bench.load.ReadLoad;
import io.aitta.it.bench.load.WriteLoad;
import java.util.List;

/** Seeks to where 100,000 keys were deleted one by one; the first that is left is delivered. */
final class DeletedSeek implements RowGroup {
  private static final long DELETED = 100_000;

  @Override
  public String name() {
    return "deleted";
  }

  @Override
  public List<Row> rows() {
    return List.of(
        new Row(
            "S3-memtable",
            "seek over 100,000 deleted keys, the deletes in the memtable",
            "seeks/s",
            Target.atLeast(1)),
        new Row(
            "S3-tables",
            "the same once the deletes are flushed and the store is idle",
            "seeks/s",
            Target.atLeast(1)));
  }

  @Override
  public void run(Lab lab) {
    long deleted = lab.scaled(DELETED, 1_000);
    DataSet data = new DataSet(3 * deleted, 100);
    try (EngineStore store = lab.fresh(EngineOptions.ORDINARY)) {
      Loader.loadTables(store, data);
      new WriteLoad(1, 64, 1_000)
          .count(
              store,
              deleted,
              (writer, number, ack) ->
                  writer.delete(data.key(deleted + number), Level.BUFFERED, ack));
      GetRows rows = new GetRows(lab, store, data);
      ReadLoad.Works works = seed -> new Seek(data, deleted);
      rows.alone(works, List.of("S3-memtable"));
      store.flush();
      store.awaitIdle();
      rows.alone(works, List.of("S3-tables"));
    }
  }

  private record Seek(DataSet data, long deleted) implements ReadLoad.Work {
    @Override
    public int read(Reader reader, Digest digest) {
      try (Cursor cursor = reader.cursor(false)) {
        cursor.seek(data.key(deleted));
        return cursor.next(digest) ? 1 : 0;
      }
    }

    @Override
    public int expect(Digest digest) {
      digest.add(data.key(2 * deleted));
      digest.add(data.value(2 * deleted));
      return 1;
    }
  }
}
