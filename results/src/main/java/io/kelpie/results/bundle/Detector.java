package io.kelpie.results.bundle;

import io.kelpie.results.bundle.Identity.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds identities by how they are written: addresses and tokens by their form, names and numbers
 * by what stands before them. What stands without either is found once it is known, see {@link
 * Redaction}.
 */
final class Detector {
  /** System folders whose paths say nothing of a site. */
  private static final String SYSTEM =
      "(?:usr|lib|lib32|lib64|libexec|sys|proc|dev|bin|sbin|boot|etc|run|var/(?:log|run|lib|cache)"
          + "|opt/(?:mellanox|nvidia|rocm|amazon))(?:/|\\b)";

  /** What a path that begins behind it is only the rest of: a word, an address, a pseudonym. */
  private static final String REST = "\\w./@<" + Pseudonyms.GAP + "-";

  /**
   * {@code lan1@port1: <UP> mtu 1500}: one network interface at another, neither a user nor a host.
   */
  private static final String INTERFACES = "[\\w.-]*: <[^>\n]*> mtu [0-9]";

  private static final Set<String> EVERYWHERE =
      Set.of(
          "root",
          "nobody",
          "daemon",
          "localhost",
          "localdomain",
          "none",
          "null",
          "unknown",
          "true",
          "false",
          "kernel",
          "systemd",
          "user",
          "any",
          "all",
          "no",
          "yes",
          "node",
          "error",
          "info",
          "model",
          "verbs");

  /** Ends of file names that look like the end of a domain. */
  private static final Set<String> FILE_ENDS =
      Set.of(
          "so", "py", "sh", "cc", "md", "rs", "ko", "gz", "xz", "js", "pl", "go", "ps", "hh", "mk",
          "la", "sk", "st", "am", "ac");

  private final List<Rule> rules = rules();

  private record Rule(Pattern pattern, Function<String, Optional<Identity>> reading) {}

  /** The identities of a text, in its order; of overlapping ones the one that begins first. */
  List<Identity.Place> find(String text) {
    List<Identity.Place> apart = new ArrayList<>();
    int end = 0;
    for (Identity.Place place : all(text)) {
      if (place.start() >= end) {
        apart.add(place);
        end = place.end();
      }
    }
    return apart;
  }

  /** All of them, overlapping ones too: a user within a path, a host within a token. */
  List<Identity.Place> all(String text) {
    List<Identity.Place> found = new ArrayList<>();
    for (Rule rule : rules) {
      Matcher matcher = rule.pattern.matcher(text);
      while (matcher.find()) {
        int group = firstGroup(matcher);
        String literal = matcher.group(group);
        int start = matcher.start(group);
        int end = matcher.end(group);
        if (!Pseudonyms.isPseudonym(literal)) {
          rule.reading
              .apply(literal)
              .ifPresent(identity -> found.add(new Identity.Place(start, end, identity)));
        }
      }
    }
    found.sort(
        Comparator.comparingInt(Identity.Place::start)
            .thenComparing(Comparator.comparingInt(Identity.Place::end).reversed()));
    return found;
  }

  private static int firstGroup(Matcher matcher) {
    for (int group = 1; group <= matcher.groupCount(); group++) {
      if (matcher.group(group) != null) {
        return group;
      }
    }
    return 0;
  }

  /** A host by its first label. */
  static Optional<Identity> host(String literal) {
    String label = literal.toLowerCase(Locale.ROOT).replaceFirst("\\..*", "");
    boolean usual = EVERYWHERE.contains(label) || label.length() < 2 || label.matches("[0-9]+");
    return usual || Addresses.ofQuad(literal).isPresent()
        ? Addresses.ofQuad(literal)
        : Optional.of(new Identity(Kind.NODE, label));
  }

  static Optional<Identity> named(Kind kind, String literal) {
    boolean usual = EVERYWHERE.contains(literal.toLowerCase(Locale.ROOT)) || literal.length() < 2;
    return usual ? Optional.empty() : Optional.of(new Identity(kind, literal));
  }

