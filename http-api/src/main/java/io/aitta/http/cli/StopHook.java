package io.aitta.http.cli;

import io.aitta.actors.Store;
import io.aitta.actors.StoreState;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens on SIGTERM and SIGINT. The JVM would end with 143 whatever was done; a store that
 * was closed in order ends with 0, so the hook halts the process itself. Thread-safe.
 */
final class StopHook {
  private static final Logger LOG = LoggerFactory.getLogger("io.aitta.http");

  private final ActorSystem<?> system;
  private final Terminal terminal;
  private final long secondsMax;
  private final Thread thread = new Thread(this::stop, "aitta-stop");
  private volatile @Nullable Store ready;

  private StopHook(ActorSystem<?> system, Terminal terminal, long secondsMax) {
    this.system = system;
    this.terminal = terminal;
    this.secondsMax = secondsMax;
  }

  static StopHook install(ActorSystem<?> system, Terminal terminal, long secondsMax) {
    StopHook hook = new StopHook(system, terminal, secondsMax);
    Runtime.getRuntime().addShutdownHook(hook.thread);
    return hook;
  }

  /** From now on a stop is clean only if this store has closed. */
  void isReady(Store store) {
    ready = store;
  }

  /**
   * Takes the hook away, since the process is about to end with a failure of its own; if a signal
   * came first, waits for the hook to end the process.
   */
  void removeOrWait() {
    try {
      boolean unused = Runtime.getRuntime().removeShutdownHook(thread);
    } catch (IllegalStateException stopping) {
      awaitHalt();
    }
  }

  private void awaitHalt() {
    try {
      thread.join();
    } catch (InterruptedException interrupted) {
      throw Failure.of("interrupted");
    }
  }

  private void stop() {
    LOG.info("stopping");
    String failure = failure();
    if (failure != null) {
      terminal.err().println("aitta: " + failure);
    }
    terminal.err().flush();
    Runtime.getRuntime().halt(failure == null ? 0 : Failure.FAILED);
  }

  /** Stops everything; why that was not clean, or null. */
  private @Nullable String failure() {
    try {
      var unused =
          CoordinatedShutdown.get(system)
              .runAll(CoordinatedShutdown.jvmExitReason())
              .toCompletableFuture()
              .get(secondsMax, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException | InterruptedException failed) {
      return "the server did not stop in order: " + Failure.words(failed);
    }
    Store store = ready;
    if (store == null) {
      return null;
    }
    if (store.state() != StoreState.CLOSED) {
      return "the store did not close in time; the next start recovers it from its log";
    }
    try {
      var unused = store.close().toCompletableFuture().get(secondsMax, TimeUnit.SECONDS);
      return null;
    } catch (ExecutionException | TimeoutException | InterruptedException unclean) {
      return Failure.words(unclean);
    }
  }
}
