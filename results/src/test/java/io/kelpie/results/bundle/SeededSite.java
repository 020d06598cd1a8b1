package io.kelpie.results.bundle;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import io.kelpie.results.bundle.Identity.Kind;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A site that never was: identifiers of every kind, drawn from a seed, in the lines that real tools
 * and kernels print them in. Each stands once where its neighbourhood gives it away, once where
 * nothing does if it is a name or a number, and once more in one of the other kinds of text that a
 * bundle takes, by turns: what counts, journals, histograms, samples, notes.
 */
final class SeededSite {
  /** Kinds: hosts, users, IPv4, IPv6, GIDs, MACs, GUIDs, serials, paths, jobs, secrets. */
  static final int KINDS = 11;

  /** What else a bundle takes: file, and a line of it with a place for an identifier. */
  private static final String[][] ELSEWHERE = {
    {"logs/kernel.log", "[  812.123456] mlx5_core 0000:3b:00.0: no answer for %s in 20 s"},
    {"env/environment.txt", "NCCL_COMMENT=\"after %s\""},
    {"env/rdma-statistic.txt", "link mlx5_0/1 rx_write_requests 1204 comm %s"},
    {"logs/events.jsonl", "{\"level\":\"warn\",\"peer\":\"%s\",\"retries\":4}"},
    {"logs/latency.hlog", "#[Time a tile beside %s, in ns]"},
    {"logs/samples.csv", "17,anomaly,%s,0.000123,1.5E9"},
    {"logs/notes.md", "- The first to ask about is %s (see the ticket)."}
  };

  /**
   * Something planted.
   *
   * @param forms the texts that must not be left, whatever their case
   */
  record Planted(Identity identity, List<String> forms) {}

  /**
   * A line with something planted.
   *
   * @param number of the line in its file, from 1
   * @param within whether it stands in it as a part of something that is replaced as a whole
   */
  record Line(String file, int number, String text, Planted planted, boolean within) {}

  private static final String[] FIRST = {"gpu", "dgx", "hgx", "compute", "trainer", "bigsur"};
  private static final String[] USERS = {
    "alice", "bob", "jdoe", "mkowalski", "svc_train", "yuki.t"
  };
  private static final String[] ROOTS = {"/home", "/scratch", "/lustre/fs1", "/mnt/nfs", "/data"};

  private final Random random;
  private final List<Planted> planted = new ArrayList<>();
  private final List<Line> lines = new ArrayList<>();
  private final SortedMap<String, List<String>> files = new TreeMap<>();

  SeededSite(long seed, int count) {
    random = new Random(seed);
    for (int i = 0; i < count; i++) {
      plant(i % KINDS, i);
      String[] elsewhere = ELSEWHERE[i / KINDS % ELSEWHERE.length];
      line(elsewhere[0], elsewhere[1].formatted(planted.getLast().forms().getFirst()));
    }
  }

  List<Planted> planted() {
    return planted;
  }

  SortedMap<String, String> files() {
    SortedMap<String, String> texts = new TreeMap<>();
    files.forEach((name, text) -> texts.put(name, String.join("\n", text) + "\n"));
    return texts;
  }

  /** The lines of all files. */
  List<Line> lines() {
    return lines;
  }

  /** For each identifier one of its lines, by turns the first, the second and so on. */
  List<String> oneLineEach() {
    Map<Planted, List<Line>> byPlanted =
        lines.stream()
            .filter(line -> !line.within())
            .collect(groupingBy(Line::planted, LinkedHashMap::new, toList()));
    List<String> chosen = new ArrayList<>();
    byPlanted.values().forEach(its -> chosen.add(its.get(chosen.size() % its.size()).text()));
    return chosen;
  }

  private void plant(int kind, int number) {
    switch (kind) {
      case 0 -> host(pick(FIRST) + "-" + letters(4) + number, number);
      case 1 -> user(pick(USERS) + letters(3) + number);
      case 2 ->
          ipv4(
              "%d.%d.%d.%d"
                  .formatted(
                      10 + random.nextInt(180), byteOf(), byteOf(), 1 + random.nextInt(250)));
      case 3 ->
          ipv6(
              "2001:db8:%x:%x::%x"
                  .formatted(
                      1 + random.nextInt(65535), random.nextInt(65536), 2 + random.nextInt(65000)));
      case 4 -> gid();
      case 5 -> mac();
      case 6 -> guid();
      case 7 ->
          serial("MT" + (1000 + random.nextInt(9000)) + upper(2) + (10000 + random.nextInt(90000)));
      case 8 ->
          path(pick(ROOTS) + "/" + letters(5) + "/run-" + number + "/" + letters(6) + ".yaml");
      case 9 -> job(Integer.toString(1_000_000 + random.nextInt(9_000_000)));
      default -> secret();
    }
  }

