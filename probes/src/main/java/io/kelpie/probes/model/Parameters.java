package io.kelpie.probes.model;

import io.kelpie.workload.UsageException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The table of a profile's numbers, read off the records that hold them. */
final class Parameters {
  private Parameters() {}

  /**
   * A number of a profile.
   *
   * @param path as JSON has it, below {@code parameters}
   * @param value in the profile asked
   */
  record Entry(String path, Parameter description, Object value) {}

  /** Refuses a group in which a number is out of its range. */
  static void requireInRange(String group, Record values) {
    for (Entry entry : entries(group, values)) {
      if (entry.value() instanceof Number number
          && (number.longValue() < entry.description().low()
              || number.longValue() > entry.description().high())) {
        throw new UsageException(
            "%s is %d; choose %d to %d%s"
                .formatted(
                    entry.path(),
                    number.longValue(),
                    entry.description().low(),
                    entry.description().high(),
                    entry.description().unit().isEmpty() ? "" : " " + entry.description().unit()));
      }
    }
  }

  /** All numbers of a profile. */
  static List<Entry> of(FabricParameters parameters) {
    List<Entry> all = new ArrayList<>();
    for (RecordComponent component : FabricParameters.class.getRecordComponents()) {
      if (value(component, parameters) instanceof Record group) {
        all.addAll(entries(component.getName(), group));
      } else {
        all.add(entry("", component, parameters));
      }
    }
    return all;
  }

  private static List<Entry> entries(String group, Record values) {
    List<Entry> entries = new ArrayList<>();
    for (RecordComponent component : values.getClass().getRecordComponents()) {
      entries.add(entry(group + ".", component, values));
    }
    return entries;
  }

  private static Entry entry(String prefix, RecordComponent component, Record values) {
    Parameter description =
        Objects.requireNonNull(component.getAnnotation(Parameter.class), component.getName());
    return new Entry(prefix + component.getName(), description, value(component, values));
  }

  private static Object value(RecordComponent component, Record values) {
    try {
      return component.getAccessor().invoke(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot read " + component, e);
    }
  }
}
