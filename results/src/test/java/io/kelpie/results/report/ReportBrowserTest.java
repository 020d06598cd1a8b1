package io.kelpie.results.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kelpie.results.StoredHunt;
import io.kelpie.search.HuntListener;
import io.kelpie.workload.json.StrictJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.logging.Level;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * What a reader does with a page, done in Chromium; it may ask for nothing and complain of nothing.
 */
class ReportBrowserTest {
  private static final Path BROWSER = Path.of("/usr/bin/chromium");
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
  private static final int RUNS = 10_000;
  private static final int ANOMALIES = 30;

  @TempDir private static Path folder;
  private static Path large;
  private static Path simulated;
  private static Path hostile;
  private static Path alike;
  private static ChromeDriver browser;

  @BeforeAll
  static void start() throws IOException {
    assumeTrue(
        Files.isExecutable(BROWSER) && Files.isExecutable(DRIVER),
        "skipped: no Chromium to open a page in; apt-get install chromium chromium-driver");
    Path night = StoredHunt.large(folder.resolve("large"), RUNS, ANOMALIES);
    long began = System.nanoTime();
    large = ReportPage.write(night, Map.of());
    System.out.printf(
        Locale.ROOT,
        "page of %d runs with %d anomalies: made in %.2f s, %.2f MB%n",
        RUNS,
        ANOMALIES,
        (System.nanoTime() - began) / 1e9,
        Files.size(large) / 1e6);
    simulated = ReportPage.write(StoredHunt.hunted(folder.resolve("simulated"), 60), Map.of());
    hostile =
        ReportPage.write(
            StoredHunt.told(folder.resolve("hostile"), ReportPageTest.HOSTILE), Map.of());
    Path receives = folder.resolve("receives");
    StoredHunt.listened(receives, 40, StoredHunt.SHORT_OF_RECEIVES, _ -> new HuntListener() {});
    alike = ReportPage.write(receives, Map.of());
    browser = new ChromeDriver(service(), options());
    browser.manage().timeouts().scriptTimeout(Duration.ofMinutes(1));
  }

  private static ChromeDriverService service() {
    return new ChromeDriverService.Builder()
        .usingDriverExecutable(DRIVER.toFile())
        .usingAnyFreePort()
        .build();
  }

