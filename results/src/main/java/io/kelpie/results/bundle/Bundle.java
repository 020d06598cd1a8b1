package io.kelpie.results.bundle;

import io.kelpie.results.Anomaly;
import io.kelpie.results.Host;
import io.kelpie.results.HuntFolder;
import io.kelpie.results.Narrative;
import io.kelpie.search.Finding;
import io.kelpie.search.minimise.Neighbour;
import io.kelpie.search.oracle.Symptom;
import io.kelpie.workload.Condition;
import io.kelpie.workload.UsageException;
import io.kelpie.workload.json.StrictJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes the archive of one anomaly. What it holds depends on the anomaly's folder, its hunt, the
 * key and the options alone: the same again gives the same bytes.
 */
public final class Bundle {
  /** Beside a hunt: key and map of its pseudonyms, which no bundle takes. */
  public static final String PSEUDONYMS = "pseudonyms.json";

  static final String VENDOR = "vendor";
  private static final String README = "README.md";
  private static final long LARGEST_TEXT = 32L << 20;
  private static final int SHOWN_LEAKS = 8;

  /**
   * What may be chosen.
   *
   * @param out the archive; null for {@code anomaly-ID.zip} beside the hunt's journal
   * @param pseudonyms where key and map are; null for the hunt's own file
   * @param hidden words that must not leave, beyond what is recognised
   * @param simulated whether a model's anomaly may leave
   * @param vendorRaw whether files that nobody can read for identities go in
   */
  public record Options(
      @Nullable Path out,
      @Nullable Path pseudonyms,
      List<String> hidden,
      boolean simulated,
      boolean vendorRaw) {
    public Options {
      hidden = List.copyOf(hidden);
    }
  }

  /**
   * What was made.
   *
   * @param bytes its length
   * @param replaced identities by kind
   * @param leftOut files that did not go in
   */
  public record Made(
      String bundle,
      String id,
      boolean simulated,
      long bytes,
      String sha256,
      String pseudonyms,
      SortedMap<String, Integer> replaced,
      List<String> leftOut) {}

  private final Path folder;
  private final Path hunt;
  private final Anomaly anomaly;
  private final Options options;
  private final Vocabulary vocabulary;
  private final SortedMap<String, String> own = new TreeMap<>();
  private final SortedMap<String, String> site = new TreeMap<>();
  private final SortedMap<String, byte[]> raw = new TreeMap<>();
  private final List<String> leftOut = new ArrayList<>();

  private Bundle(Path folder, Options options) {
    this.folder = folder.toAbsolutePath().normalize();
    this.options = options;
    this.anomaly = Anomaly.read(folder);
    this.vocabulary = Vocabulary.of(anomaly.place());
    Path anomalies = this.folder.getParent();
    Path above = anomalies == null ? null : anomalies.getParent();
    this.hunt = above == null ? this.folder : above;
  }

  /**
   * Makes the bundle of an anomaly's folder.
   *
   * @param here identities of whoever makes it: the machine's name, the user's
   * @throws UsageException if it may not leave, something would leak, or a file cannot be used
   */
  public static Made of(Path folder, Options options, Here here) {
    Bundle bundle = new Bundle(folder, options);
    return bundle.make(here);
  }

  /** Who makes a bundle. */
  public record Here(String host, String user) {}

