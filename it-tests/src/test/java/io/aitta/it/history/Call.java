package io.aitta.it.history;

import io.aitta.core.Condition;
import java.util.List;

/**
 * One request of one client. Times are numbers of a shared counter, so no two are equal.
 *
 * @param invoked when it was sent
 * @param returned when its answer was there; {@link #PENDING} if there was none that told the end
 * @param wrote what it asked to change, all or nothing; no key twice
 * @param saw what it was told of keys, all of one state
 */
public record Call(
    int id, long invoked, long returned, Outcome outcome, List<Wrote> wrote, List<Sight> saw) {
  public static final long PENDING = Long.MAX_VALUE;

  /** What a client knows of its request. */
  public enum Outcome {
    /** It happened. */
    DONE,
    /** It changed nothing and never will; what it was told still counts. */
    NOT_DONE,
    /** It may have happened, or may still happen, or never. */
    UNKNOWN
  }

  /**
   * A change of a key.
   *
   * @param value unique among all calls; {@link Sight#ABSENT} for a delete
   * @param condition what had to hold of the key
   * @param number its sequence number, 0 if nobody was told
   */
  public record Wrote(String key, long value, Condition condition, long number) {
    boolean isDelete() {
      return value == Sight.ABSENT;
    }

    Wrote numbered(long told) {
      return new Wrote(key, value, condition, told);
    }
  }

  /**
   * What was told of a key.
   *
   * @param value {@link #ABSENT}, or {@link #UNTOLD} where only the version was said
   * @param version 0 for absent
   */
  public record Sight(String key, long value, long version) {
    public static final long ABSENT = 0;
    public static final long UNTOLD = -1;

    static Sight absent(String key) {
      return new Sight(key, ABSENT, 0);
    }
  }

  public Call {
    wrote = List.copyOf(wrote);
    saw = List.copyOf(saw);
  }

  @Override
  public String toString() {
    String end = returned == PENDING ? "…" : String.valueOf(returned);
    return "#" + id + " [" + invoked + "," + end + "] " + outcome + " wrote " + wrote + " saw "
        + saw;
  }
}
