package io.aitta.it.crash;

import io.aitta.core.Bytes;
import io.aitta.core.Condition;
import io.aitta.core.Durability;
import io.aitta.core.Mutation;
import io.aitta.core.Range;
import io.aitta.it.sim.Change;
import io.aitta.it.sim.Values;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/** A life in steps: what clients ask of a store, from its first opening to its last close. */
final class Script {
  private static final List<Durability> LEVELS = List.of(Durability.values());
  private static final int BIG_BYTES = 3_000;
  private static final int LONG_KEY_BYTES = 300;

  private final String name;
  private final List<Step> steps = new ArrayList<>();
  private final TreeSet<Bytes> keys = new TreeSet<>();
  private int writes;
  private int operations;

  private Script(String name) {
    this.name = name;
  }

  String name() {
    return name;
  }

  List<Step> steps() {
    return steps;
  }

  /** Every key that any write touches. */
  Collection<Bytes> keys() {
    return keys;
  }

  int operations() {
    return operations;
  }

  // ---------------------------------------------------------------- the script of every build

  /**
   * Does everything that leaves traces on a disk: fills memtables, so that they are flushed; the
   * same keys again, so that tables are merged; keys beyond all others, so that a table moves;
   * deletes with and without a snapshot that still sees what they hide; a value larger than a
   * memtable; all levels, alone and in groups; a log that is full before any of it is synced;
   * closes in the middle.
   */
  static Script standard() {
    Script script = new Script("standard");
    script.awkward();
    for (int round = 0; round < 3; round++) {
      script.fill("m", 10, 120);
      script.group(round);
    }
    script.delete("m2", Durability.DISK).delete("m3", Durability.OS).then(new Step.Flush());
    script.then(new Step.Rest()).get("m2").get("m4");
    script.then(new Step.Hold());
    script.delete("m4", Durability.DISK).deleteRange("m5", "m7", Durability.DISK);
    script.fill("m", 3, 60).then(new Step.Look()).then(new Step.Flush()).then(new Step.Rest());
    script.fill("m", 8, 100).then(new Step.Flush()).then(new Step.Rest()).then(new Step.Look());
    script.then(new Step.LetGo());
    script.then(new Step.Reopen()).scan("m");
    script.fill("z", 9, 230).then(new Step.Flush()).then(new Step.Rest());
    script.fill("w", 24, 150, Durability.OS).put("w9", 20, Durability.DISK);
    script.put("big", BIG_BYTES, Durability.DISK).then(new Step.Sync());
    for (int round = 3; round < 5; round++) {
      script.fill("m", 6, 200);
      script.group(round);
    }
    script.delete("m1", Durability.MEMORY).then(new Step.Rest());
    script.deleteRange("a", "n", Durability.DISK).then(new Step.Flush()).then(new Step.Rest());
    script.conditional("n1", Condition.ABSENT).conditional("n1", Condition.ABSENT);
    script.conditional("n1", Condition.EXISTS).get("n1").scan("n");
    script.then(new Step.Reopen());
    script.fill("q", 6, 180).put("n1", 40, Durability.MEMORY).put("n2", 40, Durability.OS);
    return script.then(new Step.Close());
  }

  private Script awkward() {
    byte[] big = new byte[LONG_KEY_BYTES];
    Arrays.fill(big, (byte) 'k');
    put(Bytes.EMPTY, 30, Durability.DISK);
    put(Bytes.of(new byte[] {0}), 8, Durability.DISK);
    put(Bytes.of(new byte[] {(byte) 0xFF, (byte) 0xFF}), 40, Durability.OS);
    return put(Bytes.of(big), 20, Durability.DISK);
  }

  private Script fill(String prefix, int count, int bytes) {
    return fill(prefix, count, bytes, Durability.DISK);
  }

  private Script fill(String prefix, int count, int bytes, Durability level) {
    for (int i = 0; i < count; i++) {
      put(prefix + i, bytes, level);
    }
    return this;
  }

