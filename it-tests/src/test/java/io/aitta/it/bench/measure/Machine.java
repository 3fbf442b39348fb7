package io.aitta.it.bench.measure;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a run ran on. */
public final class Machine {
  private static final Pattern CPU = Pattern.compile("^model name\\s*: (.*)$", Pattern.MULTILINE);
  private static final Pattern MEMORY =
      Pattern.compile("^MemTotal:\\s+(\\d+) kB", Pattern.MULTILINE);

  private final Map<String, String> described = new TreeMap<>();

  private Machine(Path directory) throws IOException {
    FileStore disk = Files.getFileStore(directory);
    described.put("processors", String.valueOf(Runtime.getRuntime().availableProcessors()));
    described.put("cpu", found(CPU, "/proc/cpuinfo"));
    described.put("memory KiB", found(MEMORY, "/proc/meminfo"));
    described.put("kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    described.put(
        "jdk",
        System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"));
    described.put("file system", disk.type() + " on " + disk.name());
  }

  /**
   * This machine.
   *
   * @param directory where the stores lie
   */
  public static Machine of(Path directory) throws IOException {
    return new Machine(directory);
  }

  public Map<String, String> describe() {
    return new TreeMap<>(described);
  }

  private static String found(Pattern pattern, String file) {
    Matcher matcher = pattern.matcher(ProcessMeter.text(file));
    return matcher.find() ? matcher.group(1) : "unknown";
  }
}
