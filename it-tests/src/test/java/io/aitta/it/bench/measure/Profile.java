package io.aitta.it.bench.measure;

import io.aitta.it.bench.load.Threads;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.zip.CRC32C;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** What the machine allows: the least that the parts of a store can cost, in nanoseconds each. */
public final class Profile {
  private static final int APPENDS = 300;
  private static final int APPEND_BYTES = 1_024;
  private static final int LOG_WRITES = 2_000;
  private static final int LOG_WRITE_BYTES = 64 << 10;
  private static final int OPENS = 300;
  private static final int CHECKSUMS = 20_000;
  private static final int BLOCK_BYTES = 4_096;
  private static final int HOPS = 100_000;
  private static final int CHEAP = 5_000_000;

  private Profile() {}

  /** Nanoseconds by what is done, in the order of a report. */
  public static Map<String, Double> of(Path directory) throws IOException {
    Map<String, Double> nanos = new LinkedHashMap<>();
    Path file = Files.createTempFile(directory, "profile", ".log");
    try {
      double[] syncs = syncs(file);
      nanos.put("append 1 KiB and fdatasync, median", syncs[syncs.length / 2]);
      nanos.put("append 1 KiB and fdatasync, worst of " + APPENDS, syncs[syncs.length - 1]);
      nanos.put("log write of 64 KiB, not synced", logWrites(file));
      nanos.put("open and close a file", opens(file));
    } finally {
      Files.delete(file);
    }
    Prototypes.run(directory, nanos);
    nanos.put("CRC32C of 4 KiB", checksums());
    messages(nanos);
    nanos.put("lock and unlock, alone", locks(1));
    nanos.put("lock and unlock, two threads", locks(2));
    nanos.put("atomic increment, alone", atomics(1));
    nanos.put("atomic increment, two threads", atomics(2));
    return nanos;
  }

  private static double[] syncs(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocateDirect(APPEND_BYTES);
    double[] nanos = new double[APPENDS];
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      for (int i = 0; i < APPENDS; i++) {
        bytes.clear();
        long before = System.nanoTime();
        channel.write(bytes);
        channel.force(false);
        nanos[i] = System.nanoTime() - before;
      }
    }
    Arrays.sort(nanos);
    return nanos;
  }

  private static double logWrites(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocateDirect(LOG_WRITE_BYTES);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      long before = System.nanoTime();
      for (int i = 0; i < LOG_WRITES; i++) {
        bytes.clear();
        channel.write(bytes);
      }
      return (double) (System.nanoTime() - before) / LOG_WRITES;
    }
  }

  private static double opens(Path file) throws IOException {
    long before = System.nanoTime();
    for (int i = 0; i < OPENS; i++) {
      FileChannel.open(file, StandardOpenOption.READ).close();
    }
    return (double) (System.nanoTime() - before) / OPENS;
  }

  private static double checksums() {
    byte[] block = new byte[BLOCK_BYTES];
    CRC32C crc = new CRC32C();
    double nanos = 0;
    for (int turn = 0; turn < 2; turn++) { // the first compiles
      long before = System.nanoTime();
      for (int i = 0; i < CHECKSUMS; i++) {
        crc.update(block, 0, block.length);
      }
      nanos = (double) (System.nanoTime() - before) / CHECKSUMS;
    }
    return crc.getValue() == 0 ? 0 : nanos;
  }

  /** A message and its answer; then many messages that nobody waits for. */
  private static void messages(Map<String, Double> nanos) {
    ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "profile");
    try {
      for (int turn = 0; turn < 2; turn++) {
        nanos.put("Pekko message there and back, one in flight", hops(system, 1, turn));
        nanos.put("Pekko message there and back, 1,024 in flight", hops(system, 1_024, turn));
      }
    } finally {
      system.terminate();
      system.getWhenTerminated().toCompletableFuture().join();
    }
  }

  private record Ping(ActorRef<Integer> replyTo) {}

  private static double hops(ActorSystem<?> system, int inFlight, int turn) {
    Behavior<Ping> echo =
        Behaviors.receiveMessage(
            ping -> {
              ping.replyTo().tell(1);
              return Behaviors.same();
            });
    String name = "-" + inFlight + "-" + turn;
    ActorRef<Ping> server = system.systemActorOf(echo, "echo" + name, Props.empty());
    var done = new CompletableFuture<Long>();
    int[] left = {HOPS};
    Behavior<Integer> caller =
        Behaviors.receive(
            (context, pong) -> {
              for (int i = 0; pong == 0 && i < inFlight; i++) {
                server.tell(new Ping(context.getSelf()));
              }
              if (pong == 1 && --left[0] >= 0) {
                server.tell(new Ping(context.getSelf()));
              } else if (left[0] < 0) {
                done.complete(System.nanoTime());
              }
              return Behaviors.same();
            });
    ActorRef<Integer> client = system.systemActorOf(caller, "caller" + name, Props.empty());
    long before = System.nanoTime();
    client.tell(0);
    return (double) (done.join() - before) / HOPS;
  }

  private static double locks(int threads) {
    ReentrantLock lock = new ReentrantLock();
    long[] count = new long[1];
    double seconds =
        Threads.run(
                threads,
                thread ->
                    began -> {
                      for (int i = 0; i < CHEAP; i++) {
                        lock.lock();
                        try {
                          count[0]++;
                        } finally {
                          lock.unlock();
                        }
                      }
                      return count[0];
                    })
            .seconds();
    return seconds * 1e9 / ((double) threads * CHEAP);
  }

  private static double atomics(int threads) {
    AtomicLong count = new AtomicLong();
    double seconds =
        Threads.run(
                threads,
                thread ->
                    began -> {
                      for (int i = 0; i < CHEAP; i++) {
                        count.incrementAndGet();
                      }
                      return count.get();
                    })
            .seconds();
    return seconds * 1e9 / ((double) threads * CHEAP);
  }
}
