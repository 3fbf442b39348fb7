package io.aitta.it.kill;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitta.core.Bytes;
import io.aitta.core.io.FileSystem;
import io.aitta.core.io.fault.Fault;
import io.aitta.core.io.fault.FaultPlan;
import io.aitta.core.io.fault.FaultyFileSystem;
import io.aitta.core.io.fault.FileOperation;
import io.aitta.it.support.Figures;
import io.aitta.it.support.InProcessServer;
import io.aitta.it.support.RunningStore;
import io.aitta.it.support.ServerProcess;
import io.aitta.it.support.Stages;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** 64 clients that count in one key by compare-and-set lose no increment and make none up. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CasTest {
  private static final int CLIENTS = 64;
  private static final int INCREMENTS = 3;

  /** Nobody ever gives it a permit: waiting for one is what a slow device does. */
  private static final Semaphore DEVICE = new Semaphore(0);

  private static final int SYNC_MILLIS = 10;

  @TempDir private static Path directory;
  private ActorSystem<Void> system;

  @BeforeAll
  void begin() {
    system = RunningStore.system("counting");
  }

  @AfterAll
  void end() {
    RunningStore.terminate(system);
  }

  @Test
  void theSumIsExactOverHttp() {
    Path data = directory.resolve("plain");
    try (ServerProcess server = ServerProcess.start(data, directory.resolve("plain-log"), "")) {
      assertSum(server.uri(), 0, "plain");
    }
  }

  @Test
  void theSumIsExactWithTheKeyOnlyInATable() {
    Path data = directory.resolve("table");
    try (RunningStore running =
        RunningStore.open(system, RunningStore.settings(data, ""), FileSystem.disk())) {
      Stages.get(running.store().put(Bytes.utf8("counter"), Bytes.utf8("1000")));
      Stages.get(running.store().flush());
    }
    try (ServerProcess server = ServerProcess.start(data, directory.resolve("table-log"), "")) {
      assertSum(server.uri(), 1_000, "table");
    }
  }

  @Test
  void theSumIsExactWithASlowSync() {
    FaultPlan slow =
        new FaultPlan()
            .add(Fault.on(FileOperation.SYNC).succeeds().running((what, file, n) -> syncSlowly()));
    try (RunningStore running =
            RunningStore.open(
                system,
                RunningStore.settings(directory.resolve("slow"), ""),
                new FaultyFileSystem(FileSystem.disk(), slow));
        InProcessServer server = InProcessServer.serve(system, running.store())) {
      assertSum(server.uri(), 0, "slow");
    }
  }

  private static void syncSlowly() {
    try {
      if (DEVICE.tryAcquire(SYNC_MILLIS, TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException("the device has no permits");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("a thread that writes files was interrupted", e);
    }
  }

  private static void assertSum(URI uri, long before, String name) {
    CasCounter counter = new CasCounter(uri);
    counter.count(CLIENTS, INCREMENTS);
    Figures.print("cas." + name + ".sum", counter.value() - before);
    Figures.print("cas." + name + ".refused", counter.refused());
    assertThat(counter.value()).isEqualTo(before + (long) CLIENTS * INCREMENTS);
    assertThat(counter.refused()).as("increments that met another").isPositive();
  }
}
