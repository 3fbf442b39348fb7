package io.aitta.it.kill;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitta.it.support.Api;
import io.aitta.it.support.Figures;
import io.aitta.it.support.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kill -9 in the middle of a load, again and again: what was acknowledged at {@code os} or {@code
 * disk} is there after each restart. Replay of the client's choices: {@code -Dseed=N}.
 */
class KillTest {
  private static final int KILLS = Integer.getInteger("kill.kills", 20);
  private static final long SEED = Long.getLong("seed", 4711);
  private static final int CLIENTS = 6;
  private static final int KEYS = 60;
  private static final int ACKS_MIN = 100;
  private static final int LOG_HEADER_BYTES_MAX = 512;
  private static final String CONFIG =
      """
      aitta {
        wal.file-size = 256 KiB
        memtable.size = 64 KiB
        table.size = 64 KiB
        http.warm-up = 0
      }
      """;

  @TempDir private Path directory;

  @Test
  void whatWasAcknowledgedIsThereAfterEveryKill() throws Exception {
    Figures.seed("kill", SEED);
    RandomGenerator random = new SplittableRandom(SEED);
    Path data = directory.resolve("data");
    List<AckLedger> ledgers = Stream.generate(AckLedger::new).limit(CLIENTS).toList();
    List<String> violations = new ArrayList<>();
    long found = 0;
    long tables = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      try (ServerProcess server = ServerProcess.start(data, directory.resolve("log"), CONFIG)) {
        Api api = new Api(server.uri());
        found += check(ledgers, api, violations);
        load(server, api, ledgers, kill, ACKS_MIN + random.nextInt(900));
      }
      assertThat(loggedBytes(data)).as("bytes in the log at kill %d", kill).isPositive();
      tables += count(data, ".sst");
    }
    try (ServerProcess server = ServerProcess.start(data, directory.resolve("log"), CONFIG)) {
      found += check(ledgers, new Api(server.uri()), violations);
      assertThat(server.terminate()).isZero();
    }
    long acked = ledgers.stream().mapToLong(AckLedger::acked).sum();
    Figures.print("kill.kills", KILLS);
    Figures.print("kill.acked", acked);
    Figures.print("kill.found", found);
    Figures.print("kill.tables", tables);
    assertThat(violations).isEmpty();
    assertThat(found).isEqualTo(acked);
    assertThat(tables).as("tables seen at kills").isPositive();
  }

  private static long check(List<AckLedger> ledgers, Api api, List<String> violations) {
    return ledgers.stream().mapToLong(ledger -> ledger.check(api, violations)).sum();
  }

  /** Clients write until the server is killed, which it is after so many acknowledgements. */
  private static void load(
      ServerProcess server, Api api, List<AckLedger> ledgers, int round, int acks)
      throws InterruptedException {
    Semaphore acknowledged = new Semaphore(0);
    AtomicBoolean killed = new AtomicBoolean();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    List<Thread> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      KillClient client =
          new KillClient(
              api,
              ledgers.get(i),
              "client" + i + "/",
              KEYS,
              new SplittableRandom(SEED * 1_000 + round * 100L + i),
              acknowledged,
              killed);
      Thread thread = new Thread(client, "client-" + i);
      thread.setUncaughtExceptionHandler((t, e) -> failure.compareAndSet(null, e));
      thread.start();
      clients.add(thread);
    }
    boolean enough = acknowledged.tryAcquire(acks, 60, TimeUnit.SECONDS);
    killed.set(true);
    server.kill();
    for (Thread client : clients) {
      client.join();
    }
    assertThat(failure.get()).isNull();
    assertThat(enough).as("%d acknowledgements in a minute; log:%n%s", acks, server.log()).isTrue();
  }

  /** Bytes in the logs behind their headers that are not prepared zeros. */
  private static long loggedBytes(Path data) {
    try (Stream<Path> files = Files.list(data)) {
      return files
          .filter(file -> file.toString().endsWith(".log"))
          .mapToLong(KillTest::lastByteWritten)
          .map(last -> Math.max(0, last - LOG_HEADER_BYTES_MAX))
          .sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long lastByteWritten(Path log) {
    try {
      byte[] content = Files.readAllBytes(log);
      int last = content.length;
      while (last > 0 && content[last - 1] == 0) {
        last--;
      }
      return last;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long count(Path data, String suffix) throws IOException {
    try (Stream<Path> files = Files.list(data)) {
      return files.filter(file -> file.toString().endsWith(suffix)).count();
    }
  }
}
