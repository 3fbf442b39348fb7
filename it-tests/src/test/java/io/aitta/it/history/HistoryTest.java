package io.aitta.it.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitta.core.CorruptionException;
import io.aitta.it.history.HistoryRun.Entrance;
import io.aitta.it.history.HistoryRun.Event;
import io.aitta.it.history.HistoryRun.Outcomes;
import io.aitta.it.history.HistoryRun.Plan;
import io.aitta.it.history.Linearizability.Verdict;
import io.aitta.it.support.Figures;
import io.aitta.it.support.RunningStore;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.pekko.actor.typed.ActorSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Concurrent clients of every door are told nothing that one store, doing one thing after another,
 * could not have told them: with lost answers, with a close in the middle, with a dead process and
 * with a power cut.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HistoryTest {
  private static final int HISTORIES = Integer.getInteger("history.histories", 48);
  private static final int OPERATIONS = Integer.getInteger("history.operations", 2_000);
  private static final int CLIENTS = 12;

  /** A tenth of a second each, and one is enough nearly always; the threads are real. */
  private static final int TRIES = 50;

  private static final long SEED = Long.getLong("seed", 20_260_401);

  @TempDir private static Path directory;
  private ActorSystem<Void> system;
  private HttpClient http;

  @BeforeAll
  void begin() {
    system = RunningStore.system("histories");
    http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  }

  @AfterAll
  void end() {
    RunningStore.terminate(system);
  }

  @Test
  void everyHistoryHasAnExplanation() {
    Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
    List.of(Verdict.values()).forEach(verdict -> verdicts.put(verdict, 0));
    long calls = 0;
    long unknown = 0;
    long flushes = 0;
    int concurrency = 0;
    StringBuilder wrong = new StringBuilder();
    long began = System.nanoTime();
    for (int i = 0; i < HISTORIES; i++) {
      Plan plan = plan(i);
      Outcomes outcomes =
          new HistoryRun(system, http, plan, Plant.NONE).run(directory.resolve("h" + i));
      verdicts.merge(outcomes.judgement().verdict(), 1, Integer::sum);
      calls += outcomes.calls();
      unknown += outcomes.unknown();
      flushes += outcomes.flushes();
      concurrency = Math.max(concurrency, outcomes.concurrency());
      if (outcomes.judgement().verdict() != Verdict.OK) {
        wrong.append(plan).append(": ").append(report(outcomes)).append('\n');
      }
    }
    long seconds = (System.nanoTime() - began) / 1_000_000_000;
    System.out.printf(
        "histories %d, ops %d, unknown outcomes %d, max concurrency %d, OK/ILLEGAL/UNKNOWN %s, %d s%n",
        HISTORIES,
        calls,
        unknown,
        concurrency,
        verdicts.values().stream().map(String::valueOf).collect(Collectors.joining("/")),
        seconds);
    assertThat(wrong.toString()).isEmpty();
    assertThat(unknown).as("calls whose end nobody was told").isPositive();
    assertThat(flushes).as("memtables that became tables").isPositive();
    Figures.print("history.histories", verdicts.get(Verdict.OK));
    Figures.print("history.operations", calls);
    Figures.print("history.unknown", unknown);
    Figures.print("history.concurrency", concurrency);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void aPlantedBugIsFound(Plant plant) {
    Optional<String> finding = Optional.empty();
    for (int i = 0; i < TRIES && finding.isEmpty(); i++) {
      finding = finding(plant, i);
    }
    System.out.println("planted " + plant + ": " + finding.orElse("not found"));
    assertThat(finding).isPresent();
  }

  /**
   * What gives the bug away in one history. The threads are real, so a cut may happen to fall right
   * behind a flush, where nothing was waiting for a sync.
   */
  private Optional<String> finding(Plant plant, int index) {
    Event event = plant == Plant.ACK_BEFORE_SYNC ? Event.POWER_CUT : Event.NOTHING;
    Plan plan = new Plan(Entrance.JAVA, event, false, OPERATIONS, CLIENTS, SEED + index);
    try {
      Outcomes outcomes =
          new HistoryRun(system, http, plan, plant).run(directory.resolve(plant.name() + index));
      return outcomes.judgement().verdict() == Verdict.ILLEGAL
          ? Optional.of(firstLine(outcomes))
          : Optional.empty();
    } catch (CorruptionException told) {
      // a log that was full before the cut: the header of the next says how long it had to be, so
      // the store itself misses what was acknowledged, and there is no history to judge
      assertThat(plant).isEqualTo(Plant.ACK_BEFORE_SYNC);
      return Optional.of("did not open: " + told.getMessage());
    }
  }

  private static String firstLine(Outcomes outcomes) {
    String findings = outcomes.judgement().findings().toString();
    return findings.substring(0, Math.min(160, findings.length()));
  }

  /** Every entrance with every event, on either disk where a crash does not need the one. */
  private static Plan plan(int index) {
    Entrance entrance = List.of(Entrance.values()).get(index % Entrance.values().length);
    int round = index / Entrance.values().length;
    Event event = List.of(Event.values()).get(round % Event.values().length);
    boolean realDisk = !event.isCrash() && round / Event.values().length % 4 == 0;
    return new Plan(entrance, event, realDisk, OPERATIONS, CLIENTS, SEED + index);
  }

  private static String report(Outcomes outcomes) {
    String findings = String.join("\n  ", outcomes.judgement().findings());
    return findings.substring(0, Math.min(6_000, findings.length()));
  }
}
