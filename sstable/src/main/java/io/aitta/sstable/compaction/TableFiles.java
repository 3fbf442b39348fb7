package io.aitta.sstable.compaction;

import io.aitta.core.io.FileSystem;
import io.aitta.sstable.table.TableCache;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Where jobs put new tables, and how they name them.
 *
 * @param numbers gives file numbers, none twice; safe on the threads of all jobs
 * @param salts gives tables their salts; safe on the threads of all jobs
 */
public record TableFiles(
    FileSystem fs, Path directory, LongSupplier numbers, RandomGenerator salts) {

  Path path(long number) {
    return directory.resolve(TableCache.fileName(number));
  }
}