  private static ChromeOptions options() {
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    logs.enable(LogType.PERFORMANCE, Level.ALL);
    ChromeOptions options = new ChromeOptions();
    options.setBinary(BROWSER.toFile());
    options.addArguments("--headless=new", "--disable-gpu", "--disable-dev-shm-usage");
    if ("root".equals(System.getProperty("user.name"))) {
      options.addArguments("--no-sandbox");
    }
    options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
    return options;
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.quit();
    }
  }

  @AfterEach
  void nothingIsComplainedOfNorAskedFor() {
    assertThat(browser.manage().logs().get(LogType.BROWSER).getAll())
        .filteredOn(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
        .isEmpty();
    List<String> pages =
        List.of(large, simulated, hostile, alike).stream()
            .map(page -> page.toUri().toString())
            .toList();
    assertThat(requests()).isNotEmpty().allMatch(pages::contains);
  }

  private static List<String> requests() {
    return browser.manage().logs().get(LogType.PERFORMANCE).getAll().stream()
        .map(LogEntry::getMessage)
        .map(message -> StrictJson.MAPPER.readTree(message).path("message"))
        .filter(event -> event.path("method").asString().equals("Network.requestWillBeSent"))
        .map(event -> event.at("/params/request/url").asString().replaceAll("#.*", ""))
        .filter(url -> !url.startsWith("data:"))
        .toList();
  }

  @ParameterizedTest
  @CsvSource({"1280, 800", "480, 800"})
  void theFirstScreenSaysWhatHowBadWhoseAndWhatNow(int width, int height) {
    open(large, width, height);
    WebElement gravest = rows().getFirst();
    assertThat(List.of("h1", ".health", ".hunted"))
        .allSatisfy(part -> assertSeen(browser.findElement(By.cssSelector(part))));
    assertThat(List.of(".title a", ".effect b", ".times", ".doing", ".now"))
        .allSatisfy(part -> assertSeen(gravest.findElement(By.cssSelector(part))));
    assertThat(ask("return document.documentElement.scrollWidth <= innerWidth")).isEqualTo(true);
  }

  @Test
  void sortsByAColumn() {
    open(large, 1280, 800);
    assertThat(column(".rank")).isSorted();
    WebElement effect = browser.findElement(By.cssSelector("th.h-effect"));
    effect.findElement(By.tagName("button")).click();
    assertThat(effect.getDomAttribute("aria-sort")).isEqualTo("descending");
    assertThat(column(".effect"))
        .hasSize(ANOMALIES)
        .isSortedAccordingTo(Collections.reverseOrder());
    effect.findElement(By.tagName("button")).click();
    assertThat(effect.getDomAttribute("aria-sort")).isEqualTo("ascending");
    assertThat(column(".effect")).hasSize(ANOMALIES).isSorted();
  }

  private static List<Double> column(String cell) {
    return rows().stream()
        .map(row -> row.findElement(By.cssSelector(cell)).getDomAttribute("data-sort"))
        .map(value -> Double.valueOf(Objects.requireNonNull(value)))
        .toList();
  }

  @Test
  void filtersByWords() {
    open(large, 1280, 800);
    browser.findElement(By.tagName("body")).sendKeys("/");
    browser.switchTo().activeElement().sendKeys("FENCE 7:");
    assertThat(rows().stream().filter(WebElement::isDisplayed).map(WebElement::getText))
        .hasSize(3)
        .allSatisfy(text -> assertThat(text).containsPattern("Anomaly number [12]?7: "));
    assertThat(browser.findElement(By.id("shown")).getText()).isEqualTo("3 of 30 shown");
    assertThat(browser.findElements(By.cssSelector("details.case")))
        .filteredOn(WebElement::isDisplayed)
        .hasSize(3);
    browser.switchTo().activeElement().sendKeys(Keys.ESCAPE);
    assertThat(rows()).hasSize(ANOMALIES).allMatch(WebElement::isDisplayed);
  }

  /** One row for a cause, until a reader asks for all, filters, or prints. */
  @Test
  void foldsWhatOneChangeEnds() {
    open(alike, 1280, 800);
    WebElement more = browser.findElement(By.cssSelector("button.alike"));
    WebElement lead = more.findElement(By.xpath("./ancestor::tr"));
    String id = lead.getDomAttribute("data-id");
    assertThat(browser.findElement(By.tagName("h1")).getText())
        .endsWith("the gravest: " + lead.findElement(By.cssSelector(".title a")).getText());
    List<WebElement> kin =
        rows().stream()
            .filter(row -> Objects.equals(id, row.getDomAttribute("data-lead")))
            .toList();
    assertThat(more.getText()).isEqualTo("+" + kin.size() + " alike");
    assertThat(kin).isNotEmpty().noneMatch(WebElement::isDisplayed);
    assertThat(kin).noneMatch(row -> caseOf(row).isDisplayed());
    more.click();
    assertThat(kin).allMatch(WebElement::isDisplayed);
    assertThat(kin).allMatch(row -> caseOf(row).isDisplayed());
    assertThat(browser.findElements(By.cssSelector("details.case[open]"))).isEmpty();
    more.click();
    assertThat(kin).noneMatch(WebElement::isDisplayed);
    browser.findElement(By.id("filter")).sendKeys("RC SEND");
    assertThat(kin).allMatch(WebElement::isDisplayed);
    open(alike, 1280, 800);
    print();
    assertThat(browser.findElements(By.cssSelector("details.case:not([open])"))).isEmpty();
  }

  @Test
  void aClickOpensAnAnomalyAndItsWaterfall() {
    open(large, 1280, 800);
    WebElement row = rows().get(2);
    row.findElement(By.cssSelector(".title a")).click();
    assertOpen(row);
  }

  @Test
  void keysOpenAnAnomalyAndLeadBack() {
    open(large, 1280, 800);
    WebElement row = rows().get(1);
    browser.findElement(By.tagName("body")).sendKeys("jj");
    assertThat(browser.switchTo().activeElement()).isEqualTo(row);
    row.sendKeys(Keys.ENTER);
    assertOpen(row);
    browser.switchTo().activeElement().sendKeys(Keys.ESCAPE);
    assertThat(browser.switchTo().activeElement()).isEqualTo(row);
    assertThat(caseOf(row).getDomAttribute("open")).isNull();
    assertSeen(row);
  }

  private static void assertOpen(WebElement row) {
    await("document.querySelector('details[open] .lanes')");
    WebElement opened = browser.findElement(By.cssSelector("details.case[open]"));
    assertThat(opened).isEqualTo(caseOf(row));
    assertSeen(opened.findElement(By.tagName("summary")));
    assertThat(opened.findElements(By.cssSelector(".lanes .name"))).hasSize(3);
    List<WebElement> lanes = opened.findElements(By.cssSelector(".lanes .tiles"));
    assertThat(lanes).hasSize(3).allSatisfy(lane -> assertThat(hint(lane)).startsWith("tile 0, "));
    assertThat(opened.findElements(By.cssSelector("figure canvas"))).hasSize(2);
  }

  /** What a pointer on its first tile is told. */
  private static String hint(WebElement lane) {
    return (String)
        ask(
            """
            const lane = arguments[0], box = lane.querySelector("path").getBoundingClientRect();
            lane.dispatchEvent(new MouseEvent(
                "mousemove", { clientX: Math.ceil(box.left) + 1, clientY: Math.ceil(box.top) }));
            return lane.querySelector("title").textContent;
            """,
            lane);
  }

  /** No word of a waterfall lies over another, and nothing but a figure is scrolled sideways. */
  @ParameterizedTest
  @CsvSource({"1400, 900", "480, 800"})
  void aWaterfallsWordsStandApart(int width, int height) {
    open(simulated, width, height);
    rows().getFirst().click();
    await("document.querySelector('details[open] .lanes')");
    assertThat(
            ask(
                """
                const boxes = [...document.querySelectorAll("details[open] .lanes text")]
                    .map(text => [text.textContent, text.getBoundingClientRect()]);
                return boxes.flatMap(([one, a], i) => boxes.slice(i + 1)
                    .filter(([, b]) => a.left < b.right && b.left < a.right
                        && a.top < b.bottom && b.top < a.bottom)
                    .map(([other]) => one + " over " + other));
                """))
        .isEqualTo(List.of());
    assertThat(
            ask(
                "const nav = document.querySelector('nav'); return nav.scrollWidth <= nav.clientWidth"))
        .isEqualTo(true);
  }

  private static WebElement caseOf(WebElement row) {
    return browser.findElement(By.id("a-" + row.getDomAttribute("data-id")));
  }

  @Test
  void printsEveryAnomaly() {
    open(large, 1280, 800);
    assertThat(print()).startsWith("JVBERi0");
    assertThat(browser.findElements(By.cssSelector("details.case:not([open])"))).isEmpty();
    emulate("print", "light");
    assertThat(browser.findElements(By.cssSelector("figure[data-chart=waterfall] .lanes")))
        .hasSize(ANOMALIES)
        .allMatch(WebElement::isDisplayed);
    assertThat(browser.findElements(By.cssSelector("nav, .tools, button.copy")))
        .noneMatch(WebElement::isDisplayed);
  }

  @Test
  void isDarkWhereTheSystemIs() {
    emulate("screen", "light");
    open(large, 1280, 800);
    assertThat(brightness("backgroundColor")).isGreaterThan(brightness("color"));
    emulate("screen", "dark");
    assertThat(brightness("backgroundColor")).isLessThan(brightness("color"));
    rows().getFirst().click();
    await("document.querySelector('details[open] .lanes')");
  }

  private static double brightness(String property) {
    String colour = (String) ask("return getComputedStyle(document.body)[arguments[0]]", property);
    return List.of(colour.replaceAll("[^0-9,]", "").split(",", -1)).stream()
        .limit(3)
        .mapToDouble(Double::parseDouble)
        .sum();
  }

  @ParameterizedTest
  @CsvSource({"1280, 800", "480, 800"})
  void aModelsPageSaysSoOnEveryScreen(int width, int height) throws IOException {
    open(simulated, width, height);
    rows().getFirst().click();
    await("document.querySelector('details[open] .lanes')");
    long screens = (Long) ask("return Math.ceil(document.body.scrollHeight / innerHeight)");
    assertThat(screens).isGreaterThan(2);
    for (long screen = 0; screen < screens; screen++) {
      ask("scrollTo(0, arguments[0] * innerHeight); return true", screen);
      assertSeen(browser.findElement(By.cssSelector(".bar .badge")));
    }
    emulate("print", "light");
    assertThat(printed())
        .hasSizeGreaterThan(3)
        .allSatisfy(page -> assertThat(page).startsWith("Kelpie SIMULATED simulated\n"));
  }

  @Test
  void hostileStringsRunNoScript() {
    open(hostile, 1280, 800);
    String title = browser.getTitle();
    assertThat(title).startsWith("Kelpie hunt ");
    rows().getFirst().click();
    await("document.querySelector('details[open] .lanes')");
    assertThat(print()).startsWith("JVBERi0");
    for (WebElement element : browser.findElements(By.cssSelector("[title], a, svg title"))) {
      ask(
          "arguments[0].dispatchEvent(new MouseEvent('mouseover', {bubbles: true})); return 1",
          element);
    }
    assertThat(browser.getTitle()).isEqualTo(title);
    assertThat(browser.findElements(By.cssSelector("img, script:not([type]) ~ img"))).isEmpty();
  }

  private static void open(Path page, int width, int height) {
    emulate("screen", "light");
    browser.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    browser.get("about:blank");
    browser.get(page.toUri().toString());
    await("document.documentElement.dataset.ready");
    System.out.printf(
        Locale.ROOT,
        "%s usable after %.2f s%n",
        folder.relativize(page),
        ((Number) ask("return performance.getEntriesByType('navigation')[0].loadEventEnd"))
                .doubleValue()
            / 1e3);
  }

  /** The PDF, in base 64. */
  private static String print() {
    return (String)
        Objects.requireNonNull(browser.executeCdpCommand("Page.printToPDF", Map.of()).get("data"));
  }

  /** The text of each printed page, from its top. */
  private static List<String> printed() throws IOException {
    try (PDDocument document = Loader.loadPDF(Base64.getDecoder().decode(print()))) {
      PDFTextStripper text = new PDFTextStripper();
      text.setSortByPosition(true);
      List<String> pages = new ArrayList<>();
      for (int page = 1; page <= document.getNumberOfPages(); page++) {
        text.setStartPage(page);
        text.setEndPage(page);
        pages.add(text.getText(document).replaceAll("[ \u00a0]+", " "));
      }
      return pages;
    }
  }

  private static void emulate(String media, String scheme) {
    browser.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of(
            "media",
            media,
            "features",
            List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  private static List<WebElement> rows() {
    return browser.findElements(By.cssSelector("#ranking tbody tr"));
  }

  private static Object ask(String script, Object... arguments) {
    return Objects.requireNonNull(browser.executeScript(script, arguments), script);
  }

  /** Waits until an expression holds in the page. */
  private static void await(String expression) {
    browser.executeAsyncScript(
        "const done = arguments[0]; const look = () => ("
            + expression
            + ") ? done() : setTimeout(look, 20); look();");
  }

  /** Whole within the window, and nothing before it. */
  private static void assertSeen(WebElement element) {
    assertThat(
            ask(
                """
                const part = arguments[0], box = part.getBoundingClientRect();
                const front = document.elementFromPoint(
                    (box.left + box.right) / 2, (box.top + box.bottom) / 2);
                return box.width > 0 && box.height > 0
                    && box.top >= 0 && box.left >= 0
                    && box.bottom <= innerHeight && box.right <= innerWidth
                    && part.contains(front);
                """,
                element))
        .as("%s is seen", element)
        .isEqualTo(true);
  }
}
