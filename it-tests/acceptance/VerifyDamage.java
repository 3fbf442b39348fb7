// Damages copies of a data directory, one way each, and shows that `aitta verify` names the file and ends with 1.
//
//   java it-tests/acceptance/VerifyDamage.java ./aitta it-tests/data/format-1
//
// Exits 1 if one is not found, is found elsewhere, or the whole directory is not clean.

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

public final class VerifyDamage {
  private static final int FOOTER_BYTES = 36;
  private static final int TRAILER_BYTES = 5;
  private static final int SECOND_GROUP = 132;
  private static final int SECOND_EDIT = 114;

  private interface Change {
    byte[] of(byte[] whole);
  }

  /** Where the parts of a table stand, by the layout in the package-info of io.aitta.sstable.table. */
  private record Layout(int footer, Map<String, Integer> parts, List<Integer> blocks) {
    static Layout of(byte[] table) {
      ByteBuffer in = ByteBuffer.wrap(table).order(ByteOrder.LITTLE_ENDIAN);
      int footer = table.length - FOOTER_BYTES;
      in.position((int) in.getLong(footer + 8));
      Map<String, Integer> parts = new LinkedHashMap<>();
      for (int left = varint(in); left > 0; left--) {
        byte[] name = new byte[varint(in)];
        in.get(name);
        in.get();
        parts.put(new String(name, StandardCharsets.US_ASCII), varint(in));
        varint(in);
      }
      in.position(parts.get("aitta.index"));
      int count = varint(in);
      int prefix = varint(in);
      in.position(in.position() + prefix);
      List<Integer> blocks = new ArrayList<>(List.of(0));
      for (int i = 0; i < count; i++) {
        blocks.add(blocks.get(i) + varint(in) + TRAILER_BYTES);
        varint(in);
        varint(in);
      }
      return new Layout(footer, parts, blocks);
    }

    private static int varint(ByteBuffer in) {
      int value = 0;
      for (int shift = 0; ; shift += 7) {
        byte next = in.get();
        value |= (next & 0x7f) << shift;
        if (next >= 0) {
          return value;
        }
      }
    }
  }

  private final String aitta;
  private final Path whole;
  private int missed;

  private VerifyDamage(String aitta, Path whole) {
    this.aitta = aitta;
    this.whole = whole;
  }

  public static void main(String[] args) throws Exception {
    var run = new VerifyDamage(args[0], Path.of(args[1]));
    run.all();
    System.out.printf("%d not found%n", run.missed);
    System.exit(run.missed == 0 ? 0 : 1);
  }

  private void all() throws Exception {
    String table = largest(".sst");
    String log = largest(".log");
    String manifest = largest("MANIFEST-");
    Layout layout = Layout.of(Files.readAllBytes(whole.resolve(table)));
    List<Integer> blocks = layout.blocks();
    check("nothing", "", it -> it);
    check("a bit of the log", log, flip(SECOND_GROUP + 30));
    check("a bit of a table's block", table, flip(blocks.get(1) + 17));
    check("a bit of a table's index", table, flip(layout.parts().get("aitta.index") + 9));
    check("a bit of a table's filter", table, flip(layout.parts().get("aitta.filter.bloom-line64") + 9));
    check("a bit of a table's properties", table, flip(layout.parts().get("aitta.properties") + 5));
    check("a bit of a table's footer", table, flip(layout.footer() + 9));
    check("a bit of the manifest", manifest, flip(SECOND_EDIT + 12));
    check("a bit of CURRENT", "CURRENT", flip(3));
    check("a table cut in half", table, it -> Arrays.copyOf(it, it.length / 2));
    check("a missing table", table, it -> null);
    check("two blocks swapped", table, it -> swapped(it, blocks.get(0), blocks.get(1), blocks.get(2)));
  }

  private static Change flip(int offset) {
    return bytes -> {
      byte[] flipped = bytes.clone();
      flipped[offset] ^= 4;
      return flipped;
    };
  }

  private static byte[] swapped(byte[] bytes, int first, int second, int end) {
    byte[] swapped = bytes.clone();
    System.arraycopy(bytes, second, swapped, first, end - second);
    System.arraycopy(bytes, first, swapped, first + end - second, second - first);
    return swapped;
  }

  private String largest(String part) throws IOException {
    try (Stream<Path> files = Files.list(whole)) {
      return files.filter(it -> it.getFileName().toString().contains(part))
          .max(Comparator.comparingLong(it -> it.toFile().length())).orElseThrow().getFileName().toString();
    }
  }

  /** Verifies a copy of which one file is changed, or gone if the change gives null; no file for none. */
  private void check(String what, String file, Change change) throws Exception {
    Path copy = Files.createTempDirectory("aitta-verify-damage");
    try (Stream<Path> files = Files.list(whole)) {
      for (Path from : files.toList()) {
        byte[] bytes = Files.readAllBytes(from);
        byte[] left = from.getFileName().toString().equals(file) ? change.of(bytes) : bytes;
        if (left != null) {
          Files.write(copy.resolve(from.getFileName()), left);
        }
      }
    }
    Process verify = new ProcessBuilder(aitta, "verify", copy.toString()).redirectErrorStream(true).start();
    String said = new String(verify.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int exitCode = verify.waitFor();
    String line = said.lines().filter(it -> !file.isEmpty() && it.contains(file)).findFirst().orElse("");
    boolean found = file.isEmpty() ? exitCode == 0 : exitCode == 1 && !line.isEmpty();
    missed += found ? 0 : 1;
    System.out.printf("%s: %s, exit %d: %s%n", found ? "ok" : "MISSED", what, exitCode, found ? line.isEmpty() ? "clean" : line : said);
    try (Stream<Path> files = Files.list(copy)) {
      for (Path left : files.toList()) {
        Files.delete(left);
      }
    }
    Files.delete(copy);
  }
}