  private Made make(Here here) {
    Finding finding = anomaly.finding();
    if (finding.simulated() && !options.simulated) {
      throw new UsageException(
          "anomaly "
              + finding.id()
              + " was found on the model: it says nothing of anybody's hardware; bundle it with"
              + " --simulated if that is understood");
    }
    Evidence evidence = new Evidence(hunt, anomaly);
    if (finding.symptom() == Symptom.LOW_GOODPUT && evidence.goodput() <= 0) {
      throw new UsageException(
          "anomaly "
              + finding.id()
              + " has no run of its hunt beside it, and those tell the bound that its goodput is"
              + " held against; bundle it where its hunt's journal is");
    }
    gather(evidence);
    Path file = options.pseudonyms == null ? hunt.resolve(PSEUDONYMS) : options.pseudonyms;
    Pseudonyms pseudonyms = Pseudonyms.open(file);
    Redaction redaction = new Redaction(vocabulary, pseudonyms, given(here));
    site.values().forEach(text -> redaction.learn(text, Origin.SITE));
    own.forEach((name, text) -> redaction.learn(text, origin(name)));
    site.values().forEach(redaction::learnSiblings);
    SortedMap<String, byte[]> files = new TreeMap<>();
    raw.forEach((name, content) -> files.put(redaction.text(name, Origin.SITE), content));
    LeakScan scan = new LeakScan(vocabulary, redaction.known());
    List<LeakScan.Leak> leaks = new ArrayList<>();
    own.forEach((name, text) -> {
      String redacted = redaction.text(text, origin(name));
      leaks.addAll(scan.scan(name, redacted, origin(name)));
      files.put(name, bytes(redacted));
    });
    site.forEach((name, text) -> {
      String redacted = redaction.text(text, Origin.SITE);
      leaks.addAll(scan.scan(name, redacted, Origin.SITE));
      files.put(redaction.text(name, Origin.SITE), bytes(redacted));
    });
    refuse(leaks);
    files.put("evidence/latency.hlog", bytes(evidence.histograms()));
    if (HuntFolder.isHunt(hunt)) {
      files.put("env/host.json", bytes(StrictJson.page(host(pseudonyms))));
    }
    String title = redaction.text(finding.title(), Origin.PROSE);
    files.put("repro/verbs.c", bytes(program(evidence, title)));
    files.put(
        BundleFile.ABOUT,
        bytes(
            StrictJson.page(
                new BundleFile.About(
                    BundleFile.VERSION,
                    finding.id(),
                    title,
                    anomaly.place().kelpie(),
                    finding.simulated(),
                    !raw.isEmpty()))));
    SortedMap<String, Integer> replaced = count(pseudonyms);
    files.put(
        "REDACTIONS.json",
        bytes(
            StrictJson.page(
                new Redactions(
                    1,
                    replaced,
                    leftOut.stream().map(each -> redaction.text(each, Origin.SITE)).toList(),
                    raw.keySet().stream()
                        .map(each -> redaction.text(each, Origin.SITE))
                        .toList()))));
    files.put(Manifest.NAME, Manifest.of(files));
    return write(files, pseudonyms, file, replaced);
  }

  /**
   * What was taken out.
   *
   * @param replaced identities by kind
   * @param leftOut files that did not go in
   * @param unread files that nobody could read for identities
   */
  record Redactions(
      int version,
      SortedMap<String, Integer> replaced,
      List<String> leftOut,
      List<String> unread) {}

