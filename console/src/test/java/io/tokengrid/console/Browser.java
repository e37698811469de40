package io.tokengrid.console;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.AxeResults;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;

/// Chromium, as `scripts/install-test-tools` provides it. Not thread-safe.
final class Browser implements AutoCloseable {
    private static final Path SCREENSHOTS = Path.of("target/screenshots");

    private final Playwright playwright;
    private final com.microsoft.playwright.Browser chromium;

    Browser() {
        Path tools = tools();
        System.setProperty("playwright.cli.dir", tools.resolve("playwright").toString());
        playwright =
                Playwright.create(
                        new Playwright.CreateOptions()
                                .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        chromium =
                playwright
                        .chromium()
                        .launch(
                                new BrowserType.LaunchOptions()
                                        .setExecutablePath(tools.resolve("chromium"))
                                        .setArgs(
                                                List.of(
                                                        "--no-sandbox",
                                                        "--disable-gpu",
                                                        "--disable-quic",
                                                        "--no-first-run",
                                                        "--disable-background-networking",
                                                        "--disable-component-update",
                                                        "--disable-sync")));
    }

    private static Path tools() {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.exists(folder.resolve(".build/test-tools/chromium"))) {
            folder = folder.getParent();
        }
        if (folder == null) {
            throw new IllegalStateException("no Chromium: run scripts/install-test-tools");
        }
        return folder.resolve(".build/test-tools");
    }

    /// How a page is looked at.
    enum View {
        DESKTOP(1360, 900, ColorScheme.LIGHT),
        DARK(1360, 900, ColorScheme.DARK),
        PHONE(390, 844, ColorScheme.LIGHT);

        private final int width;
        private final int height;
        private final ColorScheme scheme;

        View(int width, int height, ColorScheme scheme) {
            this.width = width;
            this.height = height;
            this.scheme = scheme;
        }
    }

    /// Opens a window of its own, with its clock standing at [FakeApi#NOW] in Shanghai.
    Tab open(View view) {
        BrowserContext context =
                chromium.newContext(
                        new com.microsoft.playwright.Browser.NewContextOptions()
                                .setViewportSize(view.width, view.height)
                                .setColorScheme(view.scheme)
                                .setReducedMotion(
                                        com.microsoft.playwright.options.ReducedMotion.REDUCE)
                                .setLocale("en-US")
                                .setTimezoneId("Asia/Shanghai"));
        return new Tab(context);
    }

    /// A window and what went wrong in it. Not thread-safe.
    static final class Tab implements AutoCloseable {
        final Page page;
        private final BrowserContext context;
        private final List<String> errors = new ArrayList<>();

        private Tab(BrowserContext context) {
            this.context = context;
            page = context.newPage();
            page.clock().setFixedTime(Date.from(FakeApi.NOW));
            page.onPageError(errors::add);
            page.onConsoleMessage(message -> {
                if (message.type().equals("error")) {
                    errors.add(message.text());
                }
            });
        }

        /// Puts the admin key where the sign-in page puts it.
        Tab signedIn() {
            context.addInitScript(
                    "sessionStorage.setItem('tokengrid.admin-key', '" + FakeApi.ADMIN_KEY + "')");
            return this;
        }

        Tab language(String language) {
            context.addInitScript("localStorage.setItem('tokengrid.language', '" + language + "')");
            return this;
        }

        /// What the console of the browser said and what scripts threw.
        List<String> errors() {
            return List.copyOf(errors);
        }

        /// Violations of WCAG 2 A and AA as `rule: element`.
        List<String> violations() {
            AxeResults results =
                    new AxeBuilder(page)
                            .withTags(
                                    List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"))
                            .analyze();
            return results.getViolations().stream()
                    .flatMap(rule ->
                            rule.getNodes().stream()
                                    .map(node -> rule.getId() + ": " + node.getHtml()))
                    .toList();
        }

        /// How far the page reaches beyond the window's width, in pixels.
        int overflow() {
            return ((Number)
                            page.evaluate(
                                    "document.documentElement.scrollWidth - window.innerWidth"))
                    .intValue();
        }

        void screenshot(String name) {
            page.screenshot(
                    new Page.ScreenshotOptions()
                            .setPath(SCREENSHOTS.resolve(name + ".png"))
                            .setFullPage(page.locator("dialog[open]").count() == 0));
        }

        @Override
        public void close() {
            context.close();
        }
    }

    @Override
    public void close() {
        chromium.close();
        playwright.close();
    }
}
