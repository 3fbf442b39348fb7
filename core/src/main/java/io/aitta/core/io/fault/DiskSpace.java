package io.aitta.core.io.fault;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A budget of bytes, and which file took how many of them. A file gives them back with its last
 * name; one that was there before is worth its length then. Safe on any thread.
 */
final class DiskSpace {
  /** What one file took; it goes with the file through renames and links. */
  static final class Charge {
    private long bytes;
    private int names = 1;
  }

  private static final long UNLIMITED = Long.MAX_VALUE;

  private final Map<Path, Charge> charges = new HashMap<>();
  private long left = UNLIMITED;
  private long taken;

  synchronized void limit(long bytes) {
    left = bytes;
  }

  synchronized void add(long bytes) {
    if (left != UNLIMITED) {
      left += bytes;
    }
  }

  synchronized void unlimited() {
    left = UNLIMITED;
  }

  /** Takes as many of {@code bytes} as there are, and returns how many. */
  synchronized long take(Charge charge, long bytes) {
    long granted = Math.min(bytes, left);
    if (left != UNLIMITED) {
      left -= granted;
    }
    charge.bytes += granted;
    taken += granted;
    return granted;
  }

  synchronized long usable(long really) {
    return Math.min(really, left);
  }

  synchronized long total(long really) {
    return left == UNLIMITED ? really : Math.min(really, left + taken);
  }

  synchronized Charge created(Path file) {
    var charge = new Charge();
    charges.put(key(file), charge);
    return charge;
  }

  /**
   * Moves a charge to its new name.
   *
   * @param replacedBytes the length of the file that {@code to} named, 0 if none
   */
  synchronized void renamed(Path from, Path to, long replacedBytes) {
    if (key(from).equals(key(to))) {
      return;
    }
    deleted(to, replacedBytes);
    Charge moved = charges.remove(key(from));
    if (moved != null) {
      charges.put(key(to), moved);
    }
  }

  synchronized void linked(Path existing, Path link) {
    Charge charge = charges.get(key(existing));
    if (charge != null) {
      charge.names++;
      charges.put(key(link), charge);
    }
  }

  /**
   * Gives back what a file took, if this was its last name.
   *
   * @param bytes the file's length
   */
  synchronized void deleted(Path file, long bytes) {
    @Nullable Charge charge = charges.remove(key(file));
    if (charge == null) {
      add(bytes);
      return;
    }
    charge.names--;
    if (charge.names == 0) {
      add(charge.bytes);
      taken -= charge.bytes;
    }
  }

  private static Path key(Path file) {
    return file.toAbsolutePath().normalize();
  }
}
