package io.aitta.wal;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitta.core.Bytes;
import io.aitta.core.Durability;
import io.aitta.core.Range;
import io.aitta.core.format.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A batch whose operations follow from their numbers, so that what comes back can be checked. */
class TestBatch extends LogBatch {
  private final long numberBefore;
  private final long firstNumber;
  private final Durability level;
  private final List<Operation> operations;
  private boolean spendsBallast;
  private long timeMarkMillis;

  TestBatch(long numberBefore, long firstNumber, Durability level, List<Operation> operations) {
    this.numberBefore = numberBefore;
    this.firstNumber = firstNumber;
    this.level = level;
    this.operations = operations;
  }

  /** {@code count} operations directly behind a number; values of up to {@code valueBytes}. */
  static TestBatch of(Durability level, long numberBefore, int count, int valueBytes) {
    List<Operation> operations = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      operations.add(operation(numberBefore + i, valueBytes));
    }
    return new TestBatch(numberBefore, numberBefore + 1, level, operations);
  }

  /** This batch, which must go in by all means. */
  TestBatch spendingBallast() {
    spendsBallast = true;
    return this;
  }

  /** This batch, at a time of its own. */
  TestBatch at(long millis) {
    timeMarkMillis = millis;
    return this;
  }

  @Override
  public boolean spendsBallast() {
    return spendsBallast;
  }

  static TestBatch empty(Durability level, long numberBefore) {
    return of(level, numberBefore, 0, 0);
  }

  static Operation operation(long number, int valueBytes) {
    SplittableRandom random = new SplittableRandom(number);
    Bytes key = Bytes.utf8("key " + number);
    byte[] value = new byte[valueBytes];
    random.nextBytes(value);
    return switch ((int) (number % 7)) {
      case 3 -> Operation.delete(1, key);
      case 5 -> Operation.deleteRange(2, Range.prefix(key));
      default -> Operation.put(1, key, Bytes.wrap(value));
    };
  }

  static void assertSame(Operation found, Operation expected) {
    assertThat(found.kind()).isEqualTo(expected.kind());
    assertThat(found.treeKey()).isEqualTo(expected.treeKey());
    assertThat(found.value()).isEqualTo(expected.value());
    assertThat(found.hash()).isEqualTo(expected.hash());
  }

  @Override
  public long numberBefore() {
    return numberBefore;
  }

  @Override
  public long firstNumber() {
    return firstNumber;
  }

  @Override
  public long lastNumber() {
    return operations.isEmpty() ? numberBefore : firstNumber + operations.size() - 1;
  }

  @Override
  public Durability level() {
    return level;
  }

  @Override
  public int operations() {
    return operations.size();
  }

  @Override
  public Operation operation(int index) {
    return operations.get(index);
  }

  @Override
  public long timeMarkMillis() {
    return timeMarkMillis != 0 ? timeMarkMillis : 1_000_000 + lastNumber();
  }
}