  private Made write(
      SortedMap<String, byte[]> files,
      Pseudonyms pseudonyms,
      Path pseudonymsFile,
      SortedMap<String, Integer> replaced) {
    String name = "anomaly-" + anomaly.finding().id();
    SortedMap<String, byte[]> foldered = new TreeMap<>();
    files.forEach((file, content) -> foldered.put(name + "/" + file, content));
    byte[] archive = Archive.of(foldered);
    Path out = options.out == null ? hunt.resolve(name + ".zip") : options.out;
    BundleFile.read(out.toString(), archive);
    pseudonyms.save(pseudonymsFile);
    try {
      Path partial = out.resolveSibling("." + out.getFileName() + ".partial");
      Files.write(partial, archive);
      Files.move(partial, out, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UsageException(
          out + " cannot be written (" + e.getMessage() + "); choose another with --out", e);
    }
    return new Made(
        out.toString(),
        anomaly.finding().id(),
        anomaly.finding().simulated(),
        archive.length,
        Manifest.sum(archive),
        pseudonymsFile.toString(),
        replaced,
        leftOut);
  }

  private void gather(Evidence evidence) {
    Finding finding = anomaly.finding();
    own.putAll(evidence.files());
    own.put(BundleFile.FINDING, StrictJson.page(anomaly));
    own.put("repro/point.json", StrictJson.page(finding.workload()));
    own.put("repro/reference.json", StrictJson.page(Reproducer.reference(anomaly)));
    for (Neighbour neighbour : finding.neighbours().stream().limit(1).toList()) {
      own.put("repro/neighbour.json", StrictJson.page(neighbour.workload()));
    }
    Reproducer reproducer = new Reproducer(anomaly, 0);
    own.put("repro/run.sh", Templates.text("run.sh"));
    own.put(
        "repro/perftest-nearest.sh", reproducer.perftest(Templates.text("perftest-nearest.sh")));
    own.put(README, readme(evidence.count()));
    own.put("env/place.json", StrictJson.page(anomaly.place()));
    if (HuntFolder.isHunt(hunt)) {
      takeTexts(hunt.resolve(SiteRecord.ENVIRONMENT), "env");
    }
    takeTexts(folder.resolve(SiteRecord.LOGS), "logs");
    takeRaw();
  }

  private String program(Evidence evidence, String title) {
    Finding found = anomaly.finding();
    return new Reproducer(anomaly, evidence.goodput())
        .program(Templates.text("verbs.c"))
        .replace(
            "#define TITLE " + Reproducer.quoted(found.title()),
            "#define TITLE " + Reproducer.quoted((found.simulated() ? "SIMULATED " : "") + title));
  }

  private static Origin origin(String name) {
    return name.equals(README) ? Origin.PROSE : Origin.DATA;
  }

  /** The hunt's machine, its name replaced whatever it is. */
  private Host host(Pseudonyms pseudonyms) {
    Host host = HuntFolder.read(hunt).host();
    String name =
        pseudonyms.of(new Identity(Identity.Kind.NODE, host.name().toLowerCase(Locale.ROOT)));
    return new Host(name, host.system(), host.architecture(), host.processors(), host.java());
  }

  private Set<Identity> given(Here here) {
    Set<Identity> given = new LinkedHashSet<>();
    Detector.host(here.host).ifPresent(given::add);
    Detector.named(Identity.Kind.USER, here.user).ifPresent(given::add);
    if (HuntFolder.isHunt(hunt)) {
      Detector.host(HuntFolder.read(hunt).host().name()).ifPresent(given::add);
    }
    for (String word : options.hidden) {
      vocabulary
          .with(word)
          .ifPresent(own -> {
            throw new UsageException(
                "--hide "
                    + word
                    + " cannot be done: every bundle is written with "
                    + own
                    + ", which has it in it; hide a longer word");
          });
      given.add(new Identity(Identity.Kind.HIDDEN, word));
    }
    return given;
  }

  private static SortedMap<String, Integer> count(Pseudonyms pseudonyms) {
    SortedMap<String, Integer> replaced = new TreeMap<>();
    for (String name : pseudonyms.used()) {
      replaced.merge(name.substring(0, name.indexOf('-')), 1, Integer::sum);
    }
    return replaced;
  }

  private static void refuse(List<LeakScan.Leak> leaks) {
    if (!leaks.isEmpty()) {
      throw new UsageException(
          "nothing was written: "
              + leaks.size()
              + (leaks.size() == 1 ? " thing" : " things")
              + " that would identify the site would still leave, "
              + leaks.stream()
                  .limit(SHOWN_LEAKS)
                  .map(leak ->
                      leak.file()
                          + " line "
                          + leak.line()
                          + " ("
                          + leak.identity().kind().word()
                          + " "
                          + leak.identity().value()
                          + ")")
                  .collect(Collectors.joining(", "))
              + "; name them with --hide, or take the file out");
    }
  }

  /** Text files of a folder, not of folders in it; links are not followed. */
  private void takeTexts(Path from, String to) {
    for (Path file : files(from)) {
      String name = to + "/" + file.getFileName();
      byte[] content = content(file);
      for (byte value : content) {
        if (value == 0) {
          throw new UsageException(
              file
                  + " is not text, so that nobody can read it for identities; put it into "
                  + folder.resolve(VENDOR)
                  + " and choose --vendor-raw, or take it out");
        }
      }
      site.put(safe(file, name), new String(content, StandardCharsets.UTF_8));
    }
  }

  private void takeRaw() {
    for (Path file : files(folder.resolve(VENDOR))) {
      String name = safe(file, VENDOR + "/" + file.getFileName());
      if (options.vendorRaw) {
        raw.put(name, content(file));
      } else {
        leftOut.add(name + ": raw, and not asked for by --vendor-raw");
      }
    }
  }

  private static String safe(Path file, String name) {
    if (!name.matches("[a-z]+/[A-Za-z0-9][A-Za-z0-9._-]{0,100}")) {
      throw new UsageException(
          file + " has a name that a bundle cannot have; rename it with letters, digits, . _ -");
    }
    return name;
  }

  private static byte[] content(Path file) {
    try {
      if (Files.size(file) > LARGEST_TEXT) {
        throw new UsageException(
            file
                + " is larger than "
                + (LARGEST_TEXT >> 20)
                + " MiB; cut it to the window that matters");
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UsageException(file + " cannot be read (" + e.getMessage() + "); check it", e);
    }
  }

  private static List<Path> files(Path folder) {
    List<Path> files = new ArrayList<>();
    if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
        for (Path entry : entries) {
          if (Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS)) {
            files.add(entry);
          }
        }
      } catch (IOException e) {
        throw new UsageException(folder + " cannot be read; check its permissions", e);
      }
    }
    files.sort(null);
    return files;
  }

  private String readme(int runs) {
    Finding finding = anomaly.finding();
    String conditions = conditions(finding.conditions());
    String pinned = held(finding);
    String seen =
        Narrative.of(finding).lines().map(line -> "    " + line).collect(Collectors.joining("\n"));
    return Templates.text(README)
        .replace("@MARK@", finding.simulated() ? "SIMULATED: " : "")
        .replace("@TITLE@", finding.title())
        .replace("@CLAIM@", claim())
        .replace(
            "@CONDITIONS@",
            (conditions.isEmpty() ? "- nothing in particular\n" : conditions)
                + (pinned.isEmpty()
                    ? ""
                    : "\nHeld throughout, so not known to be needed:\n\n" + pinned))
        .replace(
            "@SEEN@",
            seen
                + "\n\nThe hunt's journal holds "
                + runs
                + " runs of these workloads; they are in `evidence/`.");
  }

  private String claim() {
    Finding finding = anomaly.finding();
    String effect =
        finding.symptom().isRatio()
            ? String.format(
                Locale.ROOT,
                "The effect was %.3g times its reference (95 %%: %.3g to %.3g)",
                finding.effect(),
                finding.interval().low(),
                finding.interval().high())
            : String.format(
                Locale.ROOT,
                "It was seen in %.0f %% of the runs (95 %%: %.0f to %.0f %%)",
                100 * finding.effect(),
                100 * finding.interval().low(),
                100 * finding.interval().high());
    return (finding.simulated()
            ? "**SIMULATED: a model said this; no hardware was measured.** "
            : "")
        + finding.title()
        + ". "
        + effect
        + ", in "
        + finding.reproduced()
        + " of "
        + finding.runs()
        + (finding.symptom().isRatio() ? " pairs" : " runs")
        + " on the same and on fresh queue pairs"
        + (Reproducer.isIntermittent(finding) ? "; it is intermittent" : "")
        + ". Expected is what the reference shows: "
        + (finding.symptom().isRatio()
            ? "the same traffic without the suspected feature, on the same device."
            : "the same workload without this event.")
        + " It has to be acted on by: "
        + finding.doing()
        + (finding.remedy() == null
            ? "; no change of software that was run avoids it."
            : "; what helps most is \""
                + finding.remedy().name()
                + "\", which brings back "
                + Math.round(100 * finding.remedy().restoration())
                + " % of what was lost.");
  }

  /** What nothing could vary: by name where it is not what is plain. */
  private static String held(Finding finding) {
    List<Condition> notable = finding.notablyPinned();
    int plain = finding.pinned().size() - notable.size();
    return conditions(notable)
        + (plain == 0
            ? ""
            : "- %d %s at what is plain (`finding.json` lists %s)\n"
                .formatted(
                    plain, plain == 1 ? "dimension" : "dimensions", plain == 1 ? "it" : "them"));
  }

  private static String conditions(List<Condition> conditions) {
    return conditions.stream()
        .map(condition -> "- `" + condition.inWords() + "`\n")
        .collect(Collectors.joining());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
