package io.aitta.http.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aitta.actors.offline.Finding;
import io.aitta.actors.offline.Repair;
import io.aitta.core.Bytes;
import io.aitta.core.format.TreeKey;
import io.aitta.core.io.FileSystem;
import io.aitta.core.io.Randomness;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code aitta repair}: a directory that opens, out of all that can be read of a damaged one. */
@Command(
    name = "repair",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Builds a directory that opens out of all that can be read of a damaged one, while no store"
          + " runs on it, and writes exactly what it leaves out.",
      "The original is only read; with --in-place its files are moved to DIR.damaged first. Where a"
          + " newer version of a key is dropped, an older one, or what was deleted, may be seen"
          + " again: the lines say for which keys and numbers."
    },
    footer = {
      "",
      "Exit codes: 0 the directory was built, whatever had to be dropped, 1 it was not, 2 usage."
    })
final class RepairCommand implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Terminal terminal;
  private long dropped;
  private long mended;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli's
  CommandSpec spec;

  @Parameters(paramLabel = "DIR", description = "The damaged data directory.")
  String directory = "";

  @Option(
      names = "--to",
      paramLabel = "NEWDIR",
      description = "Where the new one is built: it must not hold a store.")
  @Nullable String to;

  @Option(
      names = "--in-place",
      description = "Moves the original aside, to DIR.damaged, and builds the new one in DIR.")
  boolean inPlace;

  @Option(names = "--json", description = "Writes every line as JSON.")
  boolean json;

  RepairCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    if ((to == null) == !inPlace) {
      throw new ParameterException(spec.commandLine(), "either --to NEWDIR or --in-place");
    }
    Path from = Offline.directory(spec, directory);
    Listener listener = new Listener();
    Repair.Summary summary =
        to == null
            ? Repair.repairInPlace(FileSystem.disk(), Randomness.secure(), from, listener)
            : Repair.repair(
                FileSystem.disk(), Randomness.secure(), from, Offline.path(spec, to), listener);
    print(summary, to == null ? directory : to);
    return CommandLine.ExitCode.OK;
  }

  private final class Listener implements Repair.Listener {
    @Override
    public void dropped(Finding damage) {
      dropped++;
      print("dropped", damage);
    }

    @Override
    public void mended(Finding damage) {
      mended++;
      print("mended", damage);
    }

    @Override
    public void noted(String line) {
      if (json) {
        print(JSON.createObjectNode().put("kind", "note").put("text", line));
      } else {
        terminal.out().println("note: " + line);
      }
    }
  }

  private void print(ObjectNode line) {
    terminal.out().println(line.toString());
  }

  private void print(String kind, Finding damage) {
    if (!json) {
      terminal.out().println(kind + ": " + damage.line());
      return;
    }
    ObjectNode line = JSON.createObjectNode();
    line.put("kind", kind).put("file", damage.file()).put("offset", damage.offset());
    line.put("length", damage.length()).put("part", damage.part());
    line.put("expected", damage.expected()).put("found", damage.found());
    if (damage.loses()) {
      putKey(line, "from", damage.from());
      putKey(line, "until", damage.until());
      line.put("leastSeq", damage.leastNumber()).put("greatestSeq", damage.greatestNumber());
    }
    print(line.put("meaning", damage.meaning()));
  }

  /** The keyspace's id and the key as HTTP names it, both inclusive; null if not known. */
  private static void putKey(ObjectNode line, String name, @Nullable Bytes treeKey) {
    if (treeKey == null || treeKey.length() < TreeKey.KEYSPACE_BYTES) {
      line.putNull(name);
      return;
    }
    byte[] bytes = treeKey.toArray();
    Bytes key = TreeKey.userKey(bytes, 0, bytes.length);
    line.putObject(name)
        .put("keyspace", TreeKey.keyspace(bytes, 0))
        .put("key64", Base64.getUrlEncoder().withoutPadding().encodeToString(key.toArray()));
  }

  private void print(Repair.Summary summary, String where) {
    if (json) {
      print(
          JSON.createObjectNode()
              .put("kind", "summary")
              .put("directory", where)
              .put("original", summary.original().toString())
              .put("manifest", summary.manifest())
              .put("tablesRead", summary.tables())
              .put("tablesWritten", summary.tablesWritten())
              .put("entries", summary.entries())
              .put("operationsFromLogs", summary.operations())
              .put("lastSeq", summary.lastNumber())
              .put("dropped", dropped)
              .put("mended", mended));
      return;
    }
    terminal
        .out()
        .println(
            String.format(
                Locale.US,
                "repaired into %s: %,d tables read, %,d written with %,d entries, %,d operations"
                    + " from logs, last number %d: %,d dropped, %,d mended",
                where,
                summary.tables(),
                summary.tablesWritten(),
                summary.entries(),
                summary.operations(),
                summary.lastNumber(),
                dropped,
                mended));
  }
}
