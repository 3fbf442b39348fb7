package io.aitta.it.disk;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitta.core.io.FileSystem;
import io.aitta.it.support.Figures;
import io.aitta.it.support.RunningStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.typed.ActorSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The kernel says no: strace lets the n-th call of a kind fail, in each thread, in a process that
 * writes. Whatever it told its callers by then must hold for the store that opens afterwards, and
 * nothing that it said was not done may be there.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(
    value = 5,
    unit = java.util.concurrent.TimeUnit.MINUTES,
    threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class InjectedErrorsTest {
  private static final String WRITES = "1500";

  @TempDir private static Path scratch;
  private ActorSystem<Void> system;
  private final AtomicLong cases = new AtomicLong();
  private final AtomicLong injected = new AtomicLong();
  private final AtomicLong acknowledged = new AtomicLong();

  @BeforeAll
  void begin() {
    Tools.need("strace");
    Tools.Result probe =
        Tools.attempt(
            "strace", "-f", "--seccomp-bpf", "-qq", "-o", "/dev/null", "-e", "trace=sync", "true");
    Tools.skipUnless(probe.exit() == 0, "strace cannot trace here: " + probe.printed());
    system = RunningStore.system("injected");
  }

  @AfterAll
  void end() {
    if (system != null) {
      RunningStore.terminate(system);
      Figures.print("strace.cases", cases.get());
      Figures.print("strace.injected", injected.get());
      Figures.print("strace.acked", acknowledged.get());
    }
  }

  /** Two at a time: what each waits for is mostly the start of its process. */
  @Execution(ExecutionMode.CONCURRENT)
  @ParameterizedTest(name = "{0} gives {1} from its {2} call on, or once")
  @CsvSource({
    "fdatasync, error=EIO, 1",
    "fdatasync, error=EIO, 2",
    "fdatasync, error=EIO, 3",
    "fdatasync, error=EIO, 5",
    "fdatasync, error=EIO, 9",
    "fdatasync, error=EIO, 20",
    "fdatasync, error=EIO, 40+",
    "fdatasync, error=ENOSPC, 12",
    "fdatasync, error=EINTR, 12",
    "pwrite64, error=EIO, 1",
    "pwrite64, error=EIO, 3",
    "pwrite64, error=EIO, 12",
    "pwrite64, error=EIO, 30",
    "pwrite64, error=ENOSPC, 25+",
    "pwrite64, error=ENOSPC, 5",
    "pwrite64, error=EINTR, 7",
    "pwrite64, retval=0, 11",
    "fsync, error=EIO, 1",
    "fsync, error=EIO, 2+",
    "rename, error=EIO, 1",
    "unlink, error=EIO, 1+",
  })
  void whatWasToldHoldsWhenTheKernelSaysNo(String call, String error, String when)
      throws IOException {
    Path data = scratch.resolve(call + "-" + error + "-" + when);
    Path trace = scratch.resolve("trace-" + call + "-" + error + "-" + when);
    try (WriterProcess writer =
        WriterProcess.start(
            List.of(
                "strace",
                "-f",
                "--seccomp-bpf",
                "-qq",
                "-o",
                trace.toString(),
                "-e",
                "trace=" + call,
                "-e",
                "inject=" + call + ":" + error + ":when=" + when),
            scratch.resolve("writer.log"),
            data.toString(),
            WRITES,
            "disk",
            "honest")) {
      writer.readAll();
      int exit = writer.awaitEnd();
      Told told = writer.told();
      long struck =
          Files.readAllLines(trace).stream().filter(it -> it.contains("INJECTED")).count();
      assertThat(struck).as("calls that failed").isPositive();
      assertThat(exit).as("exit code; %s", told.refusals()).isIn(0, 3);
      assertThat(told.opened() || !told.refusals().isEmpty()).as("it said how it began").isTrue();
      if (call.equals("fdatasync") && !error.contains("EINTR")) {
        assertThat(exit == 3 || !told.failures().isEmpty()).as("a failed sync is told").isTrue();
        assertThat(told.failures()).isSubsetOf("outcome-unknown UNKNOWN", "sealed NOT_DONE");
      }
      cases.incrementAndGet();
      injected.addAndGet(struck);
      acknowledged.addAndGet(told.acknowledged());
      if (Files.exists(data)) {
        judge(told, data);
      }
    }
  }

  private void judge(Told told, Path data) {
    try (RunningStore running =
        RunningStore.open(
            system, RunningStore.settings(data, PlanWriter.SETTINGS), FileSystem.disk())) {
      told.held(running, told.greatest());
    }
  }
}
