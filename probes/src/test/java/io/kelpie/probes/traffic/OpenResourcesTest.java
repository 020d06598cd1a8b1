package io.kelpie.probes.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OpenResourcesTest {
  private final List<String> closed = new ArrayList<>();
  private final OpenResources open = new OpenResources();

  private void keep(String name, @Nullable Exception failure) {
    open.keep(() -> {
      closed.add(name);
      if (failure != null) {
        throw failure;
      }
    });
  }

  @Test
  void whatWasOpenedLastIsClosedFirstAndOnce() {
    keep("memory", null);
    keep("region", null);
    open.close();
    open.close();

    assertThat(closed).containsExactly("region", "memory");
  }

  @Test
  void aFailureKeepsNothingOpen() {
    keep("memory", null);
    IOException busy = new IOException("busy");
    keep("domain", busy);
    IllegalStateException stuck = new IllegalStateException("stuck");
    keep("queue", stuck);

    assertThatThrownBy(open::close).isSameAs(stuck);
    assertThat(closed).containsExactly("queue", "domain", "memory");
    assertThat(stuck.getSuppressed()).singleElement().satisfies(e -> assertThat(e).hasCause(busy));
  }
}
