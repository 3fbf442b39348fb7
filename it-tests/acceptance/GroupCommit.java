// Puts single keys with 1,024 in flight, each with its own acknowledgement at level disk, and tells how many syncs
// that took, by the disk seam and (under strace) by the kernel.
//
//   strace -f -c -e trace=fsync,fdatasync java -cp http-api/target/aitta-http-api-0.1.0-all.jar it-tests/acceptance/GroupCommit.java 200000
//
// Exits 1 if a put was not acknowledged, or the log was synced more than once for a hundred puts.

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.aitta.actors.Store;
import io.aitta.actors.StoreSettings;
import io.aitta.core.Bytes;
import io.aitta.core.WriteOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

public final class GroupCommit {
  private static final int IN_FLIGHT = 1024;
  private static final int VALUE_BYTES = 100;

  public static void main(String[] args) throws Exception {
    int puts = Integer.parseInt(args[0]);
    Path directory = Files.createTempDirectory("aitta-group-commit");
    Config config = ConfigFactory.load();
    ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "host", config);
    Store store = Store.of(system.systemActorOf(Store.create(StoreSettings.of(config).withDataDirectory(directory)), "store", Props.empty()), system);
    store.ready().toCompletableFuture().get();

    byte[] bytes = new byte[VALUE_BYTES];
    Random random = new Random(1);
    random.nextBytes(bytes);
    Bytes value = Bytes.wrap(bytes);
    var window = new Semaphore(IN_FLIGHT);
    var acked = new AtomicInteger();
    var refused = new AtomicInteger();
    var before = store.figures().counters();
    for (int i = 0; i < puts; i++) {
      window.acquire();
      Bytes key = Bytes.wrap(ByteBuffer.allocate(16).putLong(random.nextLong()).putLong(i).array());
      store.put(key, value, WriteOptions.DISK).whenComplete((done, error) -> {
        (error == null ? acked : refused).incrementAndGet();
        window.release();
      });
    }
    window.acquire(IN_FLIGHT);
    var after = store.figures().counters();
    long syncs = after.syncs() - before.syncs();
    System.out.printf("puts %d, acks %d, refused %d, groups %d, syncs of the log %d%n", puts, acked.get(), refused.get(), after.groups() - before.groups(), syncs);

    store.close().toCompletableFuture().get();
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().get();
    delete(directory);
    System.exit(acked.get() == puts && syncs * 100 < puts ? 0 : 1);
  }

  private static void delete(Path directory) throws IOException {
    try (var files = Files.walk(directory)) {
      for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
        Files.delete(file);
      }
    }
  }
}
