package io.aitta.core;

import java.time.Duration;

/**
 * How a write is to be done.
 *
 * @param durability what it must survive before it is answered
 * @param timeout after which it is answered at least with what is known: refused, or unknown
 * @param condition what must hold of its key; {@link Condition#ALWAYS} for a batch, whose items
 *     carry their own
 */
public record WriteOptions(Durability durability, Duration timeout, Condition condition) {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  public static final WriteOptions DISK =
      new WriteOptions(Durability.DISK, TIMEOUT, Condition.ALWAYS);
  public static final WriteOptions OS = new WriteOptions(Durability.OS, TIMEOUT, Condition.ALWAYS);
  public static final WriteOptions MEMORY =
      new WriteOptions(Durability.MEMORY, TIMEOUT, Condition.ALWAYS);

  public WriteOptions {
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("a timeout must be positive: " + timeout);
    }
  }

  public WriteOptions withDurability(Durability level) {
    return new WriteOptions(level, timeout, condition);
  }

  public WriteOptions withTimeout(Duration limit) {
    return new WriteOptions(durability, limit, condition);
  }

  public WriteOptions withCondition(Condition must) {
    return new WriteOptions(durability, timeout, must);
  }
}
