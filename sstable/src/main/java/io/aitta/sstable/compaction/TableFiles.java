package io.aitta.sstable.compaction;

import io.aitta.core.io.FileSystem;
import io.aitta.sstable.table.TableCache;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Where jobs put new tables, and how they name them.
 *
 * @param numbers gives file numbers, none twice; safe on the threads of all jobs
 * @param salts gives tables their salts; safe on the threads of all jobs
 * @param helpers may write beside a job's own thread, and may block; what they do not come to do,
 *     the job does
 */
public record TableFiles(
    FileSystem fs, Path directory, LongSupplier numbers, RandomGenerator salts, Executor helpers) {

  Path path(long number) {
    return directory.resolve(TableCache.fileName(number));
  }
}
