package io.aitta.core.io.fault;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Which operations go wrong, when, and how.
 *
 * <pre>
 * Fault.on(SYNC).of(FileClass.LOG).at(3).fails(EIO)            // the third sync of a log
 * Fault.on(APPEND, PREPARE).from(10).failsPartway(ENOSPC)      // from the tenth on, with half the bytes written
 * Fault.on(RENAME).failsAfterwards(EIO)                        // every rename: done, and reported as failed
 * Fault.on(SYNC_DIRECTORY).skips()                             // a lie
 * </pre>
 *
 * <p>Operations are counted from 1 among those the fault is about, from the moment it is added to a
 * plan. Immutable.
 */
public final class Fault {
  private static final Set<FileOperation> SKIPPABLE =
      EnumSet.of(
          FileOperation.SYNC,
          FileOperation.SYNC_DIRECTORY,
          FileOperation.RENAME,
          FileOperation.LINK,
          FileOperation.DELETE);

  /** How much of the operation is done. */
  private enum Effect {
    NONE,
    PART,
    WHOLE
  }

  /** No fault: all is well. */
  static final Fault NOTHING =
      new Fault(
          EnumSet.noneOf(FileOperation.class),
          file -> false,
          number -> false,
          Effect.WHOLE,
          null,
          null);

  private final Set<FileOperation> operations;
  private final Predicate<Path> files;
  private final LongPredicate when;
  private final Effect effect;
  private final @Nullable Failure failure;
  private final @Nullable FaultHook hook;

  private Fault(
      Set<FileOperation> operations,
      Predicate<Path> files,
      LongPredicate when,
      Effect effect,
      @Nullable Failure failure,
      @Nullable FaultHook hook) {
    this.operations = operations;
    this.files = files;
    this.when = when;
    this.effect = effect;
    this.failure = failure;
    this.hook = hook;
  }

  /** Every one of these operations fails with EIO, unless more is said. */
  public static Fault on(FileOperation first, FileOperation... more) {
    return new Fault(
        EnumSet.of(first, more), file -> true, number -> true, Effect.NONE, Failure.EIO, null);
  }

  /** Only of files of a class. */
  public Fault of(FileClass fileClass) {
    return of(file -> FileClass.of(file) == fileClass);
  }

  /** Only of these files; of a rename or a link the new name is asked. */
  public Fault of(Predicate<Path> files) {
    return new Fault(operations, files, when, effect, failure, hook);
  }

  /** Only the k-th. */
  public Fault at(long k) {
    return when(number -> number == k);
  }

  /** The k-th and all after it. */
  public Fault from(long k) {
    return when(number -> number >= k);
  }

  /** Each by itself with this probability. The generator is used under the plan's lock. */
  public Fault randomly(double probability, RandomGenerator random) {
    return when(number -> random.nextDouble() < probability);
  }

  private Fault when(LongPredicate when) {
    return new Fault(operations, files, when, effect, failure, hook);
  }

  /** Nothing is done, and it fails. A close is done all the same, as the system does it. */
  public Fault fails(Failure failure) {
    return how(Effect.NONE, failure);
  }

  /**
   * Half the bytes of an append or a prepare are written, and it fails; of others nothing is done.
   */
  public Fault failsPartway(Failure failure) {
    return how(Effect.PART, failure);
  }

  /** It is done, and fails. */
  public Fault failsAfterwards(Failure failure) {
    return how(Effect.WHOLE, failure);
  }

  /** Nothing is done, and all seems well. For syncs, renames, links and deletes. */
  public Fault skips() {
    requireOnly(SKIPPABLE);
    return how(Effect.NONE, null);
  }

  /** Half of the bytes are read, as at the end of a file, and all seems well. For reads. */
  public Fault endsEarly() {
    requireOnly(EnumSet.of(FileOperation.READ));
    return how(Effect.PART, null);
  }

  /** All is well: for a fault that only runs its hook. */
  public Fault succeeds() {
    return how(Effect.WHOLE, null);
  }

  /** Runs the hook where the fault strikes, before anything else; what it throws is thrown. */
  public Fault running(FaultHook hook) {
    return new Fault(operations, files, when, effect, failure, hook);
  }

  private Fault how(Effect effect, @Nullable Failure failure) {
    return new Fault(operations, files, when, effect, failure, hook);
  }

  private void requireOnly(Set<FileOperation> allowed) {
    if (!allowed.containsAll(operations)) {
      throw new IllegalArgumentException("only for " + allowed + ", not for " + operations);
    }
  }

  boolean isAbout(FileOperation operation, Path file) {
    return operations.contains(operation) && files.test(file);
  }

  boolean strikesAt(long number) {
    return when.test(number);
  }

  /** Whether half the bytes move. */
  boolean stopsPartway() {
    return effect == Effect.PART;
  }

  boolean skipsSilently() {
    return effect == Effect.NONE && failure == null;
  }

  /** Throws the failure, if nothing of the operation is to be done. */
  void throwBeforeEffect(Path file) throws IOException {
    if (failure != null && effect != Effect.WHOLE) {
      throw failure.of(file);
    }
  }

  /** Throws the failure, if there is one. */
  void throwAfterEffect(Path file) throws IOException {
    if (failure != null) {
      throw failure.of(file);
    }
  }

  @Nullable Failure failure() {
    return failure;
  }

  @Nullable FaultHook hook() {
    return hook;
  }
}
