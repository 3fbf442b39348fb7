package io.aitta.it.support;

import com.typesafe.config.ConfigFactory;
import io.aitta.actors.Store;
import io.aitta.actors.StoreInfo;
import io.aitta.actors.StoreSeams;
import io.aitta.actors.StoreSettings;
import io.aitta.core.StoreException;
import io.aitta.core.io.FileSystem;
import io.aitta.core.io.Randomness;
import io.aitta.core.io.TimeSource;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** A store that is open in an ActorSystem with real threads. */
public final class RunningStore implements AutoCloseable {
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  private final Store store;
  private final StoreInfo info;
  private boolean closed;

  private RunningStore(Store store, StoreInfo info) {
    this.store = store;
    this.info = info;
  }

  /** An ActorSystem as a host has it; to be ended with {@link #terminate}. */
  public static ActorSystem<Void> system(String name) {
    return ActorSystem.create(
        Behaviors.empty(),
        name,
        ConfigFactory.parseString("pekko.loglevel = WARNING, pekko.jvm-shutdown-hooks = off")
            .withFallback(ConfigFactory.load()));
  }

  public static void terminate(ActorSystem<?> system) {
    system.terminate();
    try {
      system.getWhenTerminated().toCompletableFuture().get(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError("the ActorSystem did not end", e);
    }
  }

  /** Settings of the reference, with the lines given under {@code aitta}. */
  public static StoreSettings settings(Path directory, String lines) {
    return StoreSettings.of(
            ConfigFactory.parseString("aitta {\n" + lines + "\n}")
                .withFallback(ConfigFactory.load())
                .resolve())
        .withDataDirectory(directory);
  }

  /** Opens a store and waits until it is ready; the StoreException says why, if it cannot. */
  public static RunningStore open(
      ActorSystem<?> system, StoreSettings settings, FileSystem fileSystem) {
    StoreSeams seams = new StoreSeams(fileSystem, TimeSource.system(), Randomness.secure());
    Store store =
        Store.of(
            system.systemActorOf(
                Store.create(settings, seams), "store-" + NUMBERS.incrementAndGet(), Props.empty()),
            system);
    return new RunningStore(store, Stages.get(store.ready()));
  }

  public Store store() {
    return store;
  }

  /** How it opened. */
  public StoreInfo info() {
    return info;
  }

  /** Closes a store whose log failed: it must close, and say that this was not clean. */
  public StoreException closeUncleanly() {
    closed = true;
    try {
      Stages.get(store.close());
    } catch (StoreException unclean) {
      return unclean;
    }
    throw new AssertionError("a store whose log failed says that all is on disk");
  }

  /** Closes a store whose disk may be gone, and returns what it says of that. */
  public Optional<StoreException> abandon() {
    closed = true;
    try {
      Stages.get(store.close());
      return Optional.empty();
    } catch (StoreException unclean) {
      return Optional.of(unclean);
    }
  }

  @Override
  public void close() {
    if (!closed) {
      Stages.get(store.close());
    }
  }
}
