package io.kelpie.probes.model;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** One number of a profile: ranges, schema and documentation are made from it. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface Parameter {
  /** Empty for a switch or a share. */
  String unit();

  long low();

  long high();

  /** Where the default comes from. */
  Source source();

  /** How well the default is known. */
  enum Source {
    PUBLISHED("published"),
    CODE("read in code"),
    STANDARD("a standard"),
    KNOWLEDGE("general knowledge"),
    GUESS("a guess that fits");

    private final String words;

    Source(String words) {
      this.words = words;
    }

    @Override
    public String toString() {
      return words;
    }
  }
}
