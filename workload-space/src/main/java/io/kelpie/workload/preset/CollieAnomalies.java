package io.kelpie.workload.preset;

import static io.kelpie.workload.Catalogue.*;

import io.kelpie.workload.Catalogue.Direction;
import io.kelpie.workload.Catalogue.Memory;
import io.kelpie.workload.Catalogue.Numa;
import io.kelpie.workload.Catalogue.Opcode;
import io.kelpie.workload.Catalogue.Ordering;
import io.kelpie.workload.Catalogue.QpType;
import io.kelpie.workload.Catalogue.Signal;
import io.kelpie.workload.Catalogue.TileMapping;
import io.kelpie.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The concrete triggers of Collie's 18 anomalies (NSDI 2022, appendix A; where it leaves a value
 * open, table 2).
 *
 * <p>Collie's traffic has no signals: tiles are put only; messages that the receiver has to see
 * carry immediate data. A message that Collie gathers from entries of unlike sizes becomes a mix of
 * tiles of these sizes.
 */
final class CollieAnomalies {
  private static final String SUBSYSTEM_F = "cx6-200g-f";
  private static final String SUBSYSTEM_H = "p2100-100g";
  private static final String MIX =
      "entries of unlike sizes are tiles of these sizes, because a tile's entries are alike";

  private static final long KB = 1L << 10;
  private static final long MB = 1L << 20;

  private CollieAnomalies() {}

  private static Preset preset(
      int number, String title, String device, @Nullable String departs, Workload workload) {
    return new Preset(
        "collie-" + number,
        title,
        "Collie (NSDI 2022), appendix A, anomaly " + number,
        device,
        departs,
        workload);
  }

  private static Preset onF(int number, String title, @Nullable String departs, Workload workload) {
    return preset(number, title, SUBSYSTEM_F, departs, workload);
  }

  private static Preset onH(int number, String title, @Nullable String departs, Workload workload) {
    return preset(number, title, SUBSYSTEM_H, departs, workload);
  }

  /** Put-only tiles of some sizes, in buffers that hold a thousand of them. */
  private static Workload tiles(long count, Long... sizes) {
    return Workload.initial()
        .with(TILES, count)
        .with(TILE_BYTES, List.of(sizes))
        .with(SIGNAL, Signal.NOTHING)
        .with(ORDERING, Ordering.NONE)
        .with(CQ_DEPTH, CQ_DEPTH.full().high())
        .with(REGION_BYTES, 1L << 30)
        .with(REGION_STRIDE, 1L << 30);
  }

  private static Workload over(Workload workload, long queuePairs, long depth, long mtu) {
    return workload
        .with(QPS_PER_PEER, queuePairs)
        .with(TILE_MAPPING, queuePairs == 1 ? TileMapping.ONE_QP : TileMapping.ROUND_ROBIN)
        .with(SEND_DEPTH, depth)
        .with(PATH_MTU, mtu);
  }

  private static Workload batched(Workload workload, long batch, long entries) {
    return workload.with(POST_LIST, batch).with(SGES, entries);
  }

  private static Workload both(Workload workload) {
    return workload.with(DIRECTION, Direction.BOTH_WAYS);
  }

  private static Workload messages(Workload workload, QpType type, long receives) {
    Workload sends =
        workload
            .with(QP_TYPE, type)
            .with(OPCODE, Opcode.SEND)
            .with(RECEIVE_DEPTH, receives)
            .with(RECEIVES_POSTED, receives);
    return type == QpType.UD
        ? sends.with(SIGNAL, Signal.IMMEDIATE).with(ORDERING, Ordering.SAME_QP)
        : sends;
  }

