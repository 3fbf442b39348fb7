package io.aitta.core.memtable;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitta.core.Bytes;
import io.aitta.core.format.KeyHash;
import io.aitta.core.format.Kind;
import io.aitta.core.iterator.CursorWalk;
import io.aitta.core.iterator.ListIterator;
import io.aitta.core.iterator.Lookup;
import io.aitta.core.iterator.RandomWrites;
import io.aitta.core.iterator.Seeds;
import io.aitta.core.iterator.TestKeys;
import io.aitta.core.iterator.VersionModel;
import io.aitta.core.iterator.VisibleIterator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A memtable and a plain map of versions get the same writes and are asked the same questions. */
class MemTableModelTest {
  private final ManualExecutor background = new ManualExecutor();

  @Test
  void aFewKeysOfManyVersionsAnswerAsTheModel() {
    Seeds.forEach("memtable, few keys", 150, random -> check(random, 1 + random.nextInt(30), 400));
  }

  @Test
  void manyKeysInManyRunsAnswerAsTheModel() {
    Seeds.forEach("memtable, many keys", 5, random -> check(random, 100_000, 60_000));
  }

  private void check(Random random, int keys, int writesMax) {
    MemTable table = new MemTable(1, 0, background, Tables.smallChunks());
    VersionModel model = new VersionModel();
    RandomWrites writes = new RandomWrites(random, keys);
    int count = random.nextInt(writesMax);
    long points = 0;
    for (int number = 1; number <= count; number++) {
      RandomWrites.Write write = writes.next();
      Tables.insert(table, write.kind(), write.key(), write.value(), number);
      model.put(write.kind(), write.key(), write.value(), number);
      points += write.kind() == Kind.RANGE_DELETE ? 0 : 1;
      if (random.nextInt(3) == 0) {
        table.publish(number);
      }
      if (random.nextInt(40) == 0) {
        background.runOne();
      }
    }
    table.publish(count);
    assertThat(table.entries()).isEqualTo(points);
    assertThat(table.greatestNumber()).isEqualTo(count);
    assertThat(table.leastNumber()).isEqualTo(count == 0 ? 0 : 1);
    assertThat(table.isEmpty()).isEqualTo(count == 0);
    checkReads(table, model, writes, random, count);
    background.runAll();
    table.settle();
    checkReads(table, model, writes, random, count);
  }

  private static void checkReads(
      MemTable table, VersionModel model, RandomWrites writes, Random random, int count) {
    checkLookups(table, model, writes, random, count);
    List<ListIterator.Item> items = model.items();
    ListIterator expected = new ListIterator(items);
    assertThat(CursorWalk.forward(table.iterator())).isEqualTo(CursorWalk.forward(expected));
    assertThat(CursorWalk.reverse(table.iterator())).isEqualTo(CursorWalk.reverse(expected));
    CursorWalk.compare(table.iterator(), items, random, 200);
    for (int i = 0; i < 5; i++) {
      checkScan(table, model, writes, random, count);
    }
  }

  private static void checkLookups(
      MemTable table, VersionModel model, RandomWrites writes, Random random, int count) {
    Lookup[] together = new Lookup[100];
    long time = random.nextInt(RandomWrites.TIME_MAX + 2);
    for (int i = 0; i < together.length; i++) {
      byte[] key = random.nextInt(5) == 0 ? TestKeys.random(random, 9) : writes.key();
      long number = random.nextInt(count + 1);
      together[i] = new Lookup(key, KeyHash.of(key), number, time);
      checkLookup(model, Tables.lookup(table, key, number, time), time);
      assertThat(table.newestTouching(key, KeyHash.of(key))).isEqualTo(model.newestTouching(key));
    }
    table.lookupAll(together, 0, together.length);
    for (Lookup lookup : together) {
      lookup.sourceDone();
      checkLookup(model, lookup, time);
    }
  }

  private static void checkLookup(VersionModel model, Lookup lookup, long time) {
    VersionModel.Shown shown = model.get(lookup.treeKey(), lookup.number(), time);
    assertThat(lookup.version()).isEqualTo(shown == null ? 0 : shown.version());
    assertThat(lookup.value()).isEqualTo(shown == null ? null : Bytes.wrap(shown.value()));
  }

  private static void checkScan(
      MemTable table, VersionModel model, RandomWrites writes, Random random, int count) {
    boolean reversed = random.nextBoolean();
    byte[] from = random.nextInt(3) == 0 ? new byte[0] : writes.key();
    byte[] until = random.nextInt(3) == 0 ? null : writes.key();
    long number = random.nextInt(count + 1);
    long time = random.nextInt(RandomWrites.TIME_MAX + 2);
    VisibleIterator iterator =
        new VisibleIterator(
            table.iterator(), table.rangeDeletes(), number, time, from, until, reversed);

    assertThat(VersionModel.drain(iterator))
        .isEqualTo(model.scan(number, time, from, until, reversed));
  }
}