  private void host(String name, int number) {
    planted(Kind.NODE, name, name);
    switch (number % 7) {
      case 0 -> line("env/uname.txt", "Linux " + name + " 6.12.17-amd64 #1 SMP x86_64 GNU/Linux");
      case 1 ->
          line(
              "logs/syslog.log",
              "Nov 25 04:00:01 " + name + " kernel: mlx5_core 0000:3b:00.0: port module event");
      case 2 ->
          line("logs/launcher.log", "srun: error: " + name + ": task 7: Exited with exit code 1");
      case 3 ->
          line("logs/nccl.log", name + ":4711:4802 [3] NCCL INFO NET/IB : Using [0]mlx5_0:1/RoCE");
      case 4 -> line("env/environment.txt", "SLURMD_NODENAME=" + name);
      case 5 -> line("logs/agent.log", "connecting to " + name + ".fabric.example.org, port 18515");
      default ->
          line(
              "logs/journal.log",
              "2026-11-25T04:00:01.123+00:00 " + name + " systemd[1]: Started.");
    }
    line("logs/agent.log", "rank 3 lost its peer (" + name + ") after 4 retries");
  }

  private void user(String name) {
    planted(Kind.USER, name, name);
    switch (random.nextInt(5)) {
      case 0 -> line("env/environment.txt", "USER=" + name);
      case 1 -> line("logs/syslog.log", "uid=1042(" + name + ") started the job");
      case 2 -> within("logs/agent.log", "workspace of /home/" + name + " is full");
      case 3 -> line("logs/launcher.log", "pam: session opened for user " + name + " by (uid=0)");
      default -> line("logs/launcher.log", "scp " + name + "@login1 done");
    }
    line("logs/agent.log", "owner of the shared segment: " + name);
  }

  private void ipv4(String address) {
    planted(Kind.IP, address, address);
    switch (random.nextInt(3)) {
      case 0 ->
          line(
              "env/ip-address.txt",
              "    inet " + address + "/24 brd 10.255.255.255 scope global eth2");
      case 1 -> line("logs/nccl.log", "NCCL INFO Bootstrap : Using eth0:" + address + "<0>");
      default -> line("logs/agent.log", "peer " + address + ":18515 refused");
    }
    line("env/ibv_devinfo.txt", "\t\t\tGID[  3]:\t\t::ffff:" + address + ", RoCE v2");
    line("logs/nccl.log", "NET/IB : GID 3 is 0000:0000:0000:0000:0000:ffff:" + hexOf(address));
  }

  private void ipv6(String address) {
    planted(Kind.IP, inFull(address), address);
    line("env/ip-address.txt", "    inet6 " + address + "/64 scope global dynamic");
    line("logs/agent.log", "listening on [" + address + "]:18515");
  }

  private void gid() {
    byte[] mac = macBytes();
    String eui = eui(mac);
    planted(Kind.PORT, hex(mac, 0, 6), "fe80::" + eui, eui, fourEach(mac));
    line("env/ibv_devinfo.txt", "\t\t\tGID[  0]:\t\tfe80::" + eui);
    line("logs/kernel.log", "rdma_rxe: added gid fe80:0000:0000:0000:" + fourEach(mac));
  }

  private void mac() {
    byte[] mac = macBytes();
    String text = colons(mac);
    planted(Kind.PORT, hex(mac, 0, 6), text, hex(mac, 0, 6), eui(mac), guid(mac));
    switch (random.nextInt(3)) {
      case 0 -> line("env/ip-link.txt", "    link/ether " + text + " brd ff:ff:ff:ff:ff:ff");
      case 1 ->
          line(
              "logs/kernel.log",
              "mlx5_core 0000:3b:00.0 eth2: renamed, address " + text.toUpperCase(Locale.ROOT));
      default -> line("logs/kernel.log", "bonding: slave " + text + " up");
    }
    line("env/ip-address.txt", "    inet6 fe80::" + eui(mac) + "/64 scope link");
    line("env/rdma-link.txt", "link mlx5_0/1 node_guid " + guid(mac) + " netdev eth2");
  }

  private void guid() {
    byte[] mac = macBytes();
    String fours = guid(mac);
    String digits = fours.replace(":", "");
    planted(Kind.PORT, hex(mac, 0, 6), fours, digits);
    line("env/ibv_devinfo.txt", "\tnode_guid:\t\t\t" + fours);
    line("env/rdma-link.txt", "sys_image_guid " + fours + " state ACTIVE");
    line("logs/kernel.log", "infiniband mlx5_0: Node GUID: 0x" + digits);
  }

