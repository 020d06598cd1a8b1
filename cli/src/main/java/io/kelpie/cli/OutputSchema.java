package io.kelpie.cli;

import io.kelpie.results.schema.JsonForm;
import io.kelpie.workload.json.RecordSchema;
import tools.jackson.databind.node.ObjectNode;

/** What the commands themselves list, with {@code --json}. */
enum OutputSchema implements JsonForm {
  DEVICES_OUTPUT("what kelpie devices --json prints", DevicesCommand.Listing.class),
  DOCTOR_OUTPUT("what kelpie doctor --json prints", DoctorCommand.Report.class),
  PRESET_OUTPUT("what kelpie preset list --json prints", PresetCommand.Listing.class),
  PROFILE_OUTPUT("what kelpie profile list --json prints", ProfileCommand.Listing.class),
  PROFILE_CHECK_OUTPUT("what kelpie profile check --json prints", ProfileCommand.Check.class),
  SPACE_OUTPUT("what kelpie space --json prints", SpaceCommand.Listing.class);

  private final String what;
  private final Class<?> type;

  OutputSchema(String what, Class<?> type) {
    this.what = what;
    this.type = type;
  }

  @Override
  public ObjectNode schema() {
    return RecordSchema.of("Kelpie: " + what, type);
  }
}
