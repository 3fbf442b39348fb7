package io.aitta.http.cli;

import io.aitta.core.StoreException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** Why a command ends without having done its work: one line for stderr, and an exit code. */
final class Failure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  static final int FAILED = 1;
  static final int NOT_FOUND = 3;

  private final int exitCode;

  private Failure(int exitCode, String line) {
    super(line.replaceAll("\\s*\\R\\s*", " "), null, false, false);
    this.exitCode = exitCode;
  }

  static Failure of(String line) {
    return new Failure(FAILED, line);
  }

  static Failure notFound(String line) {
    return new Failure(NOT_FOUND, line);
  }

  int exitCode() {
    return exitCode;
  }

  /** One line, never empty. */
  String line() {
    return String.valueOf(getMessage());
  }

  /** What went wrong, in words: the store's, or those of the innermost cause. */
  static String words(Throwable thrown) {
    Throwable unwrapped = unwrapped(thrown);
    if (unwrapped instanceof StoreException refused) {
      return refused.getCause() instanceof FileSystemException cause && cause.getReason() == null
          ? refused.detail() + ": " + reason(cause)
          : refused.detail();
    }
    if (unwrapped instanceof FileSystemException file) {
      String reason = file.getReason();
      return file.getFile() + ": " + (reason == null ? reason(file) : reason);
    }
    Throwable innermost = unwrapped;
    for (Throwable cause = innermost.getCause(); cause != null; cause = cause.getCause()) {
      innermost = cause;
    }
    String message = innermost.getMessage();
    return message == null || message.isBlank() ? innermost.getClass().getSimpleName() : message;
  }

  private static Throwable unwrapped(Throwable thrown) {
    Throwable inner = thrown;
    while (inner instanceof CompletionException || inner instanceof ExecutionException) {
      Throwable cause = inner.getCause();
      if (cause == null) {
        return inner;
      }
      inner = cause;
    }
    return inner;
  }

  /** These say only the file's name; the reason is in their class. */
  private static String reason(FileSystemException failure) {
    if (failure instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (failure instanceof NoSuchFileException) {
      return "no such file or directory";
    }
    if (failure instanceof NotDirectoryException || failure instanceof FileAlreadyExistsException) {
      return "not a directory";
    }
    return failure.getClass().getSimpleName();
  }
}
