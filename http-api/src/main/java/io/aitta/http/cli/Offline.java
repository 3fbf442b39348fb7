package io.aitta.http.cli;

import io.aitta.actors.offline.Verification;
import io.aitta.core.io.FileSystem;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** What the commands that work on a data directory without a server have in common. */
final class Offline {
  private Offline() {}

  static Path path(CommandSpec spec, String given) {
    try {
      return Path.of(given);
    } catch (InvalidPathException bad) {
      throw new ParameterException(spec.commandLine(), "not a path: " + given, bad);
    }
  }

  /** A directory that holds a store; anything else is a wrong use of the command. */
  static Path directory(CommandSpec spec, String given) throws IOException {
    Path directory = path(spec, given);
    try {
      if (Verification.holdsStore(FileSystem.disk(), directory)) {
        return directory;
      }
    } catch (NoSuchFileException | NotDirectoryException none) {
      throw new ParameterException(spec.commandLine(), "no such directory: " + given, none);
    }
    throw new ParameterException(spec.commandLine(), "there is no store in " + given);
  }
}
