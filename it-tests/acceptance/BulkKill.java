// Kills the server with -9 at ten random moments of a bulk load, while 16 clients put single keys, and counts
// what was acknowledged against what is found after each restart.
//
//   java it-tests/acceptance/BulkKill.java http-api/target/aitta-http-api-0.1.0-all.jar it-tests/data/cities.ndjson 18085
//
// Prints: lines acked, lines found, PUTs acked, PUTs found. Exits 1 if anything acknowledged is missing.

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

public final class BulkKill {
  private static final int KILLS = 10;
  private static final int CLIENTS = 16;
  private static final Pattern ACKED = Pattern.compile("\"acked\":(\\d+)");
  private static final Pattern KEY = Pattern.compile("^\\{\"key\":\"((?:[^\"\\\\]|\\\\.)*)\",\"json\":(.*)\\}$");
  private static final Pattern ROW = Pattern.compile("^\\{\"key\":\"((?:[^\"\\\\]|\\\\.)*)\",\"(?:value|json)\":(.*),\"version\":\\d+\\}$");

  private final String jar;
  private final Path file;
  private final int port;
  private final Path directory;
  private final Random random = new Random(Long.getLong("seed", 20261122L));
  private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Map<String, String> putsAcked = new ConcurrentHashMap<>();
  private final AtomicLong putIds = new AtomicLong();
  private Process server;

  private BulkKill(String jar, Path file, int port) throws IOException {
    this.jar = jar;
    this.file = file;
    this.port = port;
    this.directory = Files.createTempDirectory("aitta-bulk-kill");
  }

  public static void main(String[] args) throws Exception {
    new BulkKill(args[0], Path.of(args[1]), Integer.parseInt(args[2])).run();
  }

  private void run() throws Exception {
    List<String> lines = Files.readAllLines(file);
    long linesAcked = 0;
    long linesFound = 0;
    boolean lost = false;
    start();
    for (int kill = 1; kill <= KILLS; kill++) {
      var stop = new AtomicBoolean();
      List<Thread> clients = clients(stop);
      AtomicLong acked = new AtomicLong();
      Process curl = load();
      Thread reader = new Thread(() -> readAcks(curl, acked));
      reader.start();
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(700 + random.nextInt(1_500)));
      server.destroyForcibly().waitFor();
      stop.set(true);
      curl.waitFor(20, TimeUnit.SECONDS);
      reader.join();
      for (Thread client : clients) {
        client.join();
      }
      start();
      Map<String, String> found = scan();
      long there = 0;
      for (int i = 0; i < acked.get(); i++) {
        Matcher line = KEY.matcher(lines.get(i));
        there += line.matches() && line.group(2).equals(unquoted(found.get(line.group(1)))) ? 1 : 0;
      }
      long puts = putsAcked.entrySet().stream().filter(put -> put.getValue().equals(unquoted(found.get(put.getKey())))).count();
      System.out.printf("kill %d: lines acked %,d found %,d; PUTs acked so far %,d found %,d%n", kill, acked.get(), there, putsAcked.size(), puts);
      lost |= there != acked.get() || puts != putsAcked.size();
      linesAcked += acked.get();
      linesFound += there;
    }
    var acked = new AtomicLong();
    Process curl = load();
    readAcks(curl, acked);
    Map<String, String> found = scan();
    long whole = lines.stream().map(KEY::matcher).filter(Matcher::matches).filter(line -> line.group(2).equals(unquoted(found.get(line.group(1))))).count();
    long puts = putsAcked.entrySet().stream().filter(put -> put.getValue().equals(unquoted(found.get(put.getKey())))).count();
    System.out.printf("repeated to the end: lines acked %,d, found %,d of %,d%n", acked.get(), whole, lines.size());
    System.out.printf("sum: lines acked %,d, lines found %,d, PUTs acked %,d, PUTs found %,d%n", linesAcked, linesFound, putsAcked.size(), puts);
    server.destroy();
    server.waitFor();
    System.exit(lost || whole != lines.size() || puts != putsAcked.size() ? 1 : 0);
  }

  /** The value as text: a string row is unquoted, so that what was put as JSON or as text compares. */
  private static String unquoted(String value) {
    if (value == null || !value.startsWith("\"")) {
      return value;
    }
    return value.substring(1, value.length() - 1).replace("\\\"", "\"").replace("\\\\", "\\");
  }

  private void start() throws IOException {
    server = new ProcessBuilder("java", "-Xmx512m", "-Daitta.memtable.size=4MiB", "-jar", jar, "serve", "--data", directory.toString(), "--port", String.valueOf(port))
        .redirectError(ProcessBuilder.Redirect.appendTo(directory.resolveSibling(directory.getFileName() + ".log").toFile()))
        .start();
    String ready = new BufferedReader(new InputStreamReader(server.getInputStream())).readLine();
    if (ready == null || !ready.contains("ready on")) {
      throw new IllegalStateException("the server did not start: " + ready);
    }
  }

  private Process load() throws IOException {
    return new ProcessBuilder("curl", "-sN", "-X", "POST", "-H", "Content-Type: application/x-ndjson", "-T", file.toString(), url("/v1/ks/default/bulk?durability=os")).start();
  }

  private static void readAcks(Process curl, AtomicLong acked) {
    try (var lines = new BufferedReader(new InputStreamReader(curl.getInputStream()))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Matcher found = ACKED.matcher(line);
        if (found.find()) {
          acked.set(Long.parseLong(found.group(1)));
        }
      }
    } catch (IOException cut) {
      System.err.println("the load was cut: " + cut.getMessage());
    }
  }

  private List<Thread> clients(AtomicBoolean stop) {
    List<Thread> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      Thread client = new Thread(() -> putUntil(stop));
      client.start();
      clients.add(client);
    }
    return clients;
  }

  private void putUntil(AtomicBoolean stop) {
    while (!stop.get()) {
      long id = putIds.incrementAndGet();
      String key = "single-" + id;
      String value = "value of " + id;
      try {
        var request = HttpRequest.newBuilder(URI.create(url("/v1/ks/default/kv/" + key + "?durability=os"))).PUT(HttpRequest.BodyPublishers.ofString(value)).build();
        if (http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 204) {
          putsAcked.put(key, value);
        }
      } catch (IOException killed) {
        return; // not acknowledged: may be there or not
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private Map<String, String> scan() throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create(url("/v1/ks/default/scan"))).header("Accept", "application/x-ndjson").build();
    Map<String, String> rows = new HashMap<>();
    http.send(request, HttpResponse.BodyHandlers.ofLines()).body().forEach(line -> {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        rows.put(row.group(1), row.group(2));
      }
    });
    return rows;
  }

  private String url(String path) {
    return "http://127.0.0.1:" + port + path;
  }
}
