package io.aitta.it.bench.row;

import io.aitta.it.bench.data.DataSet;
import io.aitta.it.bench.data.KeyChoice;
import io.aitta.it.bench.engine.Digest;
import io.aitta.it.bench.engine.EngineStore;
import io.aitta.it.bench.engine.EngineStore.MessageReads;
import io.aitta.it.bench.engine.Level;
import io.aitta.it.bench.load.BackgroundPuts;
import io.aitta.it.bench.load.ReadLoad;
import io.aitta.it.bench.measure.Latencies;
import io.aitta.it.bench.measure.ProcessMeter;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Measures reads of a store that is loaded. */
final class GetRows {
  private static final int[] THREADS = {1, 2, 4};
  private static final int[] ONE = {1};
  private static final int[] WINDOWS = {64, 1_024};
  private static final int MESSAGE_CLIENTS = 2;
  private static final int AT_ONCE = 64;

  /** A clock costs as much as a tenth of a fast get. */
  private static final int TIMED_EVERY = 16;

  private final Lab lab;
  private final EngineStore store;
  private final DataSet data;

  GetRows(Lab lab, EngineStore store, DataSet data) {
    this.lab = lab;
    this.store = store;
    this.data = data;
  }

  static List<Row> byMessage(String where, Target target) {
    return List.of(messageRow(where, WINDOWS[0], target), messageRow(where, WINDOWS[1], target));
  }

  private static Row messageRow(String where, int window, Target target) {
    return new Row(
        messageId(where, window),
        "get by message, %d in flight, 2 clients, from the %s".formatted(window, where),
        "gets/s",
        target);
  }

  private static String messageId(String where, int window) {
    return "R3-" + where + "-" + window;
  }

  static Row batch(String where, Target target) {
    return new Row(
        "R4-" + where, "batch get of 64 random keys, from the " + where, "keys/s", target);
  }

  /** One get after the other on the caller's thread. */
  void single(String row, ReadLoad.Works works) {
    measure(row, works, TIMED_EVERY);
  }

  void batches(String where) {
    measure("R4-" + where, RandomGets.many(data, AT_ONCE), 1);
  }

  /** Any read row that does best with some number of threads. */
  void measure(String row, ReadLoad.Works works, int timedEvery) {
    if (lab.wants(row)) {
      Done done = measured(row, works, timedEvery, THREADS);
      lab.tell(row, done.threads(), done.outcome(), done.taken(), Map.of());
    }
  }

  /** The same beside puts at a fixed rate. Tells the rate they reached, too. */
  void besidePuts(String row, ReadLoad.Works works, int timedEvery, int putsPerSecond) {
    if (!lab.wants(row)) {
      return;
    }
    try (BackgroundPuts puts = BackgroundPuts.begin(store, data, putsPerSecond, Level.BUFFERED)) {
      Done done = measured(row, works, timedEvery, THREADS);
      puts.requireRunning();
      Map<String, Double> beside =
          Map.of("puts/s beside, of %,d asked for".formatted(putsPerSecond), puts.rate());
      lab.tell(row, done.threads(), done.outcome(), done.taken(), beside);
    }
  }

  void singleBesidePuts(String row, ReadLoad.Works works, int putsPerSecond) {
    besidePuts(row, works, TIMED_EVERY, putsPerSecond);
  }

  /**
   * One client's work, and the same figure for other rows that this engine has nothing else for.
   */
  void alone(ReadLoad.Works works, List<String> rows) {
    List<String> wanted = rows.stream().filter(lab::wants).toList();
    if (!wanted.isEmpty()) {
      Done done = measured(wanted.get(0), works, 1, ONE);
      wanted.forEach(row -> lab.tell(row, done.threads(), done.outcome(), done.taken(), Map.of()));
    }
  }

  private record Done(int threads, ReadLoad.Outcome outcome, ProcessMeter.Taken taken) {}

  private Done measured(String row, ReadLoad.Works works, int timedEvery, int[] candidates) {
    ReadLoad some = new ReadLoad(candidates[candidates.length / 2], 0, timedEvery);
    lab.warmUp(nanos -> some.during(store, nanos, works));
    int threads =
        lab.threads(
            row,
            candidates,
            tried ->
                new ReadLoad(tried, tried, timedEvery)
                    .during(store, lab.trialNanos(candidates.length), works)
                    .rate());
    ReadLoad load = new ReadLoad(threads, lab.seed(), timedEvery);
    ProcessMeter meter = ProcessMeter.start();
    ReadLoad.Outcome outcome = load.during(store, lab.nanos(), works);
    return new Done(threads, outcome, meter.stop());
  }

  /** Gets by message; an engine that has none is measured with its plain gets. */
  void messages(String where) {
    Optional<MessageReads> messages = store.messages();
    if (messages.isPresent()) {
      for (int window : WINDOWS) {
        byMessage(messageId(where, window), messages.get(), window);
      }
    } else if (lab.wantsAny(messageId(where, WINDOWS[0]), messageId(where, WINDOWS[1]))) {
      Done done =
          measured(messageId(where, WINDOWS[0]), RandomGets.present(data), TIMED_EVERY, THREADS);
      for (int window : WINDOWS) {
        lab.tell(messageId(where, window), done.threads(), done.outcome(), done.taken(), Map.of());
      }
    }
  }

  private void byMessage(String row, MessageReads messages, int window) {
    if (!lab.wants(row)) {
      return;
    }
    lab.warmUp(nanos -> read(messages, window, nanos, 0));
    ProcessMeter meter = ProcessMeter.start();
    long began = System.nanoTime();
    Outcome outcome = read(messages, window, lab.nanos(), lab.seed());
    double seconds = (System.nanoTime() - began) / 1e9;
    lab.tell(
        new Measurement(
            row,
            lab.engine().name(),
            lab.plan().round(),
            outcome.gets() / seconds,
            new Measurement.Load(
                MESSAGE_CLIENTS, window / MESSAGE_CLIENTS, outcome.gets(), seconds),
            Measurement.costs(meter.stop(), outcome.gets(), 0, 0, 0),
            new Latencies().figures(),
            Long.toHexString(outcome.sum()),
            Map.of(),
            List.of()));
  }

  private record Outcome(long gets, long sum) {}

  private Outcome read(MessageReads messages, int window, long nanos, long seed) {
    KeyChoice[] keys = new KeyChoice[MESSAGE_CLIENTS];
    Digest[] digests = new Digest[MESSAGE_CLIENTS];
    for (int client = 0; client < MESSAGE_CLIENTS; client++) {
      keys[client] = KeyChoice.uniform(data.keys(), seedOf(seed, client));
      digests[client] = new Digest();
    }
    long[] gets = messages.read(window / MESSAGE_CLIENTS, nanos, keys, digests);
    long all = 0;
    Digest sum = new Digest();
    for (int client = 0; client < MESSAGE_CLIENTS; client++) {
      Digest expected = new Digest();
      KeyChoice replay = KeyChoice.uniform(data.keys(), seedOf(seed, client));
      for (long get = 0; get < gets[client]; get++) {
        expected.add(data.value(replay.next()));
      }
      if (expected.sum() != digests[client].sum()) {
        throw new IllegalStateException("wrong data was read by message");
      }
      all += gets[client];
      sum.add(digests[client]);
    }
    return new Outcome(all, sum.sum());
  }

  private static long seedOf(long seed, int client) {
    return seed * 1_000 + client;
  }
}
