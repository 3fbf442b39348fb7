package io.aitta.it.plant;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * Loads the project's own classes anew, the tests of all modules among them, with some sources
 * changed; all others as they are.
 */
final class PlantedLoader extends ClassLoader {
  private static final String OURS = "io.aitta.";
  private static final String SOURCES = "src/main/java/";

  private static final List<String> MODULES =
      List.of("core", "sstable", "wal-stream", "actors", "http-api");

  private final Path root;
  private final Map<String, byte[]> changed;

  private PlantedLoader(Path root, Map<String, byte[]> changed) {
    super(PlantedLoader.class.getClassLoader());
    this.root = root;
    this.changed = changed;
  }

  /**
   * Compiles the changed sources.
   *
   * @param root the project's
   * @throws IllegalStateException if an edit does not fit, or what comes of it does not compile
   */
  static PlantedLoader of(Path root, List<SourceEdit> edits) throws IOException {
    Map<String, String> sources = new LinkedHashMap<>();
    for (SourceEdit edit : edits) {
      String before = sources.get(edit.file());
      String source = before == null ? Files.readString(root.resolve(edit.file())) : before;
      sources.put(edit.file(), edit.applyTo(source));
    }
    return new PlantedLoader(root, sources.isEmpty() ? Map.of() : compiled(sources));
  }

  private static Map<String, byte[]> compiled(Map<String, String> sources) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    Map<String, ByteArrayOutputStream> classes = new HashMap<>();
    List<JavaFileObject> units = new ArrayList<>();
    sources.forEach((file, text) -> units.add(new Source(file, text)));
    StringWriter told = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      List<String> options = List.of("-proc:none", "-nowarn", "-classpath", classPath());
      boolean done =
          compiler.getTask(told, new InMemory(files, classes), null, options, null, units).call();
      if (!done) {
        throw new IllegalStateException("a planted bug does not compile: " + told);
      }
    }
    Map<String, byte[]> bytes = new HashMap<>();
    classes.forEach((name, out) -> bytes.put(name, out.toByteArray()));
    return bytes;
  }

  /**
   * Surefire's JVM has one jar in its path, whose manifest a compiler does not read as a JVM does.
   */
  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!name.startsWith(OURS)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> known = findLoadedClass(name);
      return known != null ? known : define(name);
    }
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    byte[] bytes = changed.get(name);
    if (bytes == null) {
      try (InputStream built = getResourceAsStream(name.replace('.', '/') + ".class")) {
        if (built == null) {
          throw new ClassNotFoundException(name);
        }
        bytes = built.readAllBytes();
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
    return defineClass(name, bytes, 0, bytes.length);
  }

  /** Tests of other modules, and what they read. */
  @Override
  protected @Nullable URL findResource(String name) {
    for (String module : MODULES) {
      Path file = root.resolve(module).resolve("target/test-classes").resolve(name);
      if (Files.exists(file)) {
        try {
          return file.toUri().toURL();
        } catch (MalformedURLException e) {
          throw new IllegalStateException("a file without a URL: " + file, e);
        }
      }
    }
    return null;
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    private Source(String file, String text) {
      super(
          URI.create("string:///" + file.substring(file.indexOf(SOURCES) + SOURCES.length())),
          Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  private static final class InMemory extends ForwardingJavaFileManager<JavaFileManager> {
    private final Map<String, ByteArrayOutputStream> classes;

    private InMemory(JavaFileManager files, Map<String, ByteArrayOutputStream> classes) {
      super(files);
      this.classes = classes;
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
      return new SimpleJavaFileObject(
          URI.create("memory:///" + className.replace('.', '/') + ".class"), kind) {
        @Override
        public OutputStream openOutputStream() {
          ByteArrayOutputStream out = new ByteArrayOutputStream();
          classes.put(className, out);
          return out;
        }
      };
    }
  }
}
