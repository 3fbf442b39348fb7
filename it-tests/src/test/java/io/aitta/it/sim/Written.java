package io.aitta.it.sim;

import io.aitta.core.Durability;
import java.util.List;

/** A write as the harness knows it. For the owner thread. */
public final class Written {
  /** What became of it. */
  public enum Outcome {
    OPEN,
    DONE,
    NOT_DONE,
    UNKNOWN
  }

  private final int id;
  private final int era;
  private final List<Change> changes;
  private final Durability asked;
  private final long above;
  private final long begun;
  private Outcome outcome = Outcome.OPEN;
  private long ended;
  private long last;

  /**
   * @param above its numbers are greater: of all that was acknowledged or read before it began
   * @param begun when it was asked for, by the ledger's clock
   */
  public Written(int id, int era, List<Change> changes, Durability asked, long above, long begun) {
    this.begun = begun;
    this.id = id;
    this.era = era;
    this.changes = List.copyOf(changes);
    this.asked = asked;
    this.above = above;
  }

  public int id() {
    return id;
  }

  /** In which life of the store it was asked for. */
  public int era() {
    return era;
  }

  public List<Change> changes() {
    return changes;
  }

  public Durability asked() {
    return asked;
  }

  public long above() {
    return above;
  }

  public long begun() {
    return begun;
  }

  /** When its answer came; 0 if none did. */
  public long ended() {
    return ended;
  }

  public void ended(long when) {
    ended = when;
  }

  public Outcome outcome() {
    return outcome;
  }

  public void become(Outcome what) {
    outcome = what;
  }

  /** Whether its numbers are known: it was acknowledged, or a read showed one of its puts. */
  public boolean numbered() {
    return last != 0;
  }

  public void numbered(long lastNumber) {
    last = lastNumber;
  }

  public long last() {
    return last;
  }

  public long first() {
    return last - changes.size() + 1;
  }

  public long numberOf(int index) {
    return first() + index;
  }

  /** Whether it may be anywhere in the order, or nowhere. */
  public boolean unresolved() {
    return !numbered() && (outcome == Outcome.OPEN || outcome == Outcome.UNKNOWN);
  }

  @Override
  public String toString() {
    return "write "
        + id
        + (numbered() ? " numbered " + first() + ".." + last : " without a known number")
        + ", "
        + outcome
        + ", "
        + asked
        + ", "
        + changes;
  }
}
