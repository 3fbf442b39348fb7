package io.aitta.core.io;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Another process: asked for a lock by a line, it says how that went; it ends with its input. */
public final class LockHolder {
  private LockHolder() {}

  public static void main(String[] arguments) throws IOException {
    Path directory = Path.of(arguments[0]);
    var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    DirectoryLock held = null;
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      if (line.equals("close") && held != null) {
        held.close();
        out.println("closed");
        continue;
      }
      try {
        held = FileSystem.disk().lock(directory);
        out.println("held");
      } catch (DirectoryInUseException refused) {
        out.println("refused: " + refused.getMessage());
      }
    }
  }
}
