package io.kelpie.results;

import io.kelpie.search.Finding;
import io.kelpie.search.confirm.Change;
import io.kelpie.search.confirm.Doing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Findings of one cause, as far as interventions tell: the workload's own doing, and the same
 * change tells most of what each needs to end. Their symptoms may differ: who runs out of receives
 * stalls, fails or resends by what its retries allow. Any other finding is a family of its own.
 *
 * @param cure the change; null of what stands alone, whatever ends it
 * @param findings at least one
 */
public record Family(@Nullable Change cure, List<Finding> findings) {
  public Family {
    findings = List.copyOf(findings);
  }

  /** Families of a hunt's findings, each where its first one stands. */
  public static List<Family> of(List<Finding> findings) {
    Map<Object, List<Finding>> families = new LinkedHashMap<>();
    for (Finding finding : findings) {
      families.computeIfAbsent(key(finding), _ -> new ArrayList<>()).add(finding);
    }
    return families.values().stream()
        .map(family -> new Family(causeOf(family.getFirst()).orElse(null), family))
        .toList();
  }

  private static Object key(Finding finding) {
    return causeOf(finding).<Object>map(cure -> cure).orElse(finding.id());
  }

  /** The change by which a finding is told to be of a family; empty of what stands alone. */
  public static Optional<Change> causeOf(Finding finding) {
    return finding.cure().filter(_ -> finding.doing() == Doing.WORKLOAD);
  }

  /** The plainest, by the number of its conditions, of those that show the first one's symptom. */
  public Finding lead() {
    return findings.stream()
        .filter(finding -> finding.symptom() == findings.getFirst().symptom())
        .min(Comparator.comparingInt(finding -> finding.conditions().size()))
        .orElseThrow();
  }

  /** Those beside the lead. */
  public List<Finding> others() {
    Finding lead = lead();
    return findings.stream().filter(finding -> !finding.equals(lead)).toList();
  }
}
