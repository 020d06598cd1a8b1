package io.kelpie.cli;

import io.kelpie.probes.exec.ExecSchemas;
import io.kelpie.probes.model.ProfileSchema;
import io.kelpie.results.schema.JsonForm;
import java.util.function.Function;
import tools.jackson.databind.node.ObjectNode;

/** What probes read and write. */
enum ProbeSchema implements JsonForm {
  PROFILE(
      "a profile: a device that the model stands for",
      title -> ProfileSchema.schema().put("title", title)),
  EXEC_DESCRIPTION(
      "what a command of the probe exec answers to describe", ExecSchemas::description),
  EXEC_TASK("task.json of the probe exec: what a run is asked for", ExecSchemas::task),
  EXEC_MEASUREMENT("measurement.json of the probe exec: what a run left", ExecSchemas::measurement);

  private final String what;
  private final Function<String, ObjectNode> form;

  ProbeSchema(String what, Function<String, ObjectNode> form) {
    this.what = what;
    this.form = form;
  }

  @Override
  public ObjectNode schema() {
    return form.apply("Kelpie: " + what);
  }
}
