package io.aitta.http.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitta.actors.StoreInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which setting wins, and what is said of a wrong one. */
class SettingsTest {
  @TempDir Path directory;

  @Test
  void defaultsAreThoseOfTheReadme() {
    assertThat(config(Map.of()))
        .contains(
            "aitta.data-dir = \"./data\"   # default",
            "aitta.http.port = 8080   # default",
            "aitta.http.host = \"127.0.0.1\"   # default")
        .noneMatch(line -> line.startsWith("aitta.dispatchers"));
  }

  @Test
  void aFileWinsOverTheDefault() throws IOException {
    String file = file("aitta { data-dir = from-file, http { port = 1 } }");

    assertThat(config(Map.of(), "--config", file))
        .contains(
            "aitta.data-dir = \"from-file\"   # file " + file,
            "aitta.http.port = 1   # file " + file);
  }

  @Test
  void theEnvironmentWinsOverTheFile() throws IOException {
    String file = file("aitta { data-dir = from-file, http { port = 1, host = \"127.0.0.9\" } }");

    assertThat(
            config(
                Map.of("AITTA_DATA", "from-env", "AITTA_PORT", "2", "AITTA_HOST", "::1"),
                "--config",
                file))
        .contains(
            "aitta.data-dir = \"from-env\"   # environment",
            "aitta.http.port = \"2\"   # environment",
            "aitta.http.host = \"::1\"   # environment");
  }

  @Test
  void aFlagWinsOverEverything() throws IOException {
    String file = file("aitta { data-dir = from-file, http { port = 1, host = \"127.0.0.9\" } }");

    assertThat(
            config(
                Map.of("AITTA_DATA", "from-env", "AITTA_PORT", "2", "AITTA_HOST", "::1"),
                "--config",
                file,
                "--data",
                "from-flag",
                "--port",
                "3",
                "--host",
                "127.0.0.3",
                "--insecure-listen"))
        .contains(
            "aitta.data-dir = \"from-flag\"   # flag",
            "aitta.http.port = 3   # flag",
            "aitta.http.host = \"127.0.0.3\"   # flag",
            "aitta.http.insecure-listen = true   # flag");
  }

  @Test
  void aSecretIsNotPrinted() throws IOException {
    assertThat(config(Map.of(), "--config", file("aitta.http.cursor-secret = hush")))
        .noneMatch(line -> line.contains("hush"));
  }

  @Test
  void aWrongSettingIsOneLineThatNamesIt() throws IOException {
    refused("aitta.durabilty = os", "aitta.durability");
    refused("aitta.http.prt = 1", "aitta.http.port");
    refused("data-dir = x", "data-dir");
    refused("aitta.cache = lots", "cache");
    refused("aitta.durability = strong", "strong");
    refused("aitta.http.port = 70000", "aitta.http.port");
    refused("aitta {", "settings.conf");
  }

  @Test
  void aWrongVariableOfTheEnvironmentIsNamed() {
    Ran ran = Ran.with(Map.of("AITTA_PORT", "many"), "", "config");

    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(ran.errLines()).singleElement().asString().contains("AITTA_PORT");
  }

  @Test
  void aMissingFileIsNamed() {
    Ran ran = Ran.command("config", "--config", directory.resolve("none.conf").toString());

    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(ran.errLines()).singleElement().asString().contains("none.conf", "no such file");
  }

  @Test
  void theReadyLineReadsAsDocumented() {
    assertThat(
            Server.readyLine(
                "0.1.0", "127.0.0.1", 8080, "./data", new StoreInfo(1_204_331, 812, 0, 0, 0)))
        .isEqualTo(
            "aitta 0.1.0 ready on http://127.0.0.1:8080, data in ./data,"
                + " 1,204,331 keys recovered in 0.8 s");
    assertThat(Server.readyLine("0.1.0", "::1", 1, "d", new StoreInfo(0, 0, 0, 0, 0)))
        .contains("http://[::1]:1,");
  }

  private void refused(String content, String named) throws IOException {
    Ran ran = Ran.command("config", "--config", file(content));

    assertThat(ran.exitCode()).as(content).isEqualTo(1);
    assertThat(ran.out()).as(content).isEmpty();
    assertThat(ran.errLines()).as(content).singleElement().asString().contains(named);
  }

  private static List<String> config(Map<String, String> environment, String... args) {
    String[] all = new String[args.length + 1];
    all[0] = "config";
    System.arraycopy(args, 0, all, 1, args.length);
    Ran ran = Ran.with(environment, "", all);
    assertThat(ran.err()).isEmpty();
    assertThat(ran.exitCode()).isZero();
    return ran.out().lines().toList();
  }

  private String file(String content) throws IOException {
    return Files.writeString(directory.resolve("settings.conf"), content).toString();
  }
}
