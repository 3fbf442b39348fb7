package io.aitta.it.sim;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.HexFormat;
import java.util.List;

/**
 * What happened, in order: a hash over all of it, and the last lines to read. For the owner thread
 * of a simulation.
 */
final class Trace {
  private static final int HASH_BYTES = 8;

  private final int linesMax;
  private final MessageDigest digest;
  private final ByteBuffer numbers = ByteBuffer.allocate(3 * Long.BYTES);
  private final ArrayDeque<String> lines = new ArrayDeque<>();

  /**
   * @param linesMax how many of the last lines are kept; {@code Integer.MAX_VALUE} for the full
   *     story
   */
  Trace(int linesMax) {
    this.linesMax = linesMax;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Something that must be the same in every run of the seed. */
  void event(String prefix, String event) {
    digest.update(event.getBytes(StandardCharsets.UTF_8));
    remark(prefix + event);
  }

  /**
   * A choice that must be the same in every run of the seed; too frequent for a line of its own.
   */
  void choice(long picked, long of, String kind, long atNanos) {
    numbers.clear().putLong(picked).putLong(of).putLong(atNanos).flip();
    digest.update(numbers);
    digest.update(kind.getBytes(StandardCharsets.UTF_8));
  }

  /** A line for people, outside the hash: it may name what differs from run to run. */
  void remark(String line) {
    if (lines.size() == linesMax) {
      lines.removeFirst();
    }
    lines.addLast(line);
  }

  /** The hash of all so far. */
  String hash() {
    try {
      byte[] all = ((MessageDigest) digest.clone()).digest();
      return HexFormat.of().formatHex(all, 0, HASH_BYTES);
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the JDK's SHA-256 can be cloned", e);
    }
  }

  List<String> lines() {
    return List.copyOf(lines);
  }
}
