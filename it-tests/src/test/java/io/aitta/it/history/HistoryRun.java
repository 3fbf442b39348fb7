package io.aitta.it.history;

import io.aitta.core.Durability;
import io.aitta.core.io.memory.CrashPolicy;
import io.aitta.core.io.memory.MemoryFileSystem;
import io.aitta.it.history.Call.Outcome;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.typed.ActorSystem;

/** One history: clients at one kind of door, something that happens halfway, and the verdict. */
final class HistoryRun {
  private static final long MINUTES_MAX = 3;

  /** The way in. */
  enum Entrance {
    JAVA,
    ACTOR,
    HTTP
  }

  /** What happens halfway. */
  enum Event {
    NOTHING,
    REOPEN,
    PROCESS_DIES,
    POWER_CUT;

    boolean isCrash() {
      return this == PROCESS_DIES || this == POWER_CUT;
    }

    /** What may be asked for so that an acknowledgement still means that it stays. */
    List<Durability> levels() {
      return switch (this) {
        case NOTHING, REOPEN -> List.of(Durability.values());
        case PROCESS_DIES -> List.of(Durability.OS, Durability.DISK);
        case POWER_CUT -> List.of(Durability.DISK);
      };
    }
  }

  /**
   * What is to be done.
   *
   * @param realDisk else one in memory, as a crash needs
   */
  record Plan(
      Entrance entrance, Event event, boolean realDisk, int operations, int clients, long seed) {
    @Override
    public String toString() {
      return entrance + " " + event + (realDisk ? " on disk" : " in memory") + ", seed " + seed;
    }
  }

  /** What came of it. */
  record Outcomes(
      Judge.Judgement judgement,
      int calls,
      int concurrency,
      long unknown,
      long flushes,
      List<Call> history) {}

  private final ActorSystem<Void> system;
  private final HttpClient http;
  private final Plan plan;
  private final Plant plant;
  private final Recorder recorder;

  HistoryRun(ActorSystem<Void> system, HttpClient http, Plan plan, Plant plant) {
    this.plant = plant;
    this.system = system;
    this.http = http;
    this.plan = plan;
    this.recorder = new Recorder(plan.operations());
  }

  Outcomes run(Path directory) {
    Random random = new Random(plan.seed());
    MemoryFileSystem memory = plan.realDisk() ? null : new MemoryFileSystem();
    ExecutorService threads = Executors.newFixedThreadPool(plan.clients());
    long flushes;
    try (House house = new House(system, directory, memory, plant)) {
      List<Future<?>> clients = new ArrayList<>();
      for (int i = 0; i < plan.clients(); i++) {
        clients.add(
            threads.submit(
                new HistoryClient(
                    door(house), recorder, random.nextLong(), plan.event().levels())));
      }
      happen(house, random);
      for (Future<?> client : clients) {
        client.get(MINUTES_MAX, TimeUnit.MINUTES);
      }
      readAll(house);
      flushes = house.flushes();
    } catch (ExecutionException e) {
      throw new AssertionError("a client failed in " + plan, e.getCause());
    } catch (TimeoutException e) {
      throw new AssertionError("a client did not end in " + plan, e);
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    } finally {
      threads.shutdown();
    }
    List<Call> history = recorder.calls();
    return new Outcomes(
        Judge.judge(history),
        history.size(),
        recorder.concurrency(),
        history.stream().filter(call -> call.outcome() == Outcome.UNKNOWN).count(),
        flushes,
        history);
  }

  private Door door(House house) {
    return plant.before(
        switch (plan.entrance()) {
          case JAVA -> new JavaDoor(house::store);
          case ACTOR -> new ActorDoor(house::store, system);
          case HTTP -> new HttpDoor(house::uri, http);
        });
  }

  private void happen(House house, Random random) throws InterruptedException {
    if (!recorder.half().await(MINUTES_MAX, TimeUnit.MINUTES)) {
      throw new AssertionError("half of the work is not done in " + plan);
    }
    switch (plan.event()) {
      case NOTHING -> {}
      case REOPEN -> house.reopen();
      case PROCESS_DIES -> house.crash(CrashPolicy.KILL, random);
      case POWER_CUT -> house.crash(CrashPolicy.STRICT, random);
      default -> throw new IllegalStateException("an event without a case");
    }
  }

  /** The end of the story, so that nothing lost stays unnoticed for want of a reader. */
  private void readAll(House house) {
    long invoked = recorder.begin();
    Reply all = door(house).read(HistoryClient.keys());
    long returned = recorder.end();
    if (all.outcome() != Outcome.DONE) {
      throw new AssertionError("the last read failed");
    }
    recorder.saw(invoked, returned, all.saw());
  }
}
