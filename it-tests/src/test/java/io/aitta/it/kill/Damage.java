package io.aitta.it.kill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What can happen to a data directory while nobody looks. Each is done to a copy. */
enum Damage {
  TABLE_TRUNCATED {
    @Override
    void inflict(Path data, Path other) throws IOException {
      byte[] content = Files.readAllBytes(table(data));
      Files.write(table(data), java.util.Arrays.copyOf(content, content.length / 2));
    }
  },
  TABLE_MISSING {
    @Override
    void inflict(Path data, Path other) throws IOException {
      Files.delete(table(data));
    }
  },
  TABLE_EMPTY {
    @Override
    void inflict(Path data, Path other) throws IOException {
      Files.write(table(data), new byte[0]);
    }
  },
  BIT_IN_DATA_BLOCK {
    @Override
    void inflict(Path data, Path other) throws IOException {
      flip(table(data), 20);
    }
  },
  SECTOR_OF_ZEROS_IN_DATA {
    @Override
    void inflict(Path data, Path other) throws IOException {
      byte[] content = Files.readAllBytes(table(data));
      java.util.Arrays.fill(content, 0, 512, (byte) 0);
      Files.write(table(data), content);
    }
  },
  BIT_IN_INDEX {
    @Override
    void inflict(Path data, Path other) throws IOException {
      flip(table(data), new TableFile(table(data)).blockAt("aitta.index") + 1);
    }
  },
  BIT_IN_FILTER {
    @Override
    void inflict(Path data, Path other) throws IOException {
      flip(table(data), new TableFile(table(data)).blockAt("aitta.filter.bloom-line64") + 9);
    }
  },
  BIT_IN_PROPERTIES {
    @Override
    void inflict(Path data, Path other) throws IOException {
      flip(table(data), new TableFile(table(data)).blockAt("aitta.properties") + 2);
    }
  },
  BIT_IN_META_INDEX {
    @Override
    void inflict(Path data, Path other) throws IOException {
      flip(table(data), new TableFile(table(data)).metaIndexAt() + 3);
    }
  },
  BIT_IN_FOOTER {
    @Override
    void inflict(Path data, Path other) throws IOException {
      flip(table(data), new TableFile(table(data)).footerAt() + 9);
    }
  },
  TABLES_SWAPPED {
    @Override
    void inflict(Path data, Path other) throws IOException {
      List<Path> tables = files(data, ".sst");
      Path aside = data.resolve("aside");
      Files.move(tables.get(0), aside);
      Files.move(tables.get(1), tables.get(0));
      Files.move(aside, tables.get(1));
    }
  },
  TABLE_OF_ANOTHER_STORE {
    @Override
    void inflict(Path data, Path other) throws IOException {
      replace(table(other), table(data));
    }
  },
  TABLE_FORMAT_TOO_NEW {
    @Override
    void inflict(Path data, Path other) throws IOException {
      new TableFile(table(data)).setVersion(2);
    }
  },
  BIT_IN_LOG_HEADER {
    @Override
    void inflict(Path data, Path other) throws IOException {
      flip(log(data), 40);
    }
  },
  BIT_IN_SYNCED_LOG {
    @Override
    void inflict(Path data, Path other) throws IOException {
      flip(log(data), 200);
    }
  },
  LOG_MISSING {
    @Override
    void inflict(Path data, Path other) throws IOException {
      Files.delete(log(data));
    }
  },
  LOG_OF_ANOTHER_STORE {
    @Override
    void inflict(Path data, Path other) throws IOException {
      replace(log(other), log(data));
    }
  },
  BIT_IN_MANIFEST_HEADER {
    @Override
    void inflict(Path data, Path other) throws IOException {
      flip(manifest(data), 20);
    }
  },
  BIT_IN_MANIFEST {
    @Override
    void inflict(Path data, Path other) throws IOException {
      flip(manifest(data), 80);
    }
  },
  CURRENT_MISSING {
    @Override
    void inflict(Path data, Path other) throws IOException {
      Files.delete(data.resolve("CURRENT"));
    }
  },
  CURRENT_EMPTY {
    @Override
    void inflict(Path data, Path other) throws IOException {
      Files.write(data.resolve("CURRENT"), new byte[0]);
    }
  },
  CURRENT_DANGLING {
    @Override
    void inflict(Path data, Path other) throws IOException {
      Files.delete(manifest(data));
    }
  },
  CURRENT_GARBAGE {
    @Override
    void inflict(Path data, Path other) throws IOException {
      Files.writeString(data.resolve("CURRENT"), "MANIFEST-999999\nffffffff\n");
    }
  };

  /**
   * @param data the directory to be damaged
   * @param other a directory of another store
   */
  abstract void inflict(Path data, Path other) throws IOException;

  private static void replace(Path from, Path to) throws IOException {
    Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void flip(Path file, int offset) throws IOException {
    byte[] content = Files.readAllBytes(file);
    content[offset] ^= 0x10;
    Files.write(file, content);
  }

  static List<Path> files(Path data, String suffix) throws IOException {
    try (Stream<Path> files = Files.list(data)) {
      return files.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
    }
  }

  private static Path table(Path data) throws IOException {
    return files(data, ".sst").get(0);
  }

  /** The longest: the one with groups in it. */
  private static Path log(Path data) throws IOException {
    return files(data, ".log").stream()
        .max(Comparator.comparingLong(file -> file.toFile().length()))
        .orElseThrow();
  }

  private static Path manifest(Path data) throws IOException {
    try (Stream<Path> files = Files.list(data)) {
      return files
          .filter(file -> String.valueOf(file.getFileName()).startsWith("MANIFEST"))
          .findFirst()
          .orElseThrow();
    }
  }
}
