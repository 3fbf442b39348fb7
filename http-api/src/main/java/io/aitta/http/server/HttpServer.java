package io.aitta.http.server;

import com.typesafe.config.Config;
import io.aitta.http.base.HttpParts;
import io.aitta.http.base.HttpSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.event.NoLogging;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.settings.ServerSettings;
import org.apache.pekko.stream.javadsl.Flow;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A binding of the API to a port. Stops gracefully in the phases of CoordinatedShutdown: first it
 * is not ready, then it takes no connection, then what is under way is answered. Thread-safe.
 */
public final class HttpServer {
  private static final Logger LOG = LoggerFactory.getLogger("io.aitta.http");
  private static final Duration CUT_OFF = Duration.ofMillis(500);
  private static final Duration HOURLY = Duration.ofHours(1);

  private final ActorSystem<?> system;
  private final HttpParts parts;
  private final ServerBinding binding;

  private HttpServer(ActorSystem<?> system, HttpParts parts, ServerBinding binding) {
    this.system = system;
    this.parts = parts;
    this.binding = binding;
  }

  /** Binds; the stage fails if the port is taken or the address is not this machine's. */
  public static CompletionStage<HttpServer> bind(ActorSystem<?> system, HttpParts parts) {
    HttpSettings settings = parts.settings();
    ServerSettings pekko = pekkoSettings(system, settings);
    RequestHandler handler = new RequestHandler(parts);
    Connection connection =
        new Connection(
            handler::handle,
            pekko.getPipeliningLimit(),
            settings.headTimeout(),
            settings.keepAlive(),
            parts.time(),
            parts.drain());
    return Http.get(system)
        .newServerAt(settings.host(), settings.port())
        .withSettings(pekko)
        .withMaterializer(parts.materializer())
        .logTo(NoLogging.getInstance()) // its lines hold request targets, and those hold keys
        .bindFlow(Flow.fromGraph(connection))
        .thenApplyAsync(binding -> new HttpServer(system, parts, binding), parts.executor());
  }

  /** Whether others than this machine could reach an address. */
  public static boolean isReachableByOthers(String host) throws UnknownHostException {
    return !InetAddress.getByName(host).isLoopbackAddress();
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return binding.localAddress();
  }

  /** Takes part in the shutdown of the ActorSystem. */
  public void addToCoordinatedShutdown() {
    CoordinatedShutdown shutdown = CoordinatedShutdown.get(system);
    shutdown.addTask(
        CoordinatedShutdown.PhaseBeforeServiceUnbind(),
        "aitta-http-not-ready",
        () -> {
          parts.drain().announce();
          return CompletableFuture.completedFuture(Done.getInstance());
        });
    shutdown.addTask(
        CoordinatedShutdown.PhaseServiceUnbind(), "aitta-http-unbind", binding::unbind);
    shutdown.addTask(
        CoordinatedShutdown.PhaseServiceRequestsDone(), "aitta-http-drain", this::drain);
  }

  /** Says each hour that anybody may read and write, as long as it is so. */
  public void warnHourly() {
    var unused =
        system
            .scheduler()
            .scheduleAtFixedRate(
                Duration.ZERO,
                HOURLY,
                () ->
                    LOG.warn(
                        "listening on {} without TLS and without credentials: anybody who reaches"
                            + " it may read and write",
                        address()),
                system.executionContext());
  }

  /** Stops: unready, unbound, drained. */
  public CompletionStage<Done> stop() {
    parts.drain().announce();
    return binding.unbind().thenComposeAsync(done -> drain(), parts.executor());
  }

  /** Lets what is under way be answered, for as long as the settings allow, then cuts the rest. */
  private CompletionStage<Done> drain() {
    CompletableFuture<Void> answered = parts.drain().begin();
    CompletableFuture<Void> waited = new CompletableFuture<>();
    var timer =
        parts
            .scheduler()
            .scheduleOnce(
                parts.settings().drainTimeout(),
                () -> waited.complete(null),
                system.executionContext());
    return CompletableFuture.anyOf(answered, waited)
        .thenComposeAsync(
            either -> {
              timer.cancel();
              return binding.terminate(CUT_OFF);
            },
            parts.executor())
        .thenApplyAsync(terminated -> Done.getInstance(), parts.executor());
  }

  /** Pekko's own settings, overridden by ours, for this binding only. */
  private static ServerSettings pekkoSettings(ActorSystem<?> system, HttpSettings settings) {
    Config root = system.settings().config();
    return ServerSettings.create(settings.pekko().atPath("pekko.http.server").withFallback(root));
  }
}