  private static Optional<Identity> domain(String literal) {
    String end = literal.substring(literal.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    int dots = literal.length() - literal.replace(".", "").length();
    boolean file = FILE_ENDS.contains(end) || (end.length() == 2 && dots < 2);
    return file ? Optional.empty() : host(literal);
  }

  private static Optional<Identity> serial(String literal) {
    return named(Kind.SERIAL, literal);
  }

  private static Optional<Identity> digits(String literal) {
    return literal.matches("0+|[fF]+") ? Optional.empty() : Addresses.ofDigits(literal);
  }

  private static Optional<Identity> uuid(String literal) {
    String plain = literal.replace("-", "").toLowerCase(Locale.ROOT);
    return plain.matches("0+|f+") ? Optional.empty() : Optional.of(new Identity(Kind.UUID, plain));
  }

  /** 32 digits: a GID where they begin as one, else a UUID. */
  private static Optional<Identity> long32(String literal) {
    return literal.matches("(?i)(?:fe80|0{20}ffff).*") ? Addresses.ofGid(literal) : uuid(literal);
  }

  private static Optional<Identity> path(String literal) {
    String path = literal.replaceFirst("[.:,;]+$", "");
    return path.length() < 4 ? Optional.empty() : Optional.of(new Identity(Kind.PATH, path));
  }

  private static Function<String, Optional<Identity>> as(Kind kind) {
    return literal -> named(kind, literal);
  }

  private static List<Rule> rules() {
    List<Rule> rules = new ArrayList<>();
    // Tokens and passwords, by their names and by their forms.
    add(
        rules,
        "(?i)\\b[A-Z0-9_]*(?:TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|APIKEY|API_KEY|ACCESS_KEY"
            + "|PRIVATE_KEY|SIGNING_KEY|CREDENTIALS?|COOKIE|SESSION_KEY|AUTH_KEY|MUNGE_KEY|_PAT|_PWD"
            + "|(?<=_)KEY)[A-Z0-9_]*\"?\\s*[=:]\\s*[\"']?([^\\s\"',;]{4,})",
        as(Kind.SECRET));
    add(
        rules,
        "\\b(gh[pousr]_\\w{20,}|github_pat_\\w{20,}|glpat-[\\w-]{16,}|hf_\\w{16,}|sk-[\\w-]{16,}"
            + "|xox[abeprs]-[\\w-]{10,}|A[KS]IA[0-9A-Z]{16}|AIza[\\w-]{30,}|npm_\\w{30,}"
            + "|eyJ[\\w-]{8,}\\.[\\w-]{8,}(?:\\.[\\w-]*)?)",
        as(Kind.SECRET));
    add(rules, "(?i)\\b(?:Bearer|Basic)\\s+([\\w.~+/=-]{8,})", as(Kind.SECRET));
    add(
        rules,
        "(?i)(?:password|passwd|passphrase|token|secret)\\s+(?:is\\s+)?([^\\s\"',;]*[0-9][^\\s\"',;]{3,})",
        as(Kind.SECRET));
    add(rules, "://[^/\\s:@]+:([^/\\s@]+)@", as(Kind.SECRET));
    add(rules, "://([^/\\s:@]+)(?::[^/\\s@]+)?@", as(Kind.USER));
    add(rules, "(?s)-----BEGIN [A-Z ]+-----(.{1,20000}?)-----END ", as(Kind.SECRET));
    // Addresses and numbers of hardware.
    add(
        rules,
        "(?<![\\w:.-])((?:[0-9A-Fa-f]{0,4}:){2,7}(?:\\d{1,3}(?:\\.\\d{1,3}){3}|[0-9A-Fa-f]{0,4}))(?![\\w:]|\\.\\d)",
        Addresses::ofGroups);
    add(
        rules,
        "(?<![\\w:-])((?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}(?:(?:[:-][0-9A-Fa-f]{2}){2}|(?:[:-][0-9A-Fa-f]{2}){14})?)(?![\\w:-])",
        Addresses::ofGroups);
    add(
        rules,
        "(?<![\\w.])([0-9A-Fa-f]{4}\\.[0-9A-Fa-f]{4}\\.[0-9A-Fa-f]{4})(?![\\w.])",
        literal -> digits(literal.replace(".", "")));
    add(rules, "\\ben(?:x|P\\w*x)([0-9a-f]{12})\\b", Detector::digits);
    add(
        rules,
        "(?i)\\b(?:mac|hwaddr|lladdr|ether|address)\\W{1,3}(?:0x)?([0-9a-f]{12})\\b",
        Detector::digits);
    add(rules, "(?<![\\w.])0x([0-9A-Fa-f]{16})(?!\\w)", Detector::digits);
    add(rules, "(?<![\\w.])((?=\\d*[A-Fa-f])[0-9A-Fa-f]{16})(?!\\w)", Detector::digits);
    add(rules, "(?i)guid\"?\\W{1,4}([0-9a-f]{16})(?!\\w)", Detector::digits);
    add(rules, "(?<![\\w.])(\\d{1,3}(?:\\.\\d{1,3}){3})(?![\\w]|\\.\\d)", Addresses::ofQuad);
    add(
        rules,
        "(?i)(?<![0-9a-z])([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})(?![0-9a-z])",
        Detector::uuid);
    add(rules, "(?i)(?<![0-9a-z])(?:0x)?([0-9a-f]{32})(?![0-9a-z])", Detector::long32);
    add(
        rules,
        "(?i)(?:\\bserial(?:[ _-]?(?:number|num|no\\.?))?|\\bS/N|\\[SN\\]|\\bSN|\\bpsn tag|\\basset[ _]tag|\\bservice[ _]tag|\\bboard[ _]id|\\bchassis[ _]id)"
            + "\"?\\s*(?:[=:]|is\\b|\\s)\\s*[\"']?((?=[A-Za-z._-]*\\d)[A-Za-z0-9][A-Za-z0-9._-]{3,})",
        Detector::serial);
    add(
        rules,
        "(?i)\\b(?:[rl]_?key|vaddr|remote_addr|raddr)\"?\\s*[=: ]\\s*(0x[0-9a-f]+)",
        as(Kind.MEMORY));
    add(rules, "(?i)\\b(0x(?:7f|5[56])[0-9a-f]{10})\\b", as(Kind.MEMORY));
    // Users.
    add(
        rules,
        "(?i)\\b(?:USER|LOGNAME|USERNAME|SUDO_USER|SLURM_JOB_USER|PBS_O_LOGNAME|UserId|login|owner)\"?\\s*[=:]\\s*[\"']?([A-Za-z_][\\w.-]*)",
        as(Kind.USER));
    add(rules, "\\b(?:uid|gid|euid|groups)=\\d+\\(([^)\\s]+)\\)", as(Kind.USER));
    add(rules, "(?i)\\b(?:for|by|of) user '?([A-Za-z_][\\w.-]*)", as(Kind.USER));
    add(rules, "/(?:home|users?|Users|u)/([A-Za-z_][\\w.-]*)", as(Kind.USER));
    add(rules, "(?<![\\w.@-])([A-Za-z_][\\w.-]*)@(?!" + INTERFACES + ")[A-Za-z0-9]", as(Kind.USER));
    // Machines.
    add(
        rules,
        "(?<=[\\w.-])@(?!" + INTERFACES + ")([A-Za-z0-9][\\w.-]*[A-Za-z0-9])",
        Detector::host);
    add(
        rules,
        "(?i)\\b(?:HOSTNAME|HOST|SLURMD_NODENAME|SLURM_SUBMIT_HOST|SLURM_LAUNCH_NODE_IPADDR|SLURM_TOPOLOGY_ADDR|MASTER_ADDR|PBS_O_HOST"
            + "|NODE_NAME|NODENAME|NodeList|BatchHost|nodelist|hostlist|SLURM_(?:JOB_|STEP_)?NODELIST|node_desc|Node)\"?\\s*[=:]\\s*[\"']?([A-Za-z0-9][\\w.-]*)",
        Detector::host);
    add(
        rules,
        "(?:NODELIST|[Nn]ode[Ll]ist|hostlist)\"?\\s*[=:]\\s*[\"']?([A-Za-z][\\w.-]*\\[[\\d,-]+\\])",
        Detector::host);
    add(rules, "(?m)\\bLinux (\\S+) \\d+\\.\\d+", Detector::host);
    add(
        rules,
        "(?m)^[A-Z][a-z]{2} +\\d+ \\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)? ([\\w.-]+) [\\w./@-]+(?:\\[\\d+\\])?:",
        Detector::host);
    add(
        rules,
        "(?m)^\\d{4}-\\d\\d-\\d\\dT[\\d:.]+(?:Z|[+-]\\d\\d:?\\d\\d) ([A-Za-z][\\w.-]*) [\\w./@-]+(?:\\[\\d+\\])?:",
        Detector::host);
    add(rules, "(?m)^\\[([A-Za-z][\\w.-]*):\\d+(?:,\\d+)?\\]", Detector::host);
    add(rules, "(?m)^([A-Za-z][\\w.-]*):\\d+:\\d+ \\[", Detector::host);
    add(
        rules,
        "\\b(?:srun|slurmstepd|slurmd|prterun|mpirun): (?:error: |info: )?([A-Za-z][\\w-]*): task",
        Detector::host);
    add(rules, "(?i)\\b(?:on|from|to|at) (?:host|node) '?([A-Za-z][\\w.-]*)", Detector::host);
    add(
        rules,
        "(?i)(?<![\\w.@/-])((?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\\.)+(?:com|net|org|edu|gov|mil|int|dev|local|lan|internal|intern|corp|cluster|hpc|cloud|example|test|[a-z]{2}))(?![\\w-]|\\.\\w)",
        Detector::domain);
    // Batch systems.
    add(
        rules,
        "(?i)\\b(?:SLURM_JOB_?ID|SLURM_ARRAY_JOB_ID|SLURM_JOB_NAME|SLURM_JOB_ACCOUNT|SLURM_JOB_PARTITION|SLURM_CLUSTER_NAME|PBS_JOBID|LSB_JOBID|JOB_ID|JOBID|JobId|JobName|Account|Partition"
            + "|FLUX_JOB_ID|COBALT_JOBID|POD_UID|POD_NAME|OMPI_MCA_orte_ess_jobid)\"?\\s*[=:]\\s*[\"']?([\\w.\\[\\]-]+)",
        as(Kind.JOB));
    add(rules, "(?i)\\bjob[ =#:_]{1,2}(\\d{3,})", as(Kind.JOB));
    add(rules, "(?i)\\bjob(\\d{3,})\\b", as(Kind.JOB));
    add(rules, "\\bStepId=(\\d+)", as(Kind.JOB));
    // Paths.
    add(
        rules,
        "(?<![:" + REST + "])(/(?!" + SYSTEM + ")[\\w.+@%~-]+(?:/[\\w.+@%~=:-]+)+/?)",
        Detector::path);
    add(
        rules,
        "(?<!["
            + REST
            + "])(/(?:home|scratch|data|work|mnt|nfs|lustre|gpfs|tmp|users|export|root|srv|shared|projects|fsx)(?:/[\\w.+@%~=-]+)*)",
        Detector::path);
    add(rules, "(?<=:)(/(?!" + SYSTEM + "|/)[\\w.+@%~-]+(?:/[\\w.+@%~=-]+)+)", Detector::path);
    return rules;
  }

  private static void add(
      List<Rule> rules, String pattern, Function<String, Optional<Identity>> reading) {
    rules.add(new Rule(Pattern.compile(pattern), reading));
  }

  /** The part of a numbered host's name before its number; null where it has none. */
  static @Nullable String family(String host) {
    Matcher matcher = Pattern.compile("([a-z][a-z-]{2,}?)-?\\d+").matcher(host);
    return matcher.matches()
            && !Set.of("mlx", "rxe", "eth", "siw", "bnxt", "ens", "eno", "enp", "lan")
                .contains(matcher.group(1))
        ? matcher.group(1)
        : null;
  }
}
