package io.tokengrid.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.tokengrid.console.Browser.Tab;
import io.tokengrid.console.Browser.View;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// The console's pages in a browser: what a person does there, and what they see.
@Tag("browser")
final class PagesBrowserTest {
    private static Browser browser;

    private FakeApi api;
    private Tab tab;

    @BeforeAll
    static void start() {
        browser = new Browser();
    }

    @BeforeEach
    void open() throws IOException {
        api = FakeApi.filled();
        tab = browser.open(View.DESKTOP);
    }

    @AfterAll
    static void stop() {
        browser.close();
    }

    @AfterEach
    void close() {
        tab.close();
        api.close();
    }

    private Page at(String route) {
        tab.signedIn();
        return visit(route);
    }

    private Page visit(String route) {
        tab.page.navigate(api.url() + "/console/#/" + route);
        return tab.page;
    }

    private Locator button(String name) {
        return tab.page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private Locator heading(String name) {
        return tab.page.getByRole(
                AriaRole.HEADING, new Page.GetByRoleOptions().setName(name).setLevel(1));
    }

    private Locator table(String caption) {
        return tab.page.getByRole(AriaRole.TABLE, new Page.GetByRoleOptions().setName(caption));
    }

    @ParameterizedTest
    @CsvSource({
        "overview, '', Overview, Tokens by class",
        "usage, usage, Usage, Exact figures",
        "usage-by-department, usage?by=department&split=model, Usage, Exact figures",
        "organizations, organizations, Organizations, Lumen Trading",
        "organization, organizations/org-2c, Sunrise Robotics, helpdesk",
        "grants, organizations/org-2c, Sunrise Robotics, block-2026-10",
        "plan, organizations/org-2c, Sunrise Robotics, contract-7",
        "calls, calls, Calls, call-1-1-2000",
        "call, calls/call-1-1-2000, One call, add up to the last digit",
        "call-flagged, calls/call-1-1-1999, One call, Impossible figures",
        "call-voided, calls/call-1-1-1998, One call, nothing was charged",
        "call-open, calls/call-1-1-1997, One call, the call is still open",
        "call-reported, calls/call-1-1-1996, One call, //gateway-2/logs",
        "audit, audit, Audit, moonshot reports more output tokens",
        "reconciliations, reconciliations, Reconciliation, seen in public",
        "reconciliation, 'reconciliations/rec-5f0c81aa3be2d907', 'dashscope, 2026-10-01 – 2026-10-31', No rule explains it",
        "ledger, ledger, Ledger, sum is zero",
        "prices, prices, Prices and models, central parity",
        "re-ratings, prices, Prices and models, 31,207",
        "chain, chain, Value chain, Guizhou Power",
        "invoices, invoices, Invoices, INV-000016"
    })
    void a_page_shows_what_it_is_for_in_every_view_without_errors_or_barriers(
            String name, String route, String title, String content) {
        for (View view : View.values()) {
            tab.close();
            tab = browser.open(view);
            at(route);
            assertThat(heading(title)).isVisible();
            assertThat(tab.page.locator("main")).containsText(content);
            assertThat(tab.page.locator(".loading")).hasCount(0);
            tab.screenshot(name + "-" + view.name().toLowerCase(java.util.Locale.ROOT));

            assertThat(tab.violations()).as("barriers of " + name + ", " + view).isEmpty();
            assertThat(tab.overflow())
                    .as("pixels beyond the width of " + view)
                    .isLessThanOrEqualTo(0);
        }
        assertThat(tab.errors()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'', 总览, 部门排行",
        "usage, 用量, 精确数字",
        "organizations/org-2c, Sunrise Robotics, 预算",
        "calls/call-1-1-1999, 一次调用, 数字不可能",
        "audit, 审计, 无法核实",
        "reconciliations, 对账, 见于公开资料",
        "ledger, 账本, 总和为零",
        "prices, 价格与模型, 价目表",
        "chain, 价值链, 电力供应商",
        "invoices, 账单, 已由余额支付"
    })
    void a_page_speaks_chinese(String route, String title, String content) {
        tab.language("zh");
        at(route);

        assertThat(heading(title)).isVisible();
        assertThat(tab.page.locator("main")).containsText(content);
        assertThat(tab.page.locator("html")).hasAttribute("lang", "zh-CN");
        tab.screenshot("zh-" + (route.isEmpty() ? "overview" : route.replace('/', '-')));
        assertThat(tab.errors()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'', Begin with an organization, curl -X POST",
        "usage, No calls in this range, curl",
        "organizations, There is no organization yet, curl -X POST",
        "calls, No calls yet, curl",
        "audit, No provider was found to report more, Nothing was compared",
        "reconciliations, No bill was compared yet, tokengrid reconcile",
        "ledger, No postings yet, top-up",
        "prices, No prices, per-million",
        "chain, No agreements, value-chain",
        "invoices, There is no organization yet, keys that call models"
    })
    void an_empty_page_says_what_to_do_next(String route, String title, String content)
            throws IOException {
        try (FakeApi empty = FakeApi.empty()) {
            tab.signedIn().page.navigate(empty.url() + "/console/#/" + route);

            assertThat(tab.page.locator(".empty-title").first()).containsText(title);
            assertThat(tab.page.locator("main")).containsText(content);
            tab.screenshot("empty-" + (route.isEmpty() ? "overview" : route));
            assertThat(tab.violations()).isEmpty();
        }
        assertThat(tab.errors()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(View.class)
    void signing_in_takes_the_admin_key_and_keeps_it_in_this_tab(View view) {
        tab.close();
        tab = browser.open(view);
        visit("");
        tab.screenshot("sign-in-" + view.name().toLowerCase(java.util.Locale.ROOT));
        assertThat(tab.violations()).isEmpty();

        tab.page.getByLabel("Admin key").fill("another-key");
        button("Sign in").click();
        assertThat(tab.page.getByRole(AriaRole.ALERT))
                .containsText("The key is missing or not known.");
        assertThat(tab.page.getByRole(AriaRole.ALERT)).containsText("Bearer ADMIN-KEY");

        tab.page.getByLabel("Admin key").fill(FakeApi.ADMIN_KEY);
        button("Sign in").click();
        assertThat(heading("Overview")).isVisible();
        assertThat(tab.page.evaluate("Object.values(localStorage).join()")).isEqualTo("");

        button("Sign out").click();
        assertThat(heading("Sign in")).isVisible();
        assertThat(tab.page.evaluate("sessionStorage.length")).isEqualTo(0);
    }

    @Test
    void the_language_changes_at_once_and_is_remembered() {
        at("");
        button("中文").click();
        assertThat(heading("总览")).isVisible();

        tab.page.reload();
        assertThat(heading("总览")).isVisible();
    }

    @Test
    void the_overview_follows_what_happens() {
        at("");
        Locator calls =
                tab.page
                        .locator(".tile")
                        .filter(
                                new Locator.FilterOptions()
                                        .setHasText("Calls")
                                        .setHasText("today"));
        assertThat(calls.locator(".figure").first()).hasText(Pattern.compile("[1-9].*"));
        assertThat(tab.page.locator("main")).containsText("262 µs");
        assertThat(tab.page.locator("main")).containsText("180 ms");
    }

    @Test
    void usage_leads_down_from_a_department_to_its_applications() {
        at("usage?by=department");
        tab.page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("support")).click();

        Locator rows = table("Exact figures").locator("tbody tr");
        assertThat(rows).hasCount(1);
        assertThat(rows).containsText("helpdesk");
        assertThat(tab.page.locator(".trail")).containsText("support");

        tab.page.locator(".trail a").click();
        assertThat(tab.page.locator(".trail")).hasCount(0);
    }

    @Test
    void usage_as_csv_has_every_digit() throws IOException {
        at("usage?by=department");
        assertThat(table("Exact figures")).isVisible();
        Locator support =
                table("Exact figures")
                        .locator("tbody tr")
                        .filter(new Locator.FilterOptions().setHasText("support"));
        String charge = support.locator(".amount").first().innerText().replace(",", "");

        Download download = tab.page.waitForDownload(() -> button("Download CSV").click());

        List<String> lines = Files.readAllLines(download.path());
        assertThat(download.suggestedFilename())
                .isEqualTo("tokengrid-usage-2026-11-14-2026-11-20-CNY.csv");
        assertThat(lines.getFirst())
                .startsWith("department,currency,calls,settled,input,cached-input");
        assertThat(lines)
                .filteredOn(line -> line.startsWith("support,"))
                .singleElement()
                .satisfies(line ->
                        assertThat(line.split(",", -1)).contains(charge.replaceAll("0+$", "")));
    }

    @Test
    void an_older_price_book_is_shown_with_what_it_changed() {
        at("prices");
        table("Published books").getByText("3").first().click();

        assertThat(table("What version 3 changed")).containsText("per-million.input");
        assertThat(tab.page.locator("main")).containsText("Version 3");
        assertThat(tab.violations()).isEmpty();
        assertThat(tab.errors()).isEmpty();
    }

    @Test
    void a_top_up_that_is_refused_says_why_and_one_that_is_not_shows_the_new_balance() {
        at("organizations/org-2c");
        button("Top up").click();
        Locator dialog = tab.page.getByRole(AriaRole.DIALOG);
        assertThat(tab.violations()).isEmpty();
        tab.screenshot("top-up");

        dialog.getByLabel("Amount, CNY").fill("ten");
        dialog.getByText("Top up").last().click();
        assertThat(dialog.getByRole(AriaRole.ALERT)).containsText("is no decimal number");
        assertThat(dialog.getByRole(AriaRole.ALERT)).containsText("Send a decimal such as");

        dialog.getByLabel("Amount, CNY").fill("0.00000000000000001");
        dialog.getByText("Top up").last().click();
        assertThat(dialog).hasCount(0);
        assertThat(tab.page.locator(".tiles")).containsText("48,217.36519248000000001");
    }

    @Test
    void a_key_is_issued_shown_once_and_revoked() {
        at("organizations/org-2c");
        button("Issue a key").click();
        Locator dialog = tab.page.getByRole(AriaRole.DIALOG);
        dialog.getByLabel("Department").fill("sales");
        dialog.getByLabel("Application").fill("crm");
        dialog.getByLabel("Function").fill("notes");
        dialog.getByText("Issue", new Locator.GetByTextOptions().setExact(true)).click();

        assertThat(tab.page.locator("[data-secret]")).hasText(FakeApi.SECRET);
        assertThat(tab.violations()).isEmpty();
        tab.screenshot("key-issued");
        button("I have kept it").click();
        assertThat(tab.page.locator("[data-secret]")).hasCount(0);
        assertThat(tab.page.locator("body")).not().containsText(FakeApi.SECRET);

        Locator row =
                table("Keys")
                        .locator("tbody tr")
                        .filter(new Locator.FilterOptions().setHasText("sales / crm / notes"));
        assertThat(row).containsText("in force");
        row.getByText("Revoke").click();
        tab.page
                .getByRole(AriaRole.DIALOG)
                .getByText("Revoke", new Locator.GetByTextOptions().setExact(true))
                .click();
        assertThat(row).containsText("revoked");
        assertThat(tab.errors()).isEmpty();
    }

    @Test
    void a_budget_is_added_and_removed() {
        at("organizations/org-2c");
        button("Add a budget").click();
        Locator dialog = tab.page.getByRole(AriaRole.DIALOG);
        dialog.getByLabel("Department").fill("finance");
        dialog.getByLabel("Limit", new Locator.GetByLabelOptions().setExact(true)).fill("40.5");
        dialog.getByText("Add", new Locator.GetByTextOptions().setExact(true)).click();

        Locator budgets = tab.page.locator(".budgets > li");
        assertThat(budgets).hasCount(4);
        assertThat(budgets.last()).containsText("finance");
        assertThat(budgets.last()).containsText("of 40.50");

        tab.page.onceDialog(question -> question.accept());
        budgets.last().getByText("Remove").click();
        assertThat(budgets).hasCount(3);
    }

    @Test
    void an_organization_is_opened_and_shown() {
        at("organizations");
        button("Open an organization").click();
        Locator dialog = tab.page.getByRole(AriaRole.DIALOG);
        dialog.getByLabel("Name").fill("Blue Kite");
        assertThat(tab.violations()).isEmpty();
        dialog.getByText("Open", new Locator.GetByTextOptions().setExact(true)).click();

        assertThat(heading("Blue Kite")).isVisible();
    }

    @Test
    void calls_are_paged_and_filtered() {
        at("calls");
        Locator rows = table("Calls").locator("tbody tr");
        assertThat(rows).hasCount(50);
        assertThat(rows.first()).containsText("call-1-1-2000");

        button("Next").click();
        assertThat(rows.first()).containsText("call-1-1-1950");
        button("Newer").click();
        assertThat(rows.first()).containsText("call-1-1-2000");

        tab.page.getByLabel("State").selectOption("open");
        assertThat(rows).hasCount(1);
        tab.page
                .getByLabel("Call", new Page.GetByLabelOptions().setExact(true))
                .fill(FakeCalls.FLAGGED);
        button("Open").click();
        assertThat(heading("One call")).isVisible();
    }

    @Test
    void a_draft_is_looked_at_and_issued() {
        at("invoices");
        assertThat(tab.page.getByLabel("Month")).hasValue("2026-10");
        button("Preview").click();
        assertThat(table("Draft of 2026-10")).containsText("2,617.29");
        assertThat(tab.violations()).isEmpty();
        tab.screenshot("invoice-draft");

        button("Issue").click();

        assertThat(table("Invoices").locator("tbody tr").first()).containsText("INV-000017");
        assertThat(table("Draft of 2026-10")).hasCount(0);
        button("Credit").first().click();
        assertThat(tab.page.getByRole(AriaRole.DIALOG)).containsText("Credit INV-000017");
        assertThat(tab.violations()).isEmpty();
        assertThat(tab.errors()).isEmpty();
    }

    @Test
    void the_self_check_names_every_invariant() {
        at("ledger");
        button("Check now").click();

        assertThat(tab.page.locator("main")).containsText("All invariants hold");
        assertThat(table("Self-check").locator("tbody tr")).hasCount(9);
        assertThat(tab.violations()).isEmpty();
        tab.screenshot("self-check");
    }

    @Test
    void what_is_not_there_says_so() {
        at("calls/call-9-9-9");

        assertThat(tab.page.getByRole(AriaRole.ALERT))
                .containsText("There is nothing of this name.");
        assertThat(tab.page.getByRole(AriaRole.ALERT))
                .containsText("Copy the id as it was answered.");
    }

    @Test
    void the_keyboard_reaches_the_content_and_every_page() {
        at("");
        assertThat(heading("Overview")).isVisible();
        tab.page.keyboard().press("Tab");
        assertThat(tab.page.locator(":focus")).hasText("Skip to content");
        tab.page.keyboard().press("Enter");
        assertThat(tab.page.locator(":focus")).hasId("main");

        tab.page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Ledger")).focus();
        tab.page.keyboard().press("Enter");
        assertThat(heading("Ledger")).isFocused();
    }
}
