// Loads 2 GiB of 1 KiB values into a server with a small heap and a 4 MiB memtable, with 50 GETs a second beside
// it, and tells the GETs' p99, the greatest RSS, and whether 1,000 random keys read back equal.
//
//   java it-tests/acceptance/SmallHeap.java http-api/target/aitta-http-api-0.1.0-all.jar 18086 2097152
//
// Exits 1 if a GET failed, its p99 is 50 ms or more, RSS reached 900 MiB, or a value differs.

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

public final class SmallHeap {
  private static final int VALUE_BYTES = 1024;
  private static final String TEXT = text();

  public static void main(String[] args) throws Exception {
    int port = Integer.parseInt(args[1]);
    int count = Integer.parseInt(args[2]);
    Path directory = Files.createTempDirectory("aitta-small-heap");
    Process server = new ProcessBuilder("java", "-Xmx512m", "-XX:MaxDirectMemorySize=128m", "-Daitta.memtable.size=4MiB", "-jar", args[0], "serve", "--data", directory.toString(), "--port", String.valueOf(port))
        .redirectError(directory.resolveSibling(directory.getFileName() + ".log").toFile()).start();
    System.out.println(new BufferedReader(new InputStreamReader(server.getInputStream())).readLine());
    String url = "http://127.0.0.1:" + port;
    HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    var loaded = new AtomicLong();
    var done = new AtomicBoolean();
    List<Long> nanos = Collections.synchronizedList(new ArrayList<>());
    var errors = new AtomicLong();
    var rssMax = new AtomicLong();

    Thread gets = new Thread(() -> {
      Random random = new Random(1);
      Getter getter = null;
      long next = System.nanoTime();
      while (!done.get()) {
        next += 20_000_000L; // open loop: 50 a second, whatever the answers take
        LockSupport.parkNanos(Math.max(0, next - System.nanoTime()));
        long acked = loaded.get();
        if (acked == 0) {
          continue;
        }
        int key = random.nextInt((int) acked);
        try {
          if (getter == null) {
            getter = new Getter(port);
          }
          String answer = getter.get("/v1/ks/default/kv/" + key(key));
          nanos.add(System.nanoTime() - next);
          if (!answer.equals(value(key))) {
            errors.incrementAndGet();
            System.err.println("GET " + key(key) + ": " + answer.substring(0, Math.min(200, answer.length())));
          }
        } catch (IOException e) {
          errors.incrementAndGet();
          System.err.println("GET " + key(key) + ": " + e);
          getter = null;
        }
        rssMax.accumulateAndGet(rssKib(server.pid()), Math::max);
      }
    });
    gets.start();
    long began = System.nanoTime();
    load(port, count, loaded);
    double seconds = (System.nanoTime() - began) / 1e9;
    done.set(true);
    gets.join();

    Random random = new Random(2);
    int equal = 0;
    for (int i = 0; i < 1_000; i++) {
      int key = random.nextInt(count);
      equal += http.send(HttpRequest.newBuilder(URI.create(url + "/v1/ks/default/kv/" + key(key))).build(), HttpResponse.BodyHandlers.ofString()).body().equals(value(key)) ? 1 : 0;
    }
    List<Long> sorted = new ArrayList<>(nanos);
    Collections.sort(sorted);
    long p99 = sorted.get((int) (sorted.size() * 0.99));
    System.out.printf("%,d values of %,d B in %.0f s (%.1f MB/s)%n", count, VALUE_BYTES, seconds, count * (double) VALUE_BYTES / 1e6 / seconds);
    System.out.printf("GETs %,d, errors %d, p50 %.1f ms, p99 %.1f ms, max %.1f ms; RSS max %,d MiB; random keys equal %d of 1000%n", sorted.size(), errors.get(), sorted.get(sorted.size() / 2) / 1e6, p99 / 1e6, sorted.get(sorted.size() - 1) / 1e6, rssMax.get() / 1024, equal);
    System.out.println(http.send(HttpRequest.newBuilder(URI.create(url + "/v1/ks/default")).build(), HttpResponse.BodyHandlers.ofString()).body());
    http.send(HttpRequest.newBuilder(URI.create(url + "/metrics")).build(), HttpResponse.BodyHandlers.ofString()).body().lines().filter(line -> line.startsWith("aitta_level")).forEach(System.out::println);
    server.destroy();
    server.waitFor();
    System.out.println("bytes on disk " + Files.walk(directory).filter(Files::isRegularFile).mapToLong(path -> path.toFile().length()).sum());
    System.exit(errors.get() > 0 || p99 >= TimeUnit.MILLISECONDS.toNanos(50) || rssMax.get() >= 900 * 1024 || equal != 1_000 ? 1 : 0);
  }

