package io.aitta.actors.write;

import io.aitta.actors.engine.MustAnswer;
import io.aitta.core.Committed;
import io.aitta.core.Condition;
import io.aitta.core.Durability;
import io.aitta.core.StoreException;
import io.aitta.core.format.Operation;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A write that is not answered yet: its operations, what must hold of their keys, how long it may
 * take, and where its answer goes. Answered once, by whoever comes first. Its fields are safe to
 * hand from actor to actor by message.
 */
public abstract class PendingWrite implements WalWriter.Command, MustAnswer {
  private static final VarHandle ANSWERED;

  static {
    try {
      ANSWERED =
          MethodHandles.lookup().findVarHandle(PendingWrite.class, "answered", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Operation[] operations;
  private final Condition @Nullable [] conditions;
  private final Durability level;
  private final long deadlineNanos;
  private final long bytes;

  @SuppressWarnings("unused") // by VarHandle
  private boolean answered;

  private @Nullable Observation observation;
  private long lastNumber;

  /**
   * @param conditions one for each operation, or null if the write is blind
   * @param deadlineNanos on the store's clock
   */
  protected PendingWrite(
      Operation[] operations,
      Condition @Nullable [] conditions,
      Durability level,
      long deadlineNanos) {
    this.operations = operations;
    this.conditions = conditions;
    this.level = level;
    this.deadlineNanos = deadlineNanos;
    long sum = 0;
    for (Operation operation : operations) {
      sum += operation.bytes();
    }
    this.bytes = sum;
  }

  /**
   * Whether answering runs code of the caller's, such as the callbacks of a future. Then it is left
   * to the reply dispatcher; else a few answers may be given by whoever has them.
   */
  protected boolean runsCallersCode() {
    return true;
  }

  /** Called once, on the reply dispatcher, or on an engine thread if that is harmless. */
  protected abstract void onCommitted(Committed committed);

  /** Called once, as {@link #onCommitted}, or on the caller's own thread. */
  protected abstract void onRefused(StoreException why);

  final Operation[] operations() {
    return operations;
  }

  /** Whether anything must hold of its keys. */
  public final boolean isConditional() {
    return conditions != null;
  }

  /** What must hold of the key of the operation at {@code index}. */
  final Condition condition(int index) {
    return conditions == null ? Condition.ALWAYS : conditions[index];
  }

  final Durability level() {
    return level;
  }

  /** When it has to be answered, on the store's clock. */
  public final long deadlineNanos() {
    return deadlineNanos;
  }

  /** What it takes of the budget. */
  public final long bytes() {
    return bytes;
  }

  /** What the read path saw of the conditions' keys; null before it looked. */
  final @Nullable Observation observation() {
    return observation;
  }

  final void observed(Observation seen) {
    observation = seen;
  }

  /** The writer gave its last operation this number. */
  final void numbered(long number) {
    lastNumber = number;
  }

  final boolean isAnswered() {
    return (boolean) ANSWERED.getVolatile(this);
  }

  /** Says that the write is done. Returns false if it was answered before. */
  final boolean commit(Durability reached) {
    if (!ANSWERED.compareAndSet(this, false, true)) {
      return false;
    }
    onCommitted(new Committed(lastNumber, reached));
    return true;
  }

  /** Says why the write is not, or may not be, done. Returns false if it was answered before. */
  public final boolean refuse(StoreException why) {
    if (!ANSWERED.compareAndSet(this, false, true)) {
      return false;
    }
    onRefused(why);
    return true;
  }

  @Override
  public final void neverRead(StoreException why) {
    refuse(why);
  }

  /**
   * The versions of the conditions' keys as of a number.
   *
   * @param number the visible number of the view that was read
   * @param versions one for each operation; 0 for a key that does not exist
   */
  record Observation(long number, long[] versions) {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Observation that
          && number == that.number
          && Arrays.equals(versions, that.versions);
    }

    @Override
    public int hashCode() {
      return Long.hashCode(number) * 31 + Arrays.hashCode(versions);
    }

    @Override
    public String toString() {
      return "Observation[" + number + ", " + Arrays.toString(versions) + "]";
    }
  }
}
