package io.aitta.it.support;

import com.typesafe.config.ConfigFactory;
import io.aitta.actors.Store;
import io.aitta.http.base.HttpParts;
import io.aitta.http.base.HttpSettings;
import io.aitta.http.server.HttpServer;
import java.net.URI;
import org.apache.pekko.actor.typed.ActorSystem;

/** The HTTP server over a store of this process, so that its disk can be one of the test's. */
public final class InProcessServer implements AutoCloseable {
  private final HttpServer server;

  private InProcessServer(HttpServer server) {
    this.server = server;
  }

  /** Serves on a free port. */
  public static InProcessServer serve(ActorSystem<?> system, Store store) {
    HttpSettings settings =
        HttpSettings.of(
            ConfigFactory.parseString("aitta.http.port = 0")
                .withFallback(system.settings().config()));
    return new InProcessServer(
        Stages.get(HttpServer.bind(system, HttpParts.of(system, store, settings))));
  }

  public URI uri() {
    return URI.create("http://127.0.0.1:" + server.address().getPort());
  }

  @Override
  public void close() {
    Stages.get(server.stop());
  }
}
