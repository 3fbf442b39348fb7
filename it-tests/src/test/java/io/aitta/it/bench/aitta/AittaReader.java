package io.aitta.it.bench.aitta;

import io.aitta.actors.EntryIterator;
import io.aitta.actors.Snapshot;
import io.aitta.actors.Store;
import io.aitta.core.Bytes;
import io.aitta.core.Entry;
import io.aitta.core.Range;
import io.aitta.it.bench.engine.Cursor;
import io.aitta.it.bench.engine.Digest;
import io.aitta.it.bench.engine.Reader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads a snapshot on the caller's thread. */
final class AittaReader implements Reader {
  private final Store store;
  private final Snapshot snapshot;

  AittaReader(Store store, Snapshot snapshot) {
    this.store = store;
    this.snapshot = snapshot;
  }

  @Override
  public boolean get(byte[] key, Digest digest) {
    Optional<Entry> entry = snapshot.get(Bytes.wrap(key));
    if (entry.isEmpty()) {
      return false;
    }
    digest.add(entry.get().value());
    return true;
  }

  @Override
  public int getAll(byte[][] keys, Digest digest) {
    List<Bytes> asked = new ArrayList<>(keys.length);
    Arrays.stream(keys).forEach(key -> asked.add(Bytes.wrap(key)));
    Map<Bytes, Entry> found = AittaStore.await(store.getAll(snapshot, asked));
    int count = 0;
    for (Bytes key : asked) { // a key that was asked for twice is delivered twice
      Entry entry = found.get(key);
      if (entry != null) {
        digest.add(entry.value());
        count++;
      }
    }
    return count;
  }

  @Override
  public Cursor cursor(boolean reversed) {
    Range range = reversed ? Range.all().reverse() : Range.all();
    return new AittaCursor(snapshot.iterator(range));
  }

  private record AittaCursor(EntryIterator iterator) implements Cursor {
    @Override
    public boolean next(Digest digest) {
      if (!iterator.next()) {
        return false;
      }
      digest.add(iterator.key());
      digest.add(iterator.value());
      return true;
    }

    @Override
    public void seek(byte[] key) {
      iterator.seek(Bytes.wrap(key));
    }

    @Override
    public void close() {
      iterator.close();
    }
  }

  @Override
  public void close() {
    snapshot.close();
  }
}
