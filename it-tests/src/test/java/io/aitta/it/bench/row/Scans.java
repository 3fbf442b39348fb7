package io.aitta.it.bench.row;

import io.aitta.it.bench.data.DataSet;
import io.aitta.it.bench.data.KeyChoice;
import io.aitta.it.bench.engine.Cursor;
import io.aitta.it.bench.engine.Digest;
import io.aitta.it.bench.engine.Reader;
import io.aitta.it.bench.load.ReadLoad;

/** Walks over keys in order. */
final class Scans {
  private Scans() {}

  /** Everything, from one end to the other; counted are entries. */
  static ReadLoad.Works full(DataSet data, boolean reversed) {
    return seed -> new Full(data, reversed);
  }

  private record Full(DataSet data, boolean reversed) implements ReadLoad.Work {
    @Override
    public int read(Reader reader, Digest digest) {
      int entries = 0;
      try (Cursor cursor = reader.cursor(reversed)) {
        while (cursor.next(digest)) {
          entries++;
        }
      }
      return entries;
    }

    @Override
    public int expect(Digest digest) {
      digest.add(data.sumOfAll());
      return Math.toIntExact(data.keys());
    }
  }

  /** A seek to a random key and the entries that follow; counted are seeks. */
  static ReadLoad.Works seekAndNext(DataSet data, int entries) {
    return seed -> new Seek(data, KeyChoice.uniform(data.keys() - entries, seed), entries);
  }

  private static final class Seek implements ReadLoad.Work {
    private final DataSet data;
    private final KeyChoice keys;
    private final int entries;

    private Seek(DataSet data, KeyChoice keys, int entries) {
      this.data = data;
      this.keys = keys;
      this.entries = entries;
    }

    @Override
    public int read(Reader reader, Digest digest) {
      try (Cursor cursor = reader.cursor(false)) {
        cursor.seek(data.key(keys.next()));
        for (int i = 0; i < entries; i++) {
          if (!cursor.next(digest)) {
            return 0;
          }
        }
      }
      return 1;
    }

    @Override
    public int expect(Digest digest) {
      long first = keys.next();
      for (int i = 0; i < entries; i++) {
        digest.add(data.key(first + i));
        digest.add(data.value(first + i));
      }
      return 1;
    }
  }
}