  private void serial(String number) {
    planted(Kind.SERIAL, number, number);
    switch (random.nextInt(3)) {
      case 0 -> line("env/lspci.txt", "\t\t\t[SN] Serial number: " + number);
      case 1 -> line("env/nvidia.txt", "    Serial Number                         : " + number);
      default -> line("env/devlink.txt", "  serial_number " + number);
    }
    line("logs/agent.log", "replaced card " + number + " last week");
  }

  private void path(String path) {
    planted(Kind.PATH, path, path);
    switch (random.nextInt(3)) {
      case 0 -> line("logs/launcher.log", "loading " + path + " ...");
      case 1 -> line("env/environment.txt", "SLURM_SUBMIT_FILE=" + path);
      default -> line("logs/agent.log", "Traceback: File \"" + path + "\", line 12");
    }
  }

  private void job(String id) {
    planted(Kind.JOB, id, id);
    switch (random.nextInt(3)) {
      case 0 -> line("env/environment.txt", "SLURM_JOB_ID=" + id);
      case 1 -> line("logs/launcher.log", "srun: job " + id + " queued and waiting for resources");
      default -> line("logs/launcher.log", "JobId=" + id + " JobState=RUNNING");
    }
    line("logs/agent.log", "slurmstepd: step " + id + ".0 on CPU 4");
  }

  private void secret() {
    String token = letters(12) + random.nextInt(1_000_000) + upper(8);
    planted(Kind.SECRET, token, token);
    switch (random.nextInt(4)) {
      case 0 -> line("env/environment.txt", "NCCL_AUTH_TOKEN=" + token);
      case 1 -> line("logs/launcher.log", "Authorization: Bearer " + token);
      case 2 -> line("env/environment.txt", "export WANDB_API_KEY=\"" + token + "\"");
      default ->
          line("logs/agent.log", "pull https://ci-bot:" + token + "@registry.example.org/image");
    }
  }

  private void planted(Kind kind, String value, String... forms) {
    planted.add(new Planted(new Identity(kind, value), List.of(forms)));
  }

  /** A line with what was planted last. */
  private void line(String file, String line) {
    line(file, line, false);
  }

  private void within(String file, String line) {
    line(file, line, true);
  }

  private void line(String file, String line, boolean within) {
    List<String> text = files.computeIfAbsent(file, _ -> new ArrayList<>());
    text.add(line);
    lines.add(new Line(file, text.size(), line, planted.getLast(), within));
  }

  private byte[] macBytes() {
    byte[] mac = new byte[6];
    random.nextBytes(mac);
    mac[0] = (byte) ((mac[0] & 0xfc) | 0x10);
    mac[3] |= 1;
    return mac;
  }

  private static String eui(byte[] mac) {
    return "%x:%x:%x:%x"
        .formatted(
            (((mac[0] ^ 2) & 0xff) << 8) | (mac[1] & 0xff),
            ((mac[2] & 0xff) << 8) | 0xff,
            0xfe00 | (mac[3] & 0xff),
            ((mac[4] & 0xff) << 8) | (mac[5] & 0xff));
  }

  private static String fourEach(byte[] mac) {
    return "%02x%02x:%02xff:fe%02x:%02x%02x"
        .formatted((mac[0] ^ 2) & 0xff, mac[1], mac[2], mac[3], mac[4], mac[5]);
  }

  /** As NVIDIA's firmware makes one of a MAC. */
  private static String guid(byte[] mac) {
    return (hex(mac, 0, 3) + "0300" + hex(mac, 3, 6)).replaceAll("(.{4})(?!$)", "$1:");
  }

  /** An IPv4 address as the end of a GID in sysfs. */
  private static String hexOf(String address) {
    String[] parts = address.split("\\.");
    return "%02x%02x:%02x%02x"
        .formatted(Arrays.stream(parts).map(Integer::valueOf).toArray(Object[]::new));
  }

  private static String inFull(String address) {
    try {
      byte[] bytes = InetAddress.getByName(address).getAddress();
      return hex(bytes, 0, bytes.length);
    } catch (UnknownHostException e) {
      throw new AssertionError(address, e);
    }
  }

  private static String colons(byte[] mac) {
    return hex(mac, 0, 6).replaceAll("(..)(?!$)", "$1:");
  }

  private static String hex(byte[] bytes, int from, int to) {
    return HexFormat.of().formatHex(bytes, from, to);
  }

  private int byteOf() {
    return random.nextInt(256);
  }

  private String pick(String[] words) {
    return words[random.nextInt(words.length)];
  }

  private String letters(int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append((char) ('a' + random.nextInt(26)));
    }
    return text.toString();
  }

  private String upper(int count) {
    return letters(count).toUpperCase(Locale.ROOT);
  }
}
