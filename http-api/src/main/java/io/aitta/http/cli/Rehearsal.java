package io.aitta.http.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.aitta.actors.Store;
import io.aitta.actors.StoreSeams;
import io.aitta.actors.StoreSettings;
import io.aitta.core.StoreException;
import io.aitta.core.io.Randomness;
import io.aitta.core.io.TimeSource;
import io.aitta.core.io.memory.MemoryFileSystem;
import io.aitta.http.base.HttpParts;
import io.aitta.http.base.HttpSettings;
import io.aitta.http.request.Media;
import io.aitta.http.server.RequestHandler;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpMethod;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.headers.Host;
import org.apache.pekko.http.javadsl.model.headers.RawRequestURI;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A short bulk load with gets beside it, played before the server says that it is ready, against a
 * store of its own whose disk is in memory: it flushes and merges as the real one will, and leaves
 * nothing behind. So the JVM has compiled most of a write's way, and of a get's, before somebody
 * waits for them.
 */
final class Rehearsal {
  private static final Logger LOG = LoggerFactory.getLogger("io.aitta.http");
  private static final Logger EVENTS = LoggerFactory.getLogger("io.aitta.rehearsal");

  /** Small enough for a few flushes and a merge; everything else is as the server's own store. */
  private static final String SETTINGS =
      """
      aitta.data-dir = rehearsal
      aitta.memory = auto
      aitta.memtable.size = 1 MiB
      aitta.table.size = 1 MiB
      aitta.table.direct-io = off
      aitta.cache = 4 MiB
      aitta.wal.file-size = 4 MiB
      aitta.scrub.rate = off
      """;

  private static final Duration ANSWER_MAX = Duration.ofSeconds(5);
  private static final int CHUNK_LINES = 64;
  private static final long SCATTER = 0x9E3779B97F4A7C15L;
  private static final String HALF_VALUE = "aZ0bY1cX2dW3eV4fU5gT6hS7iR8jQ9kP".repeat(8);

  /** A share of the heap that what was loaded may take, with its logs and merges. */
  private static final long HEAP_SHARE = 16;

  private final ActorSystem<?> system;
  private final Config config;
  private final TimeSource time;
  private final Duration length;
  private long lines;
  private long bytes;

  /**
   * @param config all settings of the server
   * @param length how long it plays at most
   */
  Rehearsal(ActorSystem<?> system, Config config, TimeSource time, Duration length) {
    this.system = system;
    this.config = ConfigFactory.parseString(SETTINGS).withFallback(config);
    this.time = time;
    this.length = length;
  }

  /**
   * Plays. That it cannot is no reason not to serve.
   *
   * @return the writes that the store was given; 0 if it ended early
   */
  long run() {
    try {
      StoreSettings settings = StoreSettings.of(config);
      StoreSeams seams = new StoreSeams(new MemoryFileSystem(), time, Randomness.secure(), EVENTS);
      Store store =
          Store.of(
              system.systemActorOf(Store.create(settings, seams), "rehearsal", Store.props()),
              system);
      try {
        await(store.ready());
        play(HttpParts.of(system, store, HttpSettings.of(config)));
      } finally {
        await(store.close());
      }
      return store.figures().counters().operations();
    } catch (StoreException | IllegalStateException | ExecutionException | TimeoutException cut) {
      LOG.info("starting cold: the rehearsal ended early: {}", Failure.words(cut));
      return 0;
    } catch (InterruptedException interrupted) {
      throw Failure.of("interrupted");
    }
  }

  private void play(HttpParts parts)
      throws InterruptedException, ExecutionException, TimeoutException {
    RequestHandler handler = new RequestHandler(parts);
    Materializer streams = parts.materializer();
    try {
      HttpRequest bulk =
          request(HttpMethods.POST, "/v1/ks/default/bulk?durability=os")
              .withEntity(
                  HttpEntities.create(
                      ContentTypes.parse(Media.NDJSON), Source.fromIterator(() -> chunks())));
      CompletableFuture<Done> load = answered(handler, bulk, streams).toCompletableFuture();
      for (long i = 0; !load.isDone(); i++) {
        HttpRequest get = request(HttpMethods.GET, "/v1/ks/default/kv/" + key(i));
        await(answered(handler, get, streams));
      }
      await(load);
    } finally {
      streams.shutdown();
    }
  }

  private static HttpRequest request(HttpMethod method, String target) {
    return HttpRequest.create("http://localhost/")
        .withMethod(method)
        .addHeader(Host.create("localhost"))
        .addHeader(RawRequestURI.create(target));
  }

  /** Done when the answer is read to its end. */
  private static CompletionStage<Done> answered(
      RequestHandler handler, HttpRequest request, Materializer streams) {
    return handler
        .handle(request)
        .thenCompose(response -> response.entity().getDataBytes().runWith(Sink.ignore(), streams));
  }

  private Iterator<ByteString> chunks() {
    long bytesMax = Runtime.getRuntime().maxMemory() / HEAP_SHARE;
    long endNanos = time.nanos() + length.toNanos();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return bytes < bytesMax && time.nanos() - endNanos < 0;
      }

      @Override
      public ByteString next() {
        StringBuilder chunk = new StringBuilder();
        for (int i = 0; i < CHUNK_LINES; i++) {
          chunk.append("{\"key\":\"").append(key(lines)).append("\",\"value\":\"");
          chunk.append(Long.toHexString(lines * SCATTER));
          chunk.append(HALF_VALUE, 0, (int) (lines % HALF_VALUE.length()));
          chunk.append(HALF_VALUE).append("\"}\n");
          lines++;
        }
        bytes += chunk.length();
        return ByteString.fromArrayUnsafe(chunk.toString().getBytes(StandardCharsets.US_ASCII));
      }
    };
  }

  private static String key(long line) {
    return "key" + Long.toUnsignedString(line * SCATTER, 36);
  }

  private static void await(CompletionStage<?> stage)
      throws InterruptedException, ExecutionException, TimeoutException {
    var unused = stage.toCompletableFuture().get(ANSWER_MAX.toMillis(), TimeUnit.MILLISECONDS);
  }
}
