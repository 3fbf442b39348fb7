package io.aitta.it.flip;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitta.it.support.Figures;
import io.aitta.it.support.RunningStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.junit.jupiter.api.Test;

/** No single bit that flips on the disk changes an answer unnoticed. */
class BitFlipTest {
  private static final int THREADS = 2;
  private static final int PIECE_BYTES = 256;
  private static final long MINUTES_MAX = 3;

  private record Piece(String file, long from, long until) {}

  @Test
  void everyFlippedBitIsToldOrDoesNoHarm() throws Exception {
    SmallDirectory directory = make();
    ConcurrentLinkedQueue<Piece> pieces = new ConcurrentLinkedQueue<>();
    Map<String, Long> files = directory.files();
    files.forEach(
        (file, size) -> {
          for (long from = 0; from < size; from += PIECE_BYTES) {
            pieces.add(new Piece(file, from, Math.min(size, from + PIECE_BYTES)));
          }
        });
    long bytes = files.values().stream().mapToLong(Long::longValue).sum();
    System.out.println("flipping " + bytes + " bytes: " + files);
    assertThat(files.keySet()).filteredOn(name -> name.endsWith(".sst")).hasSizeGreaterThan(3);

    long began = System.nanoTime();
    List<Sweep> sweeps = sweep(directory, pieces);
    long detected = sweeps.stream().mapToLong(Sweep::detected).sum();
    Map<String, Long> harmlessByFile = new TreeMap<>();
    sweeps.forEach(
        sweep -> sweep.harmless().forEach((file, n) -> harmlessByFile.merge(file, n, Long::sum)));
    long harmless = harmlessByFile.values().stream().mapToLong(Long::longValue).sum();
    List<String> wrong = sweeps.stream().flatMap(sweep -> sweep.wrong().stream()).toList();
    System.out.printf(
        "flips %d: detected %d, harmless %d %s, wrong %d; %.1f s%n",
        8 * bytes,
        detected,
        harmless,
        harmlessByFile,
        8 * bytes - detected - harmless,
        (System.nanoTime() - began) / 1e9);
    assertThat(wrong).isEmpty();
    assertThat(detected + harmless).isEqualTo(8 * bytes);
    assertThat(sweeps.get(0).whole().logged()).as("operations in the log").isNotEmpty();
    Figures.print("flip.bits", 8 * bytes);
    Figures.print("flip.detected", detected);
  }

  @Test
  void theSweepNoticesWhatDiffers() throws IOException {
    try (Sweep sweep = new Sweep(make())) {
      assertThat(sweep.noticesDifferences()).isTrue();
    }
  }

  private static SmallDirectory make() {
    ActorSystem<Void> system = RunningStore.system("flips");
    try {
      return SmallDirectory.make(system);
    } finally {
      RunningStore.terminate(system);
    }
  }

  private static List<Sweep> sweep(SmallDirectory directory, ConcurrentLinkedQueue<Piece> pieces)
      throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<Sweep>> running = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        running.add(threads.submit(() -> sweepOne(directory, pieces)));
      }
      List<Sweep> sweeps = new ArrayList<>();
      for (Future<Sweep> one : running) {
        sweeps.add(one.get(MINUTES_MAX, TimeUnit.MINUTES));
      }
      return sweeps;
    } finally {
      threads.shutdown();
    }
  }

  private static Sweep sweepOne(SmallDirectory directory, ConcurrentLinkedQueue<Piece> pieces)
      throws IOException {
    try (Sweep sweep = new Sweep(directory)) {
      for (Piece piece = pieces.poll(); piece != null; piece = pieces.poll()) {
        sweep.flip(piece.file(), piece.from(), piece.until());
      }
      return sweep;
    }
  }
}
