package io.aitta.sstable.version;

import io.aitta.core.Bytes;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Versions written as text: one line a level, as in {@code L0 13[a-c] 12[b-d]deletes=5}. A table is
 * its number, its first and last key and what else differs from the ordinary: 100 bytes, 10
 * entries, numbers from ten times the file's number to nine above.
 */
public final class TestVersions {
  private static final Pattern TABLE =
      Pattern.compile("(\\d+)\\[(\\w+)-(\\w+)\\]((?:\\w+=\\d+,?)*)");

  private TestVersions() {}

  public static Version version(String... levels) {
    return Version.empty().apply(edit(levels));
  }

  public static VersionEdit edit(String... levels) {
    VersionEdit.Builder edit = VersionEdit.builder();
    for (String line : levels) {
      int level = line.charAt(1) - '0';
      Matcher tables = TABLE.matcher(line.substring(2));
      while (tables.find()) {
        edit.add(parse(level, tables));
      }
    }
    return edit.build();
  }

  public static TableMeta table(int level, String text) {
    Matcher table = TABLE.matcher(text);
    if (!table.matches()) {
      throw new IllegalArgumentException(text);
    }
    return parse(level, table);
  }

  private static TableMeta parse(int level, Matcher text) {
    long number = Long.parseLong(text.group(1));
    String more = text.group(4);
    return new TableMeta(
        number,
        level,
        attribute(more, "size", 100),
        number * 0x9E3779B97F4A7C15L,
        Bytes.utf8(text.group(2)),
        Bytes.utf8(text.group(3)),
        attribute(more, "least", number * 10),
        attribute(more, "greatest", number * 10 + 9),
        attribute(more, "entries", 10),
        attribute(more, "deletes", 0),
        attribute(more, "ranges", 0),
        attribute(more, "deadline", Long.MAX_VALUE));
  }

  private static long attribute(String text, String name, long otherwise) {
    Matcher found = Pattern.compile("\\b" + name + "=(\\d+)").matcher(text);
    return found.find() ? Long.parseLong(found.group(1)) : otherwise;
  }
}
