package io.aitta.core.memtable;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitta.core.Bytes;
import io.aitta.core.format.KeyHash;
import io.aitta.core.format.Operation;
import io.aitta.core.iterator.InternalIterator;
import io.aitta.core.iterator.Lookup;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether a memtable knows that gets find much in it. */
class ReadOftenTest {
  private static final int KEYS = 800;

  private final MemTable table = new MemTable(1, 0, Runnable::run);

  @BeforeEach
  void fill() {
    for (int i = 0; i < KEYS; i++) {
      table.insert(Operation.put(0, key(i), Bytes.utf8("of memtables")), i + 1);
    }
    table.publish(KEYS);
  }

  private static Bytes key(int i) {
    return Bytes.utf8("k%03d".formatted(i));
  }

  private static Lookup lookup(int i) {
    byte[] treeKey = Operation.put(0, key(i), Bytes.EMPTY).treeKey();
    return new Lookup(treeKey, KeyHash.of(treeKey), KEYS, 0);
  }

  private void get(int i, boolean held) {
    Lookup lookup = lookup(i);
    if (held) {
      table.lookup(lookup);
    } else {
      assertThat(table.lookupUnheld(lookup)).isTrue();
    }
  }

  private boolean isKept() {
    try (InternalIterator entries = table.iterator()) {
      entries.first();
      return entries.isKept();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void itIsReadOftenOnceGetsFoundAnEighthOfIt(boolean held) {
    for (int i = 0; i < KEYS / 8 - 1; i++) {
      get(i, held);
    }
    assertThat(table.isReadOften()).isFalse();
    assertThat(isKept()).isFalse();
    get(KEYS - 1, held);
    assertThat(table.isReadOften()).isTrue();
    assertThat(isKept()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void getsThatFindNothingDoNotCount(boolean held) {
    for (int i = 0; i < KEYS; i++) {
      get(KEYS + i, held);
    }
    assertThat(table.isReadOften()).isFalse();
    assertThat(isKept()).isFalse();
  }
}
