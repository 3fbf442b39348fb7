package io.aitta.actors.offline;

import io.aitta.core.CorruptionException;
import io.aitta.core.io.FileSystem;
import io.aitta.sstable.manifest.FileName;
import io.aitta.sstable.manifest.ManifestInspection;
import io.aitta.sstable.version.TableMeta;
import io.aitta.wal.LogReplay;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the manifest that a damaged directory may be read by. The one that {@code CURRENT} names is
 * believed if every record of it is whole. Another is believed only if all tables it names are
 * there and the logs lead on from it without a gap: then it tells a true state, whatever came after
 * it.
 */
final class ManifestSearch {
  /**
   * What was found.
   *
   * @param name the manifest's, null if none is believed
   * @param contents what it says, null if none is believed
   * @param storeId null if no manifest tells it
   */
  record Found(
      @Nullable String name,
      ManifestInspection.@Nullable Contents contents,
      @Nullable Long storeId) {}

  private final FileSystem fs;
  private final Path directory;
  private final Consumer<String> notes;
  private @Nullable Long storeId;

  private ManifestSearch(FileSystem fs, Path directory, Consumer<String> notes) {
    this.fs = fs;
    this.directory = directory;
    this.notes = notes;
  }

  static Found search(FileSystem fs, Path directory, Consumer<String> notes) throws IOException {
    return new ManifestSearch(fs, directory, notes).run();
  }

  private Found run() throws IOException {
    Long named = current();
    for (FileName file : candidates(named)) {
      boolean isNamed = named != null && named == file.number();
      ManifestInspection.Contents contents = read(file.text());
      if (contents == null) {
        continue;
      }
      String flaw = isNamed ? null : flaw(contents);
      if (flaw == null) {
        notes.accept(
            file.text()
                + (isNamed
                    ? " is believed: CURRENT names it"
                    : " is believed: all its tables are there, and the logs lead on from it"));
        return new Found(file.text(), contents, contents.storeId());
      }
      notes.accept(file.text() + " is not believed: " + flaw);
    }
    return new Found(null, null, storeId);
  }

  private @Nullable Long current() throws IOException {
    try {
      return ManifestInspection.current(fs, directory);
    } catch (NoSuchFileException missing) {
      notes.accept("there is no CURRENT");
    } catch (CorruptionException damage) {
      notes.accept(damage.detail());
    }
    return null;
  }

  /** The one that is named first, then the newest first. */
  private List<FileName> candidates(@Nullable Long named) throws IOException {
    List<FileName> manifests = new ArrayList<>();
    for (String name : fs.list(directory)) {
      FileName file = FileName.parse(name);
      if (file != null && file.kind() == FileName.Kind.MANIFEST) {
        manifests.add(file);
      }
    }
    manifests.sort(
        Comparator.comparing((FileName file) -> named == null || file.number() != named)
            .thenComparing(Comparator.comparingLong(FileName::number).reversed()));
    return manifests;
  }

  private ManifestInspection.@Nullable Contents read(String name) throws IOException {
    ManifestInspection.Result result =
        ManifestInspection.read(
            fs,
            directory.resolve(name),
            new ManifestInspection.Listener() {
              @Override
              public void damaged(CorruptionException damage, long length) {
                notes.accept(name + " is not believed: " + damage.detail());
              }
            });
    if (storeId == null) {
      storeId = result.storeId();
    }
    return result.contents();
  }

  /** Why a manifest that {@code CURRENT} does not name is not to be believed, or null. */
  private @Nullable String flaw(ManifestInspection.Contents contents) throws IOException {
    for (int level = 0; level < contents.version().levels(); level++) {
      for (TableMeta table : contents.version().level(level)) {
        Path path = FileName.table(directory, table.number());
        if (!fs.exists(path) || fs.size(path) != table.sizeBytes()) {
          return path.getFileName() + " is not as it says";
        }
      }
    }
    try {
      LogReplay.Summary unused =
          LogReplay.replay(
              fs,
              directory,
              contents.storeId(),
              contents.logNumber(),
              contents.version().flushedThrough(),
              group -> {});
      return null;
    } catch (CorruptionException damage) {
      return damage.detail();
    }
  }
}
