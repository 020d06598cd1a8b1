package io.kelpie.workload.preset;

import io.kelpie.workload.Workload;
import org.jspecify.annotations.Nullable;

/**
 * A published workload.
 *
 * @param name the word on the command line
 * @param title in one phrase
 * @param source where it was published
 * @param seenOn the model's profile that stands for the device on which it was seen; a probe of a
 *     real device ignores it; null where only a megakernel can hand tiles over so
 * @param departs in what the workload departs from what was published; null where it does not
 */
public record Preset(
    String name,
    String title,
    String source,
    @Nullable String seenOn,
    @Nullable String departs,
    Workload workload) {}