  /** Writes of every level that may share an append, and a batch among them. */
  private void group(int round) {
    List<Step.Write> together = new ArrayList<>();
    together.add(write(Durability.MEMORY, putOf("g" + round, 0, 20)));
    together.add(write(Durability.OS, putOf("g1" + round, 0, 25)));
    together.add(write(Durability.DISK, putOf("g2" + round, 0, 30)));
    together.add(
        write(
            Durability.DISK,
            putOf("m8", 0, 50),
            Change.of(Mutation.delete(key("g" + (round - 1)))),
            putOf("m9", 2, 50)));
    then(new Step.Writes(together));
  }

  // ---------------------------------------------------------------- scripts by a seed

  /** A script of the same kind, drawn. */
  static Script random(long seed) {
    Script script = new Script("seed " + seed);
    RandomGenerator random = new SplittableRandom(seed);
    script.awkward();
    boolean held = false;
    for (int i = 0; i < 100; i++) {
      String key = (random.nextInt(4) == 0 ? "z" : "m") + random.nextInt(12);
      Durability level = LEVELS.get(random.nextInt(LEVELS.size()));
      switch (random.nextInt(20)) {
        case 0 -> script.deleteRange(key, key + "~", level);
        case 1, 2 -> script.delete(key, level);
        case 3 -> script.group(random.nextInt(5));
        case 4 -> script.then(new Step.Flush());
        case 5 -> script.then(new Step.Sync());
        case 6 -> script.then(new Step.Rest());
        case 7 -> script.get(key);
        case 8 -> script.scan(key.substring(0, 1));
        case 9 ->
            script.conditional(key, random.nextBoolean() ? Condition.ABSENT : Condition.EXISTS);
        case 10 -> {
          script.then(held ? new Step.LetGo() : new Step.Hold());
          held = !held;
        }
        case 11 -> script.then(held ? new Step.Look() : new Step.Flush());
        case 12 -> {
          if (random.nextInt(4) == 0) {
            script.then(new Step.Reopen());
            held = false;
          }
        }
        default -> script.put(key, 10 + random.nextInt(250), level);
      }
    }
    return script.then(new Step.Close());
  }

  // ---------------------------------------------------------------- words

  private Script then(Step step) {
    steps.add(step);
    if (!(step instanceof Step.Writes)) {
      operations++;
    }
    return this;
  }

  private Script put(String key, int bytes, Durability level) {
    return put(key(key), bytes, level);
  }

  private Script put(Bytes key, int bytes, Durability level) {
    keys.add(key);
    return one(level, Change.of(Mutation.put(key, Values.of(writes, 0, bytes))));
  }

  private Script delete(String key, Durability level) {
    return one(level, Change.of(Mutation.delete(key(key))));
  }

  private Script deleteRange(String from, String until, Durability level) {
    Range range = Range.from(Bytes.utf8(from)).until(Bytes.utf8(until));
    return one(level, Change.of(Mutation.deleteRange(range)));
  }

  private Script conditional(String key, Condition condition) {
    return one(
        Durability.DISK, new Change(Mutation.put(key(key), Values.of(writes, 0, 30)), condition));
  }

  private Script get(String key) {
    return then(new Step.Get(key(key)));
  }

  private Script scan(String prefix) {
    return then(new Step.Scan(Range.prefix(Bytes.utf8(prefix))));
  }

  private Script one(Durability level, Change change) {
    return then(new Step.Writes(List.of(write(level, change))));
  }

  private Step.Write write(Durability level, Change... changes) {
    operations++;
    return new Step.Write(writes++, List.of(changes), level);
  }

  /** The id of the write it will be part of is the next one. */
  private Change putOf(String key, int index, int bytes) {
    return Change.of(Mutation.put(key(key), Values.of(writes, index, bytes)));
  }

  private Bytes key(String text) {
    Bytes key = Bytes.utf8(text);
    keys.add(key);
    return key;
  }
}
