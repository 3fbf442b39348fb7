package io.aitta.it.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitta.actors.EntryIterator;
import io.aitta.actors.Snapshot;
import io.aitta.core.Bytes;
import io.aitta.core.Entry;
import io.aitta.core.Range;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Cursors that stay open from line to line, while what they walk over is merged away beneath them.
 * For one thread.
 */
final class Cursors {
  private static final int OPEN_MAX = 3;

  /** One cursor, what it has to say, and the tables that there were when it was opened. */
  private static final class Open {
    private final Snapshot snapshot;
    private final Range range;
    private final EntryIterator cursor;
    private final List<Entry> expected;
    private final Set<Long> tables;
    private int at;

    private Open(Snapshot snapshot, Range range, List<Entry> expected, Set<Long> tables) {
      this.snapshot = snapshot;
      this.range = range;
      this.cursor = snapshot.iterator(range);
      this.expected = expected;
      this.tables = tables;
    }
  }

  private final ModelLife life;
  private final VersionedMap model;
  private final Buffers buffers;
  private final ModelFigures figures;
  private final List<Open> open = new ArrayList<>();

  Cursors(ModelLife life, VersionedMap model, Buffers buffers, ModelFigures figures) {
    this.life = life;
    this.model = model;
    this.buffers = buffers;
    this.figures = figures;
  }

  void open(Snapshot snapshot, Range range) {
    if (open.size() < OPEN_MAX) {
      Set<Long> tables = new HashSet<>(life.disk().tables());
      tables.removeAll(life.events().replaced());
      open.add(new Open(snapshot, range, model.scan(range, snapshot.seq()), tables));
    }
  }

  private Optional<Open> which(String word) {
    return open.isEmpty()
        ? Optional.empty()
        : Optional.of(open.get(Integer.parseInt(word) % open.size()));
  }

  void next(String which, int count) {
    which(which).ifPresent(one -> next(one, count));
  }

  private void next(Open one, int count) {
    boolean moved = false;
    for (int i = 0; i < count; i++) {
      boolean more = one.at < one.expected.size();
      assertThat(one.cursor.next()).isEqualTo(more);
      if (more) {
        assertThat(current(one.cursor)).isEqualTo(one.expected.get(one.at++));
        moved = true;
      }
    }
    if (moved && readsWhatWasReplaced(one)) {
      figures.count("cursors.over.replaced.tables");
    }
  }

  private static Entry current(EntryIterator cursor) {
    Bytes key = cursor.key();
    Bytes value = cursor.value();
    Entry entry = new Entry(Buffers.own(key), Buffers.own(value), cursor.version());
    Buffers.poison(key);
    Buffers.poison(value);
    return entry;
  }

  /** A table that no version names any more still has its file, for the cursor. */
  private boolean readsWhatWasReplaced(Open one) {
    Set<Long> left = new HashSet<>(one.tables);
    left.retainAll(life.events().replaced());
    left.retainAll(life.disk().tables());
    return !left.isEmpty();
  }

  /** All that is left of a cursor; what it hands out is poisoned before it moves on. */
  static List<Entry> rest(EntryIterator cursor) {
    List<Entry> entries = new ArrayList<>();
    while (cursor.next()) {
      entries.add(current(cursor));
    }
    return entries;
  }

  void seek(String which, String word) {
    which(which)
        .ifPresent(
            one -> {
              one.cursor.seek(buffers.key(word));
              one.at = firstAt(one, Bytes.of(ModelScript.key(word)));
            });
  }

  private static int firstAt(Open one, Bytes to) {
    int at = 0;
    while (at < one.expected.size() && isBefore(one, one.expected.get(at).key(), to)) {
      at++;
    }
    return at;
  }

  private static boolean isBefore(Open one, Bytes key, Bytes to) {
    return one.range.reversed() ? key.compareTo(to) > 0 : key.compareTo(to) < 0;
  }

  void close(String which) {
    which(which)
        .ifPresent(
            one -> {
              one.cursor.close();
              open.remove(one);
            });
  }

  /** Those of a snapshot that is about to be closed. */
  void closeOf(Snapshot snapshot) {
    for (Open one : List.copyOf(open)) {
      if (one.snapshot == snapshot) {
        one.cursor.close();
        open.remove(one);
      }
    }
  }
}
