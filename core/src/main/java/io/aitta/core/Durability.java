package io.aitta.core;

import java.util.Locale;

/** What a write has to survive before it is answered. A level is the least a write waits for. */
public enum Durability {
  /** Accepted: may be lost at any crash. */
  MEMORY,
  /** Handed to the operating system: survives the death of the process, not of the machine. */
  OS,
  /** In the log, synced, with everything before it: survives power loss. */
  DISK;

  /** The name in settings, in HTTP and on the command line. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The stronger of the two. */
  public Durability max(Durability other) {
    return compareTo(other) >= 0 ? this : other;
  }

  /**
   * The level called {@code text}; anything but {@code disk}, {@code os}, {@code memory} throws.
   */
  public static Durability parse(String text) {
    return switch (text) {
      case "disk" -> DISK;
      case "os" -> OS;
      case "memory" -> MEMORY;
      default -> throw new IllegalArgumentException("not one of disk, os, memory: " + text);
    };
  }

  /**
   * Up to which sequence number everything has reached each level; {@code memorySeq >= osSeq >=
   * diskSeq}.
   */
  public record Watermarks(long memorySeq, long osSeq, long diskSeq) {}
}