  private static String key(int i) {
    return String.format("key%010d", i * 2654435761L & 0xFFFFFFFFL);
  }

  /** A number of its own and a cut of a fixed random text: cheap, so that the load does not take the cores. */
  private static String value(int i) {
    String number = String.format("%016x", i * 0x9E3779B97F4A7C15L);
    int at = (int) ((i * 0x9E3779B97F4A7C15L) >>> 44);
    return number + TEXT.substring(at, at + VALUE_BYTES - number.length());
  }

  private static String text() {
    Random random = new Random(3);
    StringBuilder text = new StringBuilder((1 << 20) + VALUE_BYTES);
    while (text.length() < (1 << 20) + VALUE_BYTES) {
      text.append((char) ('a' + random.nextInt(26)));
    }
    return text.toString();
  }

  /** A GET on one kept connection with as little of its own as can be, so that what is timed is the server. */
  private static final class Getter {
    private final Socket socket;
    private final DataInputStream in;

    Getter(int port) throws IOException {
      socket = new Socket("127.0.0.1", port);
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(30_000);
      in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    }

    /** The body of a 200, or the status line of anything else. */
    String get(String path) throws IOException {
      socket.getOutputStream().write(("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
      String status = line();
      int length = 0;
      for (String line = line(); !line.isEmpty(); line = line()) {
        if (line.regionMatches(true, 0, "Content-Length:", 0, 15)) {
          length = Integer.parseInt(line.substring(15).trim());
        }
      }
      byte[] body = new byte[length];
      in.readFully(body);
      return status.contains(" 200 ") ? new String(body, StandardCharsets.ISO_8859_1) : status;
    }

    private String line() throws IOException {
      StringBuilder line = new StringBuilder();
      for (int c = in.readUnsignedByte(); c != '\n'; c = in.readUnsignedByte()) {
        if (c != '\r') {
          line.append((char) c);
        }
      }
      return line.toString();
    }
  }

  /** One bulk request, chunked, over a plain socket; answers are read beside it. */
  private static void load(int port, int count, AtomicLong loaded) throws Exception {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      InputStream in = socket.getInputStream();
      Thread reader = new Thread(() -> {
        try (var lines = new BufferedReader(new InputStreamReader(in))) {
          for (String line = lines.readLine(); line != null && !line.contains("\"end\":true"); line = lines.readLine()) {
            int at = line.indexOf("\"acked\":");
            if (at >= 0) {
              loaded.set(Long.parseLong(line.substring(at + 8, line.indexOf(',', at))));
            } else if (line.contains("error")) {
              System.err.println(line);
            }
          }
        } catch (IOException e) {
          System.err.println("the load was cut: " + e);
        }
      });
      reader.start();
      OutputStream out = socket.getOutputStream();
      out.write(("POST /v1/ks/default/bulk?durability=os HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
      StringBuilder chunk = new StringBuilder();
      for (int i = 0; i < count; i++) {
        chunk.append("{\"key\":\"").append(key(i)).append("\",\"value\":\"").append(value(i)).append("\"}\n");
        if (chunk.length() > 60_000 || i == count - 1) {
          byte[] bytes = chunk.toString().getBytes(StandardCharsets.US_ASCII);
          out.write((Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
          out.write(bytes);
          out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
          chunk.setLength(0);
        }
      }
      out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      out.flush();
      reader.join();
    }
  }

  private static long rssKib(long pid) {
    try {
      return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream().filter(line -> line.startsWith("VmRSS")).mapToLong(line -> Long.parseLong(line.replaceAll("\\D", ""))).findFirst().orElse(0);
    } catch (IOException gone) {
      return 0;
    }
  }
}
