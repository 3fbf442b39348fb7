package io.aitta.wal;

import io.aitta.core.Durability;
import io.aitta.core.format.Operation;

/**
 * One group: what the log takes in one piece. Its owner extends it with the writes that wait for
 * it. The log reads a batch from {@link #begin} on until it gives the result, and keeps nothing;
 * until then the owner may add to it.
 *
 * <p>An empty batch ({@link #operations} is 0) asks for what is behind it: with {@link
 * Durability#DISK} everything accepted so far is synced, and both levels let the log write down how
 * far it is synced if that is not in it yet; with another level it fails as a write would where
 * there is no space. It takes no number: {@code lastNumber == numberBefore}, {@code firstNumber ==
 * lastNumber + 1}.
 */
public abstract class LogBatch {
  /** On the log's thread, before it reads anything: from now on nothing is added. */
  public void begin() {}

  /** The last number of the batch before this one, or what the log was created with. */
  public abstract long numberBefore();

  /** The number of the first operation; there may be a gap behind {@link #numberBefore}. */
  public abstract long firstNumber();

  /** The number of the last operation: they are numbered one by one. */
  public abstract long lastNumber();

  /** The strongest level any write in it asked for. */
  public abstract Durability level();

  /** How many operations there are. */
  public abstract int operations();

  /** The operation at {@code index}, from 0; in order each is asked for at least once. */
  public abstract Operation operation(int index);

  /**
   * Whether the ballast pays for it if nothing else does: its callers have their answer, and it is
   * the last before the log is closed.
   */
  public boolean spendsBallast() {
    return false;
  }

  /** Up to where time may have been told to callers, in milliseconds since 1970. */
  public abstract long timeMarkMillis();
}
