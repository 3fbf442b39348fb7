package io.aitta.it.sim;

import io.aitta.actors.Page;
import io.aitta.core.Bytes;
import io.aitta.core.Committed;
import io.aitta.core.Durability;
import io.aitta.core.Entry;
import io.aitta.core.ErrorCode;
import io.aitta.core.Range;
import io.aitta.core.StoreException;
import io.aitta.core.VersionMismatchException;
import io.aitta.core.WriteBatch;
import io.aitta.core.WriteOptions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.apache.pekko.stream.javadsl.Sink;

/**
 * One of several users of a store in the simulation: does what the workload draws, and tells the
 * ledger what it was told. Everything runs on the owner thread, answers included, since the store's
 * reply dispatcher is the simulation too.
 */
final class SimClient {
  private static final Set<ErrorCode> WRITE_REFUSALS =
      EnumSet.of(
          ErrorCode.OVERLOADED,
          ErrorCode.DEADLINE,
          ErrorCode.OUTCOME_UNKNOWN,
          ErrorCode.DRAINING,
          ErrorCode.CLOSED,
          ErrorCode.SEALED,
          ErrorCode.DISK_FULL,
          ErrorCode.STARTING,
          ErrorCode.VERSION_MISMATCH);

  private final StoreLife life;
  private final Workload workload;
  private final SeedFigures figures;
  private final boolean diskMayFail;

  SimClient(StoreLife life, Workload workload, SeedFigures figures, boolean diskMayFail) {
    this.life = life;
    this.workload = workload;
    this.figures = figures;
    this.diskMayFail = diskMayFail;
  }

  void start(int lanes) {
    for (int i = 0; i < lanes; i++) {
      later();
    }
  }

  private void later() {
    life.simulation().after(workload.pause(), () -> life.guard(this::next));
  }

  private void next() {
    if (life.wantsMore()) {
      figures.operation();
      int write = life.ledger().nextId();
      switch (workload.action()) {
        case PUT -> write(workload.put(write));
        case CONDITIONAL -> write(workload.conditional(write));
        case DELETE -> write(workload.delete());
        case DELETE_RANGE -> write(workload.deleteRange());
        case BATCH -> writeBatch(workload.batch(write));
        case GET -> get();
        case GET_ALL -> getAll();
        case SNAPSHOT -> new SnapshotSession(life, workload, this::allowed, this::later).start();
        case SCAN -> scan();
        case PAGE -> page();
        case FLUSH -> flush();
        case SYNC -> sync();
        default -> throw new IllegalStateException("an action without a client");
      }
    }
  }

  // ---------------------------------------------------------------- writes

  private void write(List<Change> changes) {
    Change change = changes.get(0);
    Durability level = workload.level();
    WriteOptions options = new WriteOptions(level, workload.timeout(), change.condition());
    Written written = life.ledger().begin(changes, level);
    int ticket = life.begin(written.id() + ": " + change + " " + level);
    CompletionStage<Committed> stage =
        change.isRange()
            ? life.store().deleteRange(change.range(), options)
            : change.isPut()
                ? life.store()
                    .put(
                        change.key(),
                        ((io.aitta.core.Mutation.Put) change.mutation()).value(),
                        options)
                : life.store().delete(change.key(), options);
    await(ticket, written, sometimesCancelled(stage));
  }

  private void writeBatch(List<Change> changes) {
    Durability level = workload.level();
    WriteBatch.Builder batch = WriteBatch.builder();
    changes.forEach(change -> batch.add(change.mutation(), change.condition()));
    WriteOptions options = WriteOptions.DISK.withDurability(level).withTimeout(workload.timeout());
    Written written = life.ledger().begin(changes, level);
    int ticket = life.begin(written.id() + ": batch " + changes + " " + level);
    await(ticket, written, sometimesCancelled(life.store().write(batch.build(), options)));
  }

  /** Now and then a caller wants its answer no more. */
  private <T> CompletionStage<T> sometimesCancelled(CompletionStage<T> stage) {
    if (workload.isImpatient()) {
      life.simulation()
          .after(
              workload.pause(),
              () -> {
                if (!life.ended() && stage.toCompletableFuture().cancel(true)) {
                  figures.cancelled();
                }
              });
    }
    return stage;
  }

  private void await(int ticket, Written written, CompletionStage<Committed> stage) {
    Ledger.Reading mismatch = life.ledger().reading("condition of write " + written.id());
    life.when(
        ticket,
        stage,
        committed -> onDone(written, committed),
        why -> onRefused(written, why, mismatch),
        this::later);
  }

  private void onDone(Written written, Committed committed) {
    life.ledger().done(written, committed);
    Durability.Watermarks marks = life.store().watermarks();
    long mark =
        switch (committed.level()) {
          case DISK -> marks.diskSeq();
          case OS -> marks.osSeq();
          case MEMORY -> marks.memorySeq();
        };
    if (mark < committed.seq()
        || marks.memorySeq() < marks.osSeq()
        || marks.osSeq() < marks.diskSeq()) {
      life.ledger().violated(written + " was answered " + committed + " while at " + marks);
    }
    for (int i = 0; i < written.changes().size(); i++) {
      Change change = written.changes().get(i);
      if (!change.isRange()) {
        workload.remember(change.key(), change.isPut() ? written.numberOf(i) : 0);
      }
    }
  }

