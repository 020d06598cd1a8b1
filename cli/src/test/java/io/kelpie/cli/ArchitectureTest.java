package io.kelpie.cli;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysFalse;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.importer.ImportOption.Predefined.DO_NOT_INCLUDE_TESTS;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.EvaluationResult;
import io.kelpie.search.trespass.ReadsJournal;
import io.kelpie.search.trespass.SeesModel;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine.Command;

/** Holds the design's table of modules and what each may depend on. */
class ArchitectureTest {
  private static final String GENERATED = "io.kelpie.ffi.*.generated..";

  private static final JavaClasses KELPIE =
      new ClassFileImporter()
          .withImportOption(DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("io.kelpie");

  /** A module: the packages that are its own, and the packages of other modules that it may use. */
  enum Module {
    NATIVE("io.kelpie.ffi.."),
    WORKLOAD_SPACE("io.kelpie.workload.."),
    COUNTERS("io.kelpie.counters..", NATIVE.own),
    PROBES("io.kelpie.probes..", NATIVE.own, WORKLOAD_SPACE.own, COUNTERS.own),
    SEARCH("io.kelpie.search..", WORKLOAD_SPACE.own, COUNTERS.own, "io.kelpie.probes"),
    RESULTS(
        "io.kelpie.results..", WORKLOAD_SPACE.own, COUNTERS.own, "io.kelpie.probes", SEARCH.own),
    BENCH(
        "io.kelpie.bench..",
        NATIVE.own,
        WORKLOAD_SPACE.own,
        COUNTERS.own,
        PROBES.own,
        SEARCH.own,
        RESULTS.own),
    CLI(
        "io.kelpie.cli..",
        NATIVE.own,
        WORKLOAD_SPACE.own,
        COUNTERS.own,
        PROBES.own,
        SEARCH.own,
        RESULTS.own,
        BENCH.own);

    private final String own;
    private final String[] others;

    Module(String own, String... others) {
      this.own = own;
      this.others = others;
    }

    ArchRule rule() {
      DescribedPredicate<JavaClass> foreign =
          resideInAPackage("io.kelpie..")
              .and(not(resideInAPackage(own)))
              .and(not(others.length == 0 ? alwaysFalse() : resideInAnyPackage(others)));
      return noClasses()
          .that()
          .resideInAPackage(own)
          .should()
          .dependOnClassesThat(foreign)
          .as(own + " depends only on what the design's table allows");
    }
  }

  @ParameterizedTest
  @EnumSource
  void moduleDependsOnlyOnWhatTheTableAllows(Module module) {
    module.rule().check(KELPIE);
  }

  @Test
  void everyClassBelongsToAModule() {
    classes()
        .should()
        .resideInAnyPackage(
            Stream.of(Module.values()).map(module -> module.own).toArray(String[]::new))
        .check(KELPIE);
  }

  @Test
  void searchSeesNoProbesInside() {
    EvaluationResult result =
        Module.SEARCH.rule().evaluate(new ClassFileImporter().importClasses(SeesModel.class));
    assertThat(result.getFailureReport().getDetails())
        .anySatisfy(violation -> assertThat(violation).contains("io.kelpie.probes.model"));
  }

  @Test
  void searchKnowsNoResults() {
    EvaluationResult result =
        Module.SEARCH.rule().evaluate(new ClassFileImporter().importClasses(ReadsJournal.class));
    assertThat(result.getFailureReport().getDetails())
        .anySatisfy(violation -> assertThat(violation).contains("io.kelpie.results"));
  }

  @Test
  void onlyFacadesUseGeneratedBindings() {
    noClasses()
        .that()
        .resideOutsideOfPackages("io.kelpie.ffi..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(GENERATED)
        .check(KELPIE);
  }

  @Test
  void generatedBindingsUseNothingOfOurs() {
    noClasses()
        .that()
        .resideInAPackage(GENERATED)
        .should()
        .dependOnClassesThat(resideInAPackage("io.kelpie..").and(not(resideInAPackage(GENERATED))))
        .allowEmptyShould(true)
        .check(KELPIE);
  }

  @Test
  void whatCliShowsIsCommands() {
    classes()
        .that()
        .resideInAPackage("io.kelpie.cli..")
        .and()
        .arePublic()
        .and()
        .areTopLevelClasses()
        .and()
        .areNotAssignableTo(ExitStatus.class)
        .should()
        .beAnnotatedWith(Command.class)
        .check(KELPIE);
  }
}