  static List<Preset> presets() {
    List<Preset> all = new ArrayList<>();
    all.add(
        onF(
            1,
            "UD sends in long batches into a deep receive queue",
            null,
            messages(
                batched(over(tiles(1024, 2 * KB), 1, 256, 2048), 64, 1).with(CQ_MODERATION, 64L),
                QpType.UD,
                256)));
    all.add(
        onF(
            2,
            "UD sends in short batches over 16 deep queue pairs",
            null,
            messages(batched(over(tiles(512, KB), 16, 1024, 1024), 4, 1), QpType.UD, 1024)));
    all.add(
        onF(
            3,
            "large READs in small packets",
            null,
            over(tiles(16, 4 * MB), 8, 128, 1024).with(OPCODE, Opcode.READ)));
    all.add(
        onF(
            4,
            "gathering READs both ways over 80 queue pairs each",
            "the send queue is 256 deep instead of 128: a list must fit half of it",
            both(batched(over(tiles(1024, 128L), 80, 256, 4096), 128, 4))
                .with(OPCODE, Opcode.READ)));
    all.add(
        onF(
            5,
            "RC sends in long batches, small packets, deep queue",
            null,
            messages(batched(over(tiles(512, 2 * KB), 1, 1024, 1024), 64, 2), QpType.RC, 1024)));
    all.add(
        onF(
            6,
            "gathering RC sends in short batches over 32 deep queue pairs",
            null,
            messages(batched(over(tiles(512, KB), 32, 1024, 1024), 8, 2), QpType.RC, 1024)));
    all.add(
        onF(
            7,
            "small writes over 24,576 regions",
            "the receiver's regions count with the sender's: one place for each tile, not two",
            over(tiles(1024, 512L), 24, 128, 1024)
                .with(REGIONS, 24L * 1024)
                .with(REGION_BYTES, 64 * KB)
                .with(REGION_STRIDE, 64 * KB)));
    all.add(
        onF(8, "small writes over 480 queue pairs", null, over(tiles(1024, 512L), 480, 16, 1024)));
    Workload mixed = both(batched(over(tiles(512, 128L, 64 * KB, KB), 8, 128, 4096), 8, 3));
    all.add(onF(9, "gathering writes of mixed sizes both ways", MIX, mixed));
    all.add(
        onF(
            10,
            "long batches of mixed writes both ways over 320 queue pairs each",
            MIX,
            both(batched(over(tiles(1024, 64 * KB, 128L, 128L, 128L), 320, 128, 1024), 64, 4))));
    all.add(
        onF(
            11,
            "writes both ways across the sockets",
            null,
            both(batched(over(tiles(64, 256 * KB), 1, 128, 4096), 16, 1))
                .with(REGIONS, 32L)
                .with(REGION_BYTES, 4 * MB)
                .with(REGION_STRIDE, 4 * MB)
                .with(NUMA, Numa.REMOTE)));
    all.add(onF(12, "the mix of anomaly 9 in GPU memory", MIX, mixed.with(MEMORY, Memory.GPU)));
    all.add(
        onF(
            13,
            "loopback beside received traffic",
            null,
            batched(over(tiles(64, 256 * KB), 8, 128, 4096), 16, 1)
                .with(DIRECTION, Direction.LOOPBACK_BESIDE_RECEIVE)));
    all.add(
        onH(
            14,
            "gathering writes both ways over 1,024 queue pairs each",
            "82 regions of 1 MiB a side instead of 81 and 83 of 256 KiB: each tile has a place of its own",
            both(batched(over(tiles(1024, 64 * KB), 1024, 128, 4096), 1, 4))
                .with(REGIONS, 82L)
                .with(REGION_BYTES, MB)
                .with(REGION_STRIDE, MB)));
    all.add(
        onH(
            15,
            "UD sends of mixed sizes over 32 queue pairs",
            MIX,
            messages(
                batched(over(tiles(512, 256L, KB, 64L, KB), 32, 64, 2048), 1, 1), QpType.UD, 64)));
    all.add(
        onH(
            16,
            "READs in small packets over 500 queue pairs",
            null,
            batched(over(tiles(1024, 64 * KB), 500, 128, 1024), 8, 1).with(OPCODE, Opcode.READ)));
    all.add(
        onH(
            17,
            "single small sends over 80 queue pairs",
            null,
            messages(batched(over(tiles(512, KB), 80, 128, 1024), 1, 1), QpType.RC, 128)));
    all.add(
        onH(
            18,
            "batches of writes both ways over 16 queue pairs each",
            null,
            both(batched(over(tiles(512, 64 * KB), 16, 64, 1024), 16, 1))));
    return List.copyOf(all);
  }
}
