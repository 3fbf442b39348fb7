package io.aitta.it.crash;

import io.aitta.it.sim.Ledger;
import io.aitta.it.sim.Written;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What was asked of a store and what it answered, in order. The ledger of any moment can be made of
 * it again. For one thread while it grows; safe on any when it does not.
 */
final class Journal {
  /** One question or answer. */
  @FunctionalInterface
  interface Event {
    void tell(Replay to);
  }

  /** A ledger that is being told a journal. */
  static final class Replay {
    private final Ledger ledger = new Ledger();
    private final Map<Integer, Written> writes = new HashMap<>();
    private final Map<Integer, Ledger.Reading> readings = new HashMap<>();

    Ledger ledger() {
      return ledger;
    }

    void began(int write, Written written) {
      writes.put(write, written);
    }

    Written write(int id) {
      return Objects.requireNonNull(writes.get(id));
    }

    void read(int ticket, String what) {
      readings.put(ticket, ledger.reading(what));
    }

    Ledger.Reading reading(int ticket) {
      return Objects.requireNonNull(readings.get(ticket));
    }
  }

  private final List<Event> events = new ArrayList<>();

  void add(Event event) {
    events.add(event);
  }

  void violated(String what) {
    add(replay -> replay.ledger().violated(what));
  }

  int length() {
    return events.size();
  }

  /** The ledger as it was when the journal was so long. */
  Ledger upTo(int length) {
    Replay replay = new Replay();
    for (Event event : events.subList(0, length)) {
      event.tell(replay);
    }
    return replay.ledger();
  }
}
