package io.aitta.it.bench.row;

import io.aitta.actors.Store;
import io.aitta.core.Bytes;
import io.aitta.core.WriteOptions;
import io.aitta.core.io.FileSystem;
import io.aitta.it.bench.data.DataSet;
import io.aitta.it.bench.data.Dice;
import io.aitta.it.bench.load.HttpLoad;
import io.aitta.it.support.InProcessServer;
import io.aitta.it.support.RunningStore;
import io.aitta.it.support.Stages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.SystemMaterializer;

/**
 * Aitta's HTTP server beside one of Pekko HTTP that answers a constant: the same system, client and
 * connections, one after the other.
 */
final class Http implements RowGroup {
  private static final String GET = "N1-get";
  private static final String PUT = "N1-put";
  private static final int CONNECTIONS = 64;
  private static final int KIB = 1_024;
  private static final String PATH = "/v1/ks/default/kv/";

  @Override
  public String name() {
    return "http";
  }

  @Override
  public boolean isWithoutPeer() {
    return true;
  }

  @Override
  public List<Row> rows() {
    return List.of(
        new Row(
            GET,
            "HTTP GET 100 B, 64 connections, as a part of Pekko HTTP answering a constant",
            "of a constant's rate",
            Target.ownAtLeast(0.85)),
        new Row(
            PUT,
            "HTTP PUT disk 1 KiB, 64 connections, likewise",
            "of a constant's rate",
            Target.ownAtLeast(0.6)));
  }

  @Override
  public void run(Lab lab) throws IOException {
    ActorSystem<Void> system = RunningStore.system("http");
    Path directory = lab.freshDirectory();
    Files.createDirectories(directory);
    try (RunningStore running =
            RunningStore.open(
                system,
                RunningStore.settings(directory, "table.compression = none"),
                FileSystem.disk());
        InProcessServer server = InProcessServer.serve(system, running.store());
        Constant constant = Constant.serve(system)) {
      DataSet small = new DataSet(lab.scaled(10_000, 1_000), 100);
      fill(running.store(), small);
      Dice dice = new Dice(lab.seed());
      measure(lab, GET, server.uri(), constant.uri(), () -> get(small, dice));
      DataSet large = new DataSet(small.keys(), KIB);
      measure(lab, PUT, server.uri(), constant.uri(), () -> put(large, dice));
    } finally {
      RunningStore.terminate(system);
      lab.remove(directory);
    }
  }

  private static void fill(Store store, DataSet data) {
    for (long index = 0; index < data.keys() - 1; index++) {
      store.put(Bytes.wrap(data.key(index)), Bytes.wrap(data.value(index)), WriteOptions.MEMORY);
    }
    long last = data.keys() - 1;
    Stages.get(store.put(Bytes.wrap(data.key(last)), Bytes.wrap(data.value(last))));
  }

  private static byte[] get(DataSet data, Dice dice) {
    return HttpLoad.request("GET", path(data, dice.below(data.keys())), null);
  }

  private static byte[] put(DataSet data, Dice dice) {
    long index = dice.below(data.keys());
    return HttpLoad.request("PUT", path(data, index) + "?durability=disk", data.value(index));
  }

  private static String path(DataSet data, long index) {
    return PATH + new String(data.key(index), StandardCharsets.US_ASCII);
  }

  private static void measure(
      Lab lab, String row, URI ours, URI constant, Supplier<byte[]> requests) throws IOException {
    if (!lab.wants(row)) {
      return;
    }
    lab.warmUp(
        nanos -> {
          rate(nanos, ours, requests);
          rate(nanos, constant, requests);
        });
    double best = 0;
    double bestConstant = 0;
    for (int turn = 0; turn < 3; turn++) { // the machine may pause in any
      best = Math.max(best, rate(lab.nanos(), ours, requests));
      bestConstant = Math.max(bestConstant, rate(lab.nanos(), constant, requests));
    }
    lab.tell(
        row,
        best / bestConstant,
        new Measurement.Load(1, CONNECTIONS, 0, 0),
        Map.of("requests/s", best, "requests/s of the constant", bestConstant));
  }

  private static double rate(long nanos, URI server, Supplier<byte[]> requests) {
    try {
      return new HttpLoad(server, CONNECTIONS, requests).during(nanos);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Pekko HTTP that answers every request with the same 100 bytes. */
  private record Constant(ServerBinding binding) implements AutoCloseable {
    static Constant serve(ActorSystem<?> system) {
      Materializer materializer = SystemMaterializer.get(system).materializer();
      HttpResponse answer =
          HttpResponse.create()
              .withEntity(
                  HttpEntities.create(ContentTypes.APPLICATION_OCTET_STREAM, new byte[100]));
      return new Constant(
          Stages.get(
              org.apache.pekko.http.javadsl.Http.get(system.classicSystem())
                  .newServerAt("127.0.0.1", 0)
                  .bindSync(
                      request -> {
                        request.discardEntityBytes(materializer);
                        return answer;
                      })));
    }

    URI uri() {
      return URI.create("http://127.0.0.1:" + binding.localAddress().getPort());
    }

    @Override
    public void close() {
      Stages.get(binding.unbind());
    }
  }
}
