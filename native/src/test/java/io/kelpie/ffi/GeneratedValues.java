package io.kelpie.ffi;

import java.lang.foreign.GroupLayout;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.UnionLayout;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Every size, offset and constant that generated bindings hold, by its expression in C.
 *
 * @param values by expression
 */
public record GeneratedValues(SortedMap<String, Long> values) {
  private static final String OFFSET = "$offset";

  /**
   * Reads bindings.
   *
   * @param types the header class of structures and constants
   * @param structureNames pattern of the structures' names that are the library's own
   * @param constantPrefix with which its constants begin
   */
  public static GeneratedValues of(Class<?> types, String structureNames, String constantPrefix)
      throws Exception {
    SortedMap<String, Long> values = new TreeMap<>();
    for (Class<?> type : structures(types, structureNames)) {
      String keyword = layout(type) instanceof UnionLayout ? "union " : "struct ";
      String name = keyword + type.getSimpleName();
      values.put("sizeof(" + name + ")", layout(type).byteSize());
      fields(type, name, "", 0, values);
    }
    for (Method method : types.getDeclaredMethods()) {
      if (method.getName().startsWith(constantPrefix)) {
        values.put(method.getName(), ((Number) method.invoke(null)).longValue());
      }
    }
    return new GeneratedValues(values);
  }

  /** The lines that {@link #program} prints where C agrees. */
  public List<String> lines() {
    return values.entrySet().stream()
        .map(entry -> entry.getKey() + " = " + entry.getValue())
        .toList();
  }

  /** A C program that prints what the compiler makes of each size, offset and constant. */
  public String program(List<String> includes) {
    StringBuilder source = new StringBuilder();
    includes.forEach(header -> source.append("#include <").append(header).append(">\n"));
    source.append(
        """
        #include <stddef.h>
        #include <stdio.h>
        int main(void) {
        """);
    for (String expression : values.keySet()) {
      source.append(
          "printf(\"%s = %%lld\\n\", (long long)%s);\n".formatted(expression, expression));
    }
    return source.append("return 0;\n}\n").toString();
  }

  private static List<Class<?>> structures(Class<?> types, String structureNames) throws Exception {
    Path classes =
        Path.of(types.getProtectionDomain().getCodeSource().getLocation().toURI())
            .resolve(types.getPackageName().replace('.', '/'));
    try (Stream<Path> files = Files.list(classes)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.matches("(" + structureNames + ")\\.class"))
          .map(name -> name.substring(0, name.length() - ".class".length()))
          .<Class<?>>map(name -> generatedClass(types, name))
          .toList();
    }
  }

  private static Class<?> generatedClass(Class<?> types, String name) {
    try {
      return Class.forName(types.getPackageName() + "." + name);
    } catch (ClassNotFoundException listed) {
      throw new AssertionError(listed);
    }
  }

  private static void fields(
      Class<?> type, String structure, String path, long base, SortedMap<String, Long> into)
      throws ReflectiveOperationException {
    for (Method method : type.getDeclaredMethods()) {
      if (method.getName().endsWith(OFFSET)) {
        String field = method.getName().substring(0, method.getName().length() - OFFSET.length());
        MemoryLayout layout = (MemoryLayout) type.getMethod(field + "$layout").invoke(null);
        into.put(
            "offsetof(" + structure + ", " + path + field + ")", base + (long) method.invoke(null));
        into.put("sizeof(((" + structure + " *)0)->" + path + field + ")", layout.byteSize());
      }
    }
    for (Class<?> nested : type.getDeclaredClasses()) {
      if (hasLayout(nested)) {
        String field = nested.getSimpleName();
        long offset = base + (long) type.getMethod(field + OFFSET).invoke(null);
        fields(nested, structure, path + field + ".", offset, into);
      }
    }
  }

  private static boolean hasLayout(Class<?> type) {
    return Arrays.stream(type.getDeclaredMethods())
        .anyMatch(method -> method.getName().equals("layout"));
  }

  private static GroupLayout layout(Class<?> type) throws ReflectiveOperationException {
    return (GroupLayout) type.getMethod("layout").invoke(null);
  }
}
