package io.kelpie.results.bundle;

import io.kelpie.results.bundle.Identity.Kind;
import io.kelpie.workload.UsageException;
import io.kelpie.workload.json.StrictJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Names that stand for identities: the same for the same identity wherever the same key is used,
 * and without the key no way back, not even by trying all addresses. Key and map stay in a file of
 * the hunt that never enters a bundle.
 */
final class Pseudonyms {
  /** The file's format. */
  static final int VERSION = 1;

  private static final String ALGORITHM = "HmacSHA256";
  private static final int KEY_BYTES = 32;
  private static final char[] LETTERS = "abcdefghijklmnopqrstuvwxyz234567".toCharArray();

  /** 35 bits: of a thousand entities two share a name with a chance of 1 in 70,000. */
  private static final int LENGTH = 7;

  private static final String FORM =
      Arrays.stream(Kind.values()).map(Kind::word).collect(Collectors.joining("|", "(?:", ")"))
          + "-[a-z2-7]{"
          + LENGTH
          + "}";

  /** A pseudonym, wherever it stands. */
  static final Pattern ANYWHERE = Pattern.compile("\\b" + FORM + "\\b");

  /** What {@link #blanked} leaves in a pseudonym's place. */
  static final char GAP = '\u0001';

  private static final Pattern WHOLE = Pattern.compile("[^A-Za-z0-9]*" + FORM + "[^A-Za-z0-9]*");

  /**
   * The file.
   *
   * @param key in hexadecimal digits
   * @param names what each pseudonym stands for
   */
  record Kept(int version, String key, SortedMap<String, String> names) {}

  private final String key;
  private final Mac mac;
  private final SortedMap<String, String> names;
  private final SortedSet<String> used = new TreeSet<>();

  private Pseudonyms(Kept kept) {
    this.key = kept.key;
    this.names = new TreeMap<>(kept.names);
    try {
      this.mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(HexFormat.of().parseHex(key), ALGORITHM));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }

  /**
   * Opens the file, or begins one with a key of its own.
   *
   * @throws UsageException if it is damaged or a newer version's
   */
  static Pseudonyms open(Path file) {
    if (!Files.exists(file)) {
      byte[] fresh = new byte[KEY_BYTES];
      new SecureRandom().nextBytes(fresh);
      return keyed(HexFormat.of().formatHex(fresh));
    }
    Kept kept = StrictJson.read(file, Kept.class);
    if (kept.version != VERSION || !kept.key.matches("[0-9a-f]{64}")) {
      throw new UsageException(
          file + " is not a file of pseudonyms that this Kelpie wrote; choose another");
    }
    return new Pseudonyms(kept);
  }

  static Pseudonyms keyed(String key) {
    return new Pseudonyms(new Kept(VERSION, key, new TreeMap<>()));
  }

  /** Writes key and map, readable by their owner alone. */
  void save(Path file) {
    try {
      Path partial = file.resolveSibling("." + file.getFileName() + ".partial");
      Files.deleteIfExists(partial);
      Files.createFile(
          partial,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(partial, StrictJson.page(new Kept(VERSION, key, names)));
      Files.move(
          partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UsageException(
          file + " cannot be written (" + e.getMessage() + "); choose another with --pseudonyms",
          e);
    }
  }

  /** The name that stands for an identity. */
  String of(Identity identity) {
    byte[] sum =
        mac.doFinal((identity.kind() + "\n" + identity.value()).getBytes(StandardCharsets.UTF_8));
    StringBuilder name = new StringBuilder(identity.kind().word()).append('-');
    for (int i = 0; i < LENGTH; i++) {
      name.append(LETTERS[sum[i] & 31]);
    }
    used.add(name.toString());
    String before = names.put(name.toString(), identity.value());
    if (before != null && !before.equals(identity.value())) {
      throw new UsageException(
          "two identities would share the name "
              + name
              + "; bundle with another key: --pseudonyms FILE");
    }
    return name.toString();
  }

  /** The names that were given since this was opened. */
  SortedSet<String> used() {
    return used;
  }

  /** A text with each pseudonym taken out, so that nobody takes one for an identity. */
  static String blanked(String text) {
    return ANYWHERE.matcher(text).replaceAll(String.valueOf(GAP));
  }

  static boolean isPseudonym(String text) {
    return WHOLE.matcher(text).matches();
  }
}
