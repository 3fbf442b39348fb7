package io.aitta.actors.background;

import io.aitta.actors.engine.StoreContext;
import io.aitta.actors.engine.StoreStatus.Space;
import io.aitta.core.io.DiskFullException;
import io.aitta.sstable.manifest.FileName;
import io.aitta.sstable.manifest.Manifest;
import io.aitta.sstable.version.Version;
import io.aitta.sstable.version.VersionEdit;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.apache.pekko.actor.NoSerializationVerificationNeeded;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * Changes the version: one edit at a time is appended to the manifest and synced, then the memtable
 * actor is told. A full disk is waited out; any other failure seals the store, since nobody knows
 * whether the edit is on disk. Never restarted.
 */
public final class ManifestKeeper extends AbstractBehavior<ManifestKeeper.Command> {
  /** What the keeper is told. Local. */
  public sealed interface Command extends NoSerializationVerificationNeeded {}

  /**
   * Make an edit durable.
   *
   * @param installed told the new version, after the memtable actor was
   * @param dropped told instead if the manifest failed, and nobody knows whether the edit is on
   *     disk, or if it found no space and the store closes
   */
  public record Install(VersionEdit edit, Consumer<Version> installed, Runnable dropped)
      implements Command {}

  /** Numbers up to this one may be handed out once this is answered. */
  public record ReserveNumbers(long through, Runnable reserved) implements Command {}

  /** The store closes: an edit that finds no space is dropped. The next start does without it. */
  public enum EndWaiting implements Command {
    END_WAITING
  }

  /** Finish what is queued. */
  public record Close(Runnable closed) implements Command {}

  private record Logged(Waiting edit, @Nullable Version version, @Nullable Throwable failure)
      implements Command {}

  private enum Internal implements Command {
    RETRY
  }

  private record Waiting(VersionEdit edit, Consumer<Version> then, Runnable dropped) {}

  public static Behavior<Command> create(
      StoreContext store, Manifest manifest, Consumer<Version> newVersion) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new ManifestKeeper(context, timers, store, manifest, newVersion)));
  }

  private static final Duration RETRY = Duration.ofMillis(500);

  private final TimerScheduler<Command> timers;
  private final StoreContext store;
  private final Manifest manifest;
  private final Consumer<Version> newVersion;
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  private boolean logging;
  private boolean retrying;
  private boolean waitsForSpace = true;
  private @Nullable Runnable closed;
  private Version known;

  private ManifestKeeper(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      StoreContext store,
      Manifest manifest,
      Consumer<Version> newVersion) {
    super(context);
    this.timers = timers;
    this.store = store;
    this.manifest = manifest;
    this.newVersion = newVersion;
    this.known = manifest.version();
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Install.class, this::onInstall)
        .onMessage(ReserveNumbers.class, this::onReserveNumbers)
        .onMessage(Logged.class, this::onLogged)
        .onMessageEquals(Internal.RETRY, this::onRetry)
        .onMessageEquals(EndWaiting.END_WAITING, this::onEndWaiting)
        .onMessage(Close.class, this::onClose)
        .build();
  }

  private Behavior<Command> onInstall(Install install) {
    waiting.add(new Waiting(install.edit(), install.installed(), install.dropped()));
    logNext();
    return this;
  }

  private Behavior<Command> onReserveNumbers(ReserveNumbers reserve) {
    VersionEdit edit = VersionEdit.builder().numbersReserved(reserve.through()).build();
    waiting.add(new Waiting(edit, version -> reserve.reserved().run(), () -> {}));
    logNext();
    return this;
  }

  private Behavior<Command> onClose(Close close) {
    closed = close.closed();
    logNext();
    return closeIfDone();
  }

  private void logNext() {
    if (logging || retrying || waiting.isEmpty()) {
      return;
    }
    if (store.status().isSealed()) {
      dropAll();
      return;
    }
    Waiting next = waiting.removeFirst();
    logging = true;
    store.background().execute(() -> getContext().getSelf().tell(log(next)));
  }

  /** On the executor that may block. Never throws: a failure is a message. */
  private Logged log(Waiting next) {
    try {
      long before = manifest.number();
      Version version = manifest.log(next.edit());
      if (manifest.number() != before) {
        Jobs.remove(store, new FileName(FileName.Kind.MANIFEST, before).text());
      }
      return new Logged(next, version, null);
    } catch (Exception | OutOfMemoryError e) {
      return new Logged(next, null, e);
    }
  }

  private Behavior<Command> onLogged(Logged logged) {
    logging = false;
    Version version = logged.version();
    if (version != null) {
      store.status().spaceBack(Space.MANIFEST);
      if (version != known) {
        known = version;
        newVersion.accept(version);
      }
      logged.edit().then().accept(version);
      logNext();
    } else if (logged.failure() instanceof DiskFullException && manifest.failure() == null) {
      foundNoSpace(logged.edit());
    } else {
      store.status().seal("the manifest failed: " + logged.failure());
      logged.edit().dropped().run();
      dropAll();
    }
    return closeIfDone();
  }

  private void dropAll() {
    waiting.forEach(edit -> edit.dropped().run());
    waiting.clear();
  }

  /** Nothing was written and nothing is lost: the edit waits for space, but not for ever. */
  private void foundNoSpace(Waiting edit) {
    store.status().diskFull(Space.MANIFEST, "the manifest found no space");
    waiting.addFirst(edit);
    if (waitsForSpace) {
      retrying = true;
      timers.startSingleTimer(Internal.RETRY, Internal.RETRY, RETRY);
    } else {
      dropAll();
    }
  }

  private Behavior<Command> onEndWaiting() {
    waitsForSpace = false;
    if (retrying) {
      dropAll();
    }
    return this;
  }

  private Behavior<Command> onRetry() {
    retrying = false;
    logNext();
    return closeIfDone();
  }

  private Behavior<Command> closeIfDone() {
    Runnable done = closed;
    boolean given = retrying || waiting.isEmpty(); // no space, no edit: the next start does without
    if (done == null || logging || !given) {
      return this;
    }
    done.run();
    return Behaviors.stopped();
  }
}
