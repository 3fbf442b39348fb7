package io.aitta.http.cli;

import io.aitta.actors.Store;
import io.aitta.actors.StoreCommand;
import io.aitta.actors.StoreInfo;
import io.aitta.core.io.TimeSource;
import io.aitta.http.base.HttpParts;
import io.aitta.http.base.HttpSettings;
import io.aitta.http.server.HttpServer;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * One run of {@code serve}. The port is bound while the store recovers, so that health can be asked
 * for; the line on stdout is printed when both are there.
 */
final class Server {
  private static final long SPAWN_SECONDS_MAX = 30;
  private static final long STOP_SECONDS_MAX = 60;

  /** How long a taken port waits for the store's own complaint, which says more. */
  private static final long STORE_COMPLAINS_SECONDS_MAX = 2;

  /** Pekko puts the address before the system's words. */
  private static final Pattern ADDRESS_AGAIN = Pattern.compile("^\\[[^]]*] ");

  private final Settings settings;
  private final Terminal terminal;

  Server(Settings settings, Terminal terminal) {
    this.settings = settings;
    this.terminal = terminal;
  }

  /**
   * Serves until the ActorSystem ends. A signal ends the process from its hook, with 0; this
   * returns only if the system ended by itself.
   *
   * @throws Failure if the server cannot start
   */
  int run(SystemFactory systems) {
    requireSafeAddress();
    CompletableFuture<ActorRef<StoreCommand>> spawned = new CompletableFuture<>();
    ActorSystem<Void> system = systems.create(guardian(spawned), settings.config());
    StopHook hook = StopHook.install(system, terminal, STOP_SECONDS_MAX);
    try {
      start(system, spawned, hook);
      await(system.getWhenTerminated());
      throw Failure.of("the server ended by itself; the log says why");
    } catch (Failure failure) {
      hook.removeOrWait();
      stop(system);
      throw failure;
    }
  }

  private void start(
      ActorSystem<Void> system, CompletableFuture<ActorRef<StoreCommand>> spawned, StopHook hook) {
    Store store = Store.of(await(spawned, SPAWN_SECONDS_MAX), system);
    HttpServer server = bind(system, store);
    server.addToCoordinatedShutdown();
    StoreInfo info = await(store.ready());
    hook.isReady(store);
    warmUp(system, server);
    if (CoordinatedShutdown.get(system).getShutdownReason().isPresent()) {
      return; // stopped before it was ready
    }
    if (settings.http().insecureListen() && isReachableByOthers(settings.http())) {
      server.warnHourly();
    }
    terminal
        .out()
        .println(
            readyLine(
                Version.text(),
                settings.http().host(),
                server.address().getPort(),
                settings.dataAsGiven(),
                info));
    terminal.out().flush();
  }

  private void warmUp(ActorSystem<Void> system, HttpServer server) {
    Duration length = settings.http().warmUp();
    if (length.compareTo(Duration.ZERO) > 0) {
      new WarmUp(server.address(), TimeSource.system()).run();
      new Rehearsal(system, settings.config(), TimeSource.system(), length).run();
    }
  }

  /** What stdout says when the server is ready. */
  static String readyLine(String version, String host, int port, String data, StoreInfo info) {
    String authority = host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host;
    return String.format(
        Locale.US,
        "aitta %s ready on http://%s:%d, data in %s, %,d keys recovered in %.1f s",
        version,
        authority,
        port,
        data,
        info.keys(),
        info.recoveryMillis() / 1000.0);
  }

  /** Holds the store; a store that stops takes the system with it. */
  private Behavior<Void> guardian(CompletableFuture<ActorRef<StoreCommand>> spawned) {
    return Behaviors.setup(
        context -> {
          ActorRef<StoreCommand> store =
              context.spawn(Store.create(settings.store()), "store", Store.props());
          context.watch(store);
          spawned.complete(store);
          return Behaviors.<Void>receiveSignal(
              (here, signal) ->
                  signal instanceof Terminated ? Behaviors.stopped() : Behaviors.unhandled());
        });
  }

  private HttpServer bind(ActorSystem<Void> system, Store store) {
    HttpSettings http = settings.http();
    try {
      return HttpServer.bind(system, HttpParts.of(system, store, http)).toCompletableFuture().get();
    } catch (ExecutionException refused) {
      // whoever starts twice with the same settings is told of the directory, not of the port
      Throwable why = complaint(store, refused);
      throw Failure.of(
          why == refused
              ? "cannot listen on "
                  + http.host()
                  + ":"
                  + http.port()
                  + ": "
                  + ADDRESS_AGAIN.matcher(Failure.words(why)).replaceFirst("")
              : Failure.words(why));
    } catch (InterruptedException interrupted) {
      throw Failure.of("interrupted");
    }
  }

  /** Why the store cannot open, if it can tell soon; else what was known before. */
  private static Throwable complaint(Store store, Throwable known) {
    try {
      StoreInfo unused =
          store.ready().toCompletableFuture().get(STORE_COMPLAINS_SECONDS_MAX, TimeUnit.SECONDS);
      return known;
    } catch (ExecutionException failed) {
      return failed;
    } catch (TimeoutException stillRecovering) {
      return known;
    } catch (InterruptedException interrupted) {
      throw Failure.of("interrupted");
    }
  }

  private void requireSafeAddress() {
    HttpSettings http = settings.http();
    if (!http.insecureListen() && isReachableByOthers(http)) {
      throw Failure.of(
          "refusing to listen on "
              + http.host()
              + ", which others can reach, without TLS and without credentials; if that is meant,"
              + " say --insecure-listen");
    }
  }

  private static boolean isReachableByOthers(HttpSettings http) {
    try {
      return HttpServer.isReachableByOthers(http.host());
    } catch (UnknownHostException unknown) {
      throw Failure.of("cannot listen on " + http.host() + ": no such address");
    }
  }

  private static void stop(ActorSystem<Void> system) {
    var ended = CoordinatedShutdown.get(system).runAll(CoordinatedShutdown.unknownReason());
    var unused = await(ended, STOP_SECONDS_MAX);
  }

  private static <T> T await(CompletionStage<T> stage) {
    return await(stage, Long.MAX_VALUE);
  }

  private static <T> T await(CompletionStage<T> stage, long secondsMax) {
    try {
      return stage.toCompletableFuture().get(secondsMax, TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      throw Failure.of(Failure.words(failed));
    } catch (TimeoutException late) {
      throw Failure.of("the server did not start or stop within " + secondsMax + " s");
    } catch (InterruptedException interrupted) {
      throw Failure.of("interrupted");
    }
  }
}
