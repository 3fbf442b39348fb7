package io.aitta.it.bench.row;

import io.aitta.it.bench.data.DataSet;
import io.aitta.it.bench.data.KeyChoice;
import io.aitta.it.bench.engine.Digest;
import io.aitta.it.bench.engine.Reader;
import io.aitta.it.bench.load.ReadLoad;

/** Gets of random keys, one at a time or many at once. */
final class RandomGets {
  private RandomGets() {}

  /** Keys that are there, each as likely as any other. */
  static ReadLoad.Works present(DataSet data) {
    return seed -> new Present(data, KeyChoice.uniform(data.keys(), seed));
  }

  /** One get after the other, of keys that are chosen otherwise. */
  static ReadLoad.Work of(DataSet data, KeyChoice keys) {
    return new Present(data, keys);
  }

  private record Present(DataSet data, KeyChoice keys) implements ReadLoad.Work {
    @Override
    public int read(Reader reader, Digest digest) {
      return reader.get(data.key(keys.next()), digest) ? 1 : 0;
    }

    @Override
    public int expect(Digest digest) {
      digest.add(data.value(keys.next()));
      return 1;
    }
  }

  /** Keys that are not there, between those that are. */
  static ReadLoad.Works absent(DataSet data) {
    return seed -> new Absent(data, KeyChoice.uniform(data.keys() - 1, seed));
  }

  private record Absent(DataSet data, KeyChoice keys) implements ReadLoad.Work {
    @Override
    public int read(Reader reader, Digest digest) {
      return reader.get(data.absentKey(keys.next()), digest) ? -1_000_000 : 1;
    }

    @Override
    public int expect(Digest digest) {
      return 1;
    }
  }

  /** So many keys at once; counted are keys. */
  static ReadLoad.Works many(DataSet data, int atOnce) {
    return seed -> new Many(data, KeyChoice.uniform(data.keys(), seed), new byte[atOnce][]);
  }

  private record Many(DataSet data, KeyChoice keys, byte[][] asked) implements ReadLoad.Work {
    @Override
    public int read(Reader reader, Digest digest) {
      for (int i = 0; i < asked.length; i++) {
        asked[i] = data.key(keys.next());
      }
      return reader.getAll(asked, digest);
    }

    @Override
    public int expect(Digest digest) {
      for (int i = 0; i < asked.length; i++) {
        digest.add(data.value(keys.next()));
      }
      return asked.length;
    }
  }
}