  private void onRefused(Written written, StoreException why, Ledger.Reading mismatch) {
    life.ledger().failed(written, why);
    boolean diskFailed = diskMayFail && why.errorCode() == ErrorCode.IO_ERROR;
    if (!diskFailed && !WRITE_REFUSALS.contains(why.errorCode())) {
      life.ledger().violated(written + " was refused for no good reason: " + why);
    }
    if (why instanceof VersionMismatchException failed) {
      figures.conditionFailed();
      Change change = written.changes().get(failed.index());
      if (change.condition().holdsFor(failed.currentVersion())) {
        life.ledger().violated(written + " was refused, yet its condition holds: " + why);
      }
      life.ledger().sawVersion(mismatch, change.key(), failed.currentVersion());
      workload.remember(change.key(), failed.currentVersion());
    } else {
      figures.refused(why.errorCode());
    }
  }

  // ---------------------------------------------------------------- reads

  /** Whether a read or a maintenance order may fail this way now. */
  private void allowed(StoreException why) {
    boolean expected =
        switch (why.errorCode()) {
          case OVERLOADED, DEADLINE, DRAINING, CLOSED, STARTING, TOO_MANY_SNAPSHOTS -> true;
          case IO_ERROR, SEALED, DISK_FULL, OUTCOME_UNKNOWN -> diskMayFail;
          default -> false;
        };
    if (!expected) {
      life.ledger().violated("a read failed for no good reason: " + why);
    }
  }

  private void get() {
    Bytes key = workload.keys().any(workload.random());
    int ticket = life.begin("get " + Values.show(key));
    Ledger.Reading reading = life.ledger().reading("get #" + ticket);
    life.when(
        ticket,
        sometimesCancelled(life.store().get(key)),
        found -> {
          Map<Bytes, Entry> state = found.map(entry -> Map.of(entry.key(), entry)).orElse(Map.of());
          life.ledger().saw(reading, Observation.ANY, List.of(key), state);
          workload.remember(key, found.map(Entry::version).orElse(0L));
        },
        this::allowed,
        this::later);
  }

  private void getAll() {
    List<Bytes> keys = workload.keys().some(workload.random(), 1 + workload.random().nextInt(8));
    int ticket = life.begin("getAll of " + keys.size());
    Ledger.Reading reading = life.ledger().reading("getAll #" + ticket);
    life.when(
        ticket,
        sometimesCancelled(life.store().getAll(keys)),
        found -> life.ledger().saw(reading, Observation.ANY, keys, found),
        this::allowed,
        this::later);
  }

  private void scan() {
    Range range = workload.range();
    int ticket = life.begin("scan " + show(range));
    Ledger.Reading reading = life.ledger().reading("scan #" + ticket);
    List<Entry> entries = new ArrayList<>();
    life.store()
        .scan(range)
        .map(
            entry -> {
              entries.add(entry);
              return entry;
            })
        .to(
            Sink.onComplete(
                done -> {
                  String how = done.isSuccess() ? "scanned " + entries.size() : "scan failed";
                  life.answer(ticket, how, () -> scanned(reading, range, entries, done));
                  if (!life.ended()) {
                    life.guard(this::later);
                  }
                }))
        .run(life.materializer());
  }

  private void scanned(
      Ledger.Reading reading,
      Range range,
      List<Entry> entries,
      scala.util.Try<org.apache.pekko.Done> done) {
    if (done.isSuccess()) {
      Map<Bytes, Entry> found = Scanned.inOrder(life.ledger(), reading.what(), range, entries);
      life.ledger().saw(reading, Observation.ANY, workload.keys().in(range), found);
    } else if (done.failed().get() instanceof StoreException why) {
      allowed(why);
    } else {
      life.ledger().violated("a scan failed with " + done.failed().get());
    }
  }

  private void page() {
    Range range = workload.range();
    Page.Limits limits =
        new Page.Limits(
            1 + workload.random().nextInt(6), 1 << 20, 1 + workload.random().nextInt(40), 100);
    int ticket = life.begin("page " + show(range) + " " + limits.entriesMax());
    Ledger.Reading reading = life.ledger().reading("page #" + ticket);
    life.when(
        ticket,
        life.store().page(range, limits),
        page -> paged(reading, range, limits, page),
        this::allowed,
        this::later);
  }

  private void paged(Ledger.Reading reading, Range range, Page.Limits limits, Page page) {
    Map<Bytes, Entry> found = Scanned.inOrder(life.ledger(), reading.what(), range, page.entries());
    if (found.size() > limits.entriesMax()) {
      life.ledger().violated(reading.what() + " has " + found.size() + " entries");
    }
    life.ledger().snapshotAt(reading, page.seq());
    List<Bytes> covered =
        workload.keys().in(range).stream()
            .filter(key -> page.last() == null || Scanned.reaches(range, page.last(), key))
            .toList();
    life.ledger().saw(reading, page.seq(), covered, found);
  }

  private void flush() {
    int ticket = life.begin("flush");
    life.when(ticket, life.store().flush(), done -> {}, this::allowed, this::later);
  }

  private void sync() {
    long acknowledged = life.ledger().greatestAcknowledged();
    int ticket = life.begin("sync");
    life.when(
        ticket,
        life.store().sync(),
        committed -> {
          if (committed.level() != Durability.DISK || committed.seq() < acknowledged) {
            life.ledger().violated("sync after " + acknowledged + " answered " + committed);
          }
          life.ledger().reachedDisk(Math.max(acknowledged, committed.seq()));
        },
        this::allowed,
        this::later);
  }

  static String show(Range range) {
    return Values.show(range.from())
        + ".."
        + Values.show(range.until())
        + (range.reversed() ? " reversed" : "");
  }

  static String show(List<Bytes> keys) {
    return keys.stream().map(Values::show).collect(Collectors.joining(" "));
  }
}
