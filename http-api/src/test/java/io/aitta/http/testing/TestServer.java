package io.aitta.http.testing;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.aitta.http.base.HttpParts;
import io.aitta.http.base.HttpSettings;
import io.aitta.http.server.HttpServer;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** The server over a {@link MemoryStore}, on a free port, in an ActorSystem of its own. */
public final class TestServer implements AutoCloseable {
  private static final long SECONDS_MAX = 30;

  private final ActorSystem<Void> system;
  private final MemoryStore store = new MemoryStore();
  private final HttpParts parts;
  private final HttpServer server;

  private TestServer(Config config) {
    system = ActorSystem.create(Behaviors.empty(), "http-test", config);
    parts = HttpParts.of(system, store, HttpSettings.of(config));
    server = Wait.forIt(HttpServer.bind(system, parts));
  }

  /** Starts with settings that override the defaults, as lines of HOCON. */
  public static TestServer start(String... overrides) {
    Config config =
        ConfigFactory.parseString(
                String.join("\n", overrides)
                    + "\naitta.http.port = 0"
                    + "\npekko.loglevel = WARNING\npekko.use-slf4j = on"
                    + "\npekko.loggers = [\"org.apache.pekko.event.slf4j.Slf4jLogger\"]"
                    + "\npekko.coordinated-shutdown.exit-jvm = off"
                    + "\npekko.jvm-exit-on-fatal-error = off")
            .withFallback(ConfigFactory.load());
    return new TestServer(config.resolve());
  }

  public MemoryStore store() {
    return store;
  }

  public HttpParts parts() {
    return parts;
  }

  public HttpServer server() {
    return server;
  }

  public ActorSystem<Void> system() {
    return system;
  }

  public int port() {
    return server.address().getPort();
  }

  public Client client() {
    return new Client(port());
  }

  public RawClient raw() {
    return new RawClient(port());
  }

  @Override
  public void close() {
    store.release();
    system.terminate();
    try {
      system.getWhenTerminated().toCompletableFuture().get(SECONDS_MAX, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError("the system did not end", e);
    }
    store.close();
  }
}
