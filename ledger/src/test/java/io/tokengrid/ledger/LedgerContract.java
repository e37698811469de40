package io.tokengrid.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// What every ledger does, as tables that a bookkeeper could read: one step a line, its outcome
/// last. The steps are explained in [LedgerScript]. All invariants are checked after every step.
///
/// Long because its cases are tables, and one reader looks for a case in one place.
public abstract class LedgerContract {
    /// A ledger, with its own way of keeping what happened.
    public interface Subject {
        /// The ledger as it stands.
        Ledger ledger();

        /// Makes a fact happen and keeps it.
        void apply(LedgerFact fact);
    }

    /// A new ledger in which nothing has happened.
    protected abstract Subject subject();

    private void plays(String table) {
        var script = new LedgerScript(subject());
        var actual = new StringBuilder();
        for (String line : table.lines().toList()) {
            int arrow = line.indexOf("->");
            String step = arrow < 0 ? line : line.substring(0, arrow);
            String outcome = step.isBlank() ? "" : script.play(Step.parse(step));
            actual.append(
                    step.stripTrailing().isEmpty()
                            ? ""
                            : outcome.isEmpty() ? step : step + "-> " + outcome);
            actual.append('\n');
            assertThat(LedgerInvariants.check(script.ledger())).as(line).isEmpty();
        }
        assertThat(actual.toString()).isEqualTo(table);
    }

    // Money comes in

    @Test
    void a_top_up_is_available_at_once_and_comes_from_cash() {
        plays(
                """
                open acme prepaid CNY        -> opened
                balance acme                 -> available 0.00 held 0.00 spent 0.00
                top-up acme 100.00 r1        -> received 100.00
                top-up acme 0.000000000000000001 r2 -> received 0.000000000000000001
                balance acme                 -> available 100.000000000000000001 held 0.00 spent 0.00
                account cash platform CNY    -> -100.000000000000000001
                account wallet acme CNY      -> 100.000000000000000001
                """);
    }

    /// `RetryChangesNothing`.
    @Test
    void the_same_reference_again_changes_nothing_and_another_amount_is_a_conflict() {
        plays(
                """
                open acme prepaid CNY        -> opened
                open umbrella prepaid CNY    -> opened
                top-up acme 100.00 r1        -> received 100.00
                top-up acme 100.00 r1        -> nothing
                top-up acme 100 r1           -> nothing
                top-up acme 99.00 r1         -> conflict
                adjust acme 99.00 r1         -> conflict
                top-up umbrella 100.00 r1    -> received 100.00
                adjust acme -10.00 r2        -> adjusted -10.00
                adjust acme -10.00 r2        -> nothing
                adjust acme 10.00 r2         -> conflict
                balance acme                 -> available 90.00 held 0.00 spent 0.00
                """);
    }

    @Test
    void what_is_unknown_or_exists_already_is_a_conflict() {
        plays(
                """
                top-up acme 1.00 r1          -> conflict
                adjust acme 1.00 r1          -> conflict
                terms acme prepaid CNY       -> conflict
                key app acme a/b/c           -> conflict
                budgets acme 1.00/day        -> conflict
                limits app models=m          -> conflict
                revoke app                   -> conflict
                open acme prepaid CNY        -> opened
                open acme prepaid CNY        -> conflict
                terms acme prepaid USD       -> conflict
                key app acme a/b/c           -> issued
                key app acme a/b/c           -> conflict
                key other acme a/b/c secret=app -> conflict
                open umbrella prepaid CNY    -> opened
                budgets umbrella#app 1.00/day -> conflict
                budgets acme#nobody 1.00/day -> conflict
                """);
    }

    @Test
    void amounts_that_cannot_be_are_invalid() {
        plays(
                """
                open acme prepaid CNY        -> opened
                key app acme a/b/c           -> issued
                top-up acme 0.00 r1          -> invalid
                top-up acme -1.00 r1         -> invalid
                adjust acme 0.00 r1          -> invalid
                hold c1 app -1.00            -> invalid
                hold c1 app 0.00             -> held
                post c1 -1.00                -> invalid
                post c1 0.00 cost=mock:-1.00 -> invalid
                budgets acme -1.00/day       -> invalid
                open other prepaid CNY limit=1.00 -> invalid
                open other postpaid CNY limit=-1.00 -> invalid
                open other postpaid CNY unlimited -> invalid
                """);
    }

    /// 2^124 of 10^-18 is the most that an account takes in: beyond, nothing changes.
    @Test
    void more_than_accounts_can_take_is_refused_before_anything_changes() {
        plays(
                """
                open acme prepaid CNY        -> opened
                key app acme a/b/c           -> issued
                top-up acme 21267647932558653966.460912964485513216 r1 -> received 21267647932558653966.460912964485513216
                top-up acme 0.000000000000000001 r2 -> invalid
                adjust acme 1.00 r3          -> invalid
                adjust acme -1.00 r3         -> invalid
                balance acme                 -> available 21267647932558653966.460912964485513216 held 0.00 spent 0.00
                open inner internal CNY unlimited -> opened
                key in inner a/b/c           -> issued
                budgets inner 1t/day:soft    -> set
                hold c1 in 21267647932558653966.46 tokens=9223372036854775807 -> held
                hold c2 in 1.00              -> refused INSUFFICIENT_BALANCE
                hold c2 in 0.00 tokens=1     -> refused BUDGET_HELD
                post c1 21267647932558653966.46 tokens=9223372036854775807 -> charged 21267647932558653966.46
                hold c2 in 0.00 tokens=1     -> held
                post c2 0.00 tokens=9223372036854775807 -> charged 0.00
                used inner                   -> 9223372036854775807t of 1t/day
                open big postpaid CNY limit=21267647932558653966.460912964485513217 -> invalid
                """);
    }

    // Holds

    @Test
    void a_hold_moves_money_aside_and_settling_frees_the_rest() {
        plays(
                """
                open acme prepaid CNY        -> opened
                key app acme a/b/c           -> issued
                top-up acme 10.00 r1         -> received 10.00
                hold c1 app 3.00             -> held
                balance acme                 -> available 7.00 held 3.00 spent 0.00
                hold c2 app 2.00             -> held
                post c1 1.25                 -> charged 1.25
                balance acme                 -> available 6.75 held 2.00 spent 1.25
                release c2                   -> released
                balance acme                 -> available 8.75 held 0.00 spent 1.25
                account revenue acme CNY     -> 1.25
                """);
    }

    /// `EveryHoldEndsOnce`.
    @Test
    void a_hold_ends_once() {
        plays(
                """
                open acme prepaid CNY        -> opened
                key app acme a/b/c           -> issued
                top-up acme 10.00 r1         -> received 10.00
                post c1 1.00                 -> nothing
                hold c1 app 3.00             -> held
                post c1 1.00                 -> charged 1.00
                post c1 1.00                 -> nothing
                release c1                   -> nothing
                hold c2 app 3.00             -> held
                release c2 expired           -> released
                release c2 expired           -> nothing
                post c2 1.00                 -> nothing
                balance acme                 -> available 9.00 held 0.00 spent 1.00
                """);
    }

    /// `NoBalanceBelowLimit`: the last atom can be used, and not one more.
    @Test
    void a_prepaid_wallet_is_used_to_the_last_atom() {
        plays(
                """
                open acme prepaid CNY        -> opened
                key app acme a/b/c           -> issued
                top-up acme 1.000000000000000001 r1 -> received 1.000000000000000001
                hold c1 app 1.000000000000000002 -> refused INSUFFICIENT_BALANCE
                hold c1 app 1.000000000000000001 -> held
                post c1 1.000000000000000001 -> charged 1.000000000000000001
                hold c2 app 0.000000000000000001 -> refused INSUFFICIENT_BALANCE
                hold c2 app 0.00             -> held
                post c2 0.00                 -> charged 0.00
                balance acme                 -> available 0.00 held 0.00 spent 1.000000000000000001
                """);
    }

    @Test
    void a_postpaid_wallet_goes_down_to_its_credit_limit() {
        plays(
                """
                open acme postpaid CNY limit=5.00 -> opened
                key app acme a/b/c           -> issued
                hold c1 app 5.01             -> refused INSUFFICIENT_BALANCE
                hold c1 app 5.00             -> held
                post c1 4.00                 -> charged 4.00
                balance acme                 -> available -4.00 held 0.00 spent 4.00
                hold c2 app 1.01             -> refused INSUFFICIENT_BALANCE
                top-up acme 3.00 r1          -> received 3.00
                hold c2 app 4.00             -> held
                terms acme postpaid CNY limit=6.00 -> changed
                hold c3 app 1.00             -> held
                """);
    }

    /// Exactness B6.
    @Test
    void money_that_open_calls_hold_is_a_passing_obstacle_and_missing_money_is_not() {
        plays(
                """
                open acme prepaid CNY        -> opened
                key app acme a/b/c           -> issued
                top-up acme 10.00 r1         -> received 10.00
                hold c1 app 8.00             -> held
                hold c2 app 3.00             -> refused BALANCE_HELD
                hold c2 app 10.00            -> refused BALANCE_HELD
                hold c2 app 10.01            -> refused INSUFFICIENT_BALANCE
                post c1 7.00                 -> charged 7.00
                hold c2 app 3.00             -> held
                """);
    }

    /// Exactness F3: a limit set below what is spent and held refuses new calls and ends none.
    @Test
    void a_wallet_below_its_floor_after_a_change_of_terms_refuses_and_does_not_wait_in_vain() {
        plays(
                """
                open acme postpaid CNY limit=100.00 -> opened
                key app acme a/b/c           -> issued
                hold c1 app 50.00            -> held
                post c1 50.00                -> charged 50.00
                hold c2 app 40.00            -> held
                terms acme postpaid CNY limit=60.00 -> changed
                hold c3 app 10.01            -> refused INSUFFICIENT_BALANCE
                hold c3 app 10.00            -> refused BALANCE_HELD
                terms acme prepaid CNY       -> changed
                hold c3 app 1.00             -> refused INSUFFICIENT_BALANCE
                hold c4 app 0.00             -> held
                post c2 39.00                -> charged 39.00
                balance acme                 -> available -89.00 held 0.00 spent 89.00
                top-up acme 90.00 r1         -> received 90.00
                hold c3 app 1.00             -> held
                """);
    }

    // Overrun

    /// Exactness B4, `SettledWithinHold`.
    @Test
    void what_a_call_costs_above_its_hold_is_taken_from_what_is_available_and_no_more() {
        plays(
                """
                open acme prepaid CNY        -> opened
                key app acme a/b/c           -> issued
                top-up acme 10.00 r1         -> received 10.00
                hold c1 app 4.00             -> held
                hold c2 app 5.00             -> held
                post c1 7.50                 -> charged 7.50, extra 1.00, overrun 2.50
                balance acme                 -> available 0.00 held 5.00 spent 5.00
                account revenue acme CNY     -> 7.50
                account overrun acme CNY     -> -2.50
                post c2 4.00                 -> charged 4.00
                balance acme                 -> available 1.00 held 0.00 spent 9.00
                """);
    }

    /// Exactness B4.
    @Test
    void the_platform_absorbs_what_is_above_the_hold_where_it_says_so() {
        plays(
                """
                open acme prepaid CNY        -> opened
                key app acme a/b/c           -> issued
                top-up acme 10.00 r1         -> received 10.00
                hold c1 app 4.00             -> held
                post c1 7.50 absorb          -> charged 7.50, overrun 3.50
                balance acme                 -> available 6.00 held 0.00 spent 4.00
                account overrun acme CNY     -> -3.50
                hold c2 app 4.00             -> held
                post c2 4.00 absorb          -> charged 4.00
                """);
    }

    @Test
    void an_overrun_takes_a_postpaid_wallet_to_its_limit_and_an_internal_one_as_far_as_it_goes() {
        plays(
                """
                open acme postpaid CNY limit=5.00 -> opened
                key app acme a/b/c           -> issued
                hold c1 app 4.00             -> held
                post c1 7.00                 -> charged 7.00, extra 1.00, overrun 2.00
                balance acme                 -> available -5.00 held 0.00 spent 5.00
                open inner internal CNY unlimited -> opened
                key in inner a/b/c           -> issued
                hold c2 in 4.00              -> held
                post c2 7.00                 -> charged 7.00, extra 3.00
                balance inner                -> available -7.00 held 0.00 spent 7.00
                """);
    }

    /// Exactness B4 and `NoBalanceBelowLimit`: a hard budget is a limit too.
    @Test
    void an_overrun_does_not_break_a_hard_budget() {
        plays(
                """
                open acme prepaid CNY        -> opened
                key app acme a/b/c           -> issued
                top-up acme 100.00 r1        -> received 100.00
                budgets acme/a 10.00/day 1.00/hour:soft -> set
                hold c1 app 4.00             -> held
                hold c2 app 4.00             -> held
                post c1 9.00                 -> charged 9.00, extra 2.00, overrun 3.00
                used acme/a                  -> 6.00 of 10.00/day held 4.00; 6.00 of 1.00/hour held 4.00
                balance acme                 -> available 90.00 held 4.00 spent 6.00
                post c2 5.00                 -> charged 5.00, overrun 1.00
                used acme/a                  -> 10.00 of 10.00/day; 10.00 of 1.00/hour
                """);
    }

    // Invoices and credit notes

    @Test
    void a_postpaid_customer_owes_what_its_invoice_says_to_the_last_digit() {
        plays(
                """
                open acme postpaid CNY limit=200.00 -> opened
                key app acme a/b/c           -> issued
                hold c1 app 100.00           -> held
                post c1 99.997               -> charged 99.997
                invoice acme 2026-02 106.00 rounding=0.003 tax=6.00 -> issued INV-000001
                balance acme                 -> available -106.00 held 0.00 spent 99.997
                account tax platform CNY     -> 6.00
                account rounding platform CNY -> 0.003
                top-up acme 106.00 paid      -> received 106.00
                balance acme                 -> available 0.00 held 0.00 spent 99.997
                """);
    }

    @Test
    void numbers_have_no_gaps_and_nothing_is_invoiced_twice() {
        plays(
                """
                open acme postpaid CNY limit=9.00 -> opened
                open umbrella prepaid CNY    -> opened
                invoice acme 2026-01 1.00    -> issued INV-000001
                invoice acme 2026-01 1.00    -> nothing
                invoice acme 2026-01 2.00    -> conflict
                invoice umbrella 2026-01 1.00 -> issued INV-000002
                invoice acme 2026-02 1.00 cut=2026-03-01T02:00:00Z -> issued INV-000003
                invoice acme 2026-01 1.00    -> conflict
                invoice nobody 2026-01 1.00  -> conflict
                invoice umbrella 2026-02 1.00 cut=2026-01-31T00:00:00Z -> invalid
                invoice umbrella 2026-02 1.00 -> issued INV-000004
                """);
    }

    @Test
    void tax_that_prices_contain_moves_no_wallet() {
        plays(
                """
                open acme prepaid CNY        -> opened
                top-up acme 10.00 r1         -> received 10.00
                invoice acme 2026-02 1.06 included=0.06 rounding=-0.001 -> issued INV-000001
                balance acme                 -> available 10.001 held 0.00 spent 0.00
                account tax platform CNY     -> 0.06
                account tax-included platform CNY -> -0.06
                account rounding platform CNY -> -0.001
                """);
    }

    /// Exactness F4.
    @Test
    void tax_that_a_wallet_cannot_bear_is_owed() {
        plays(
                """
                open acme prepaid CNY        -> opened
                top-up acme 2.00 r1          -> received 2.00
                invoice acme 2026-02 53.00 tax=3.00 -> issued INV-000001, owed 1.00
                balance acme                 -> available 0.00 held 0.00 spent 0.00 owed 1.00
                credit acme INV-000001 53.00 0.40 c1 -> issued CN-000001, repaid 0.40
                balance acme                 -> available 0.00 held 0.00 spent 0.00 owed 0.60
                """);
    }

    @Test
    void no_more_is_credited_than_was_invoiced() {
        plays(
                """
                open acme postpaid CNY limit=200.00 -> opened
                invoice acme 2026-02 106.00 tax=6.00 -> issued INV-000001
                credit acme INV-000001 106.00 53.00 c1 tax=3.00 -> issued CN-000001
                account tax platform CNY     -> 3.00
                account adjustments platform CNY -> -50.00
                balance acme                 -> available 47.00 held 0.00 spent 0.00
                credit acme INV-000001 106.00 53.00 c1 tax=3.00 -> nothing
                credit acme INV-000001 106.00 10.00 c1 -> conflict
                credit acme INV-000001 106.00 53.01 c2 -> conflict
                credit acme INV-000001 106.00 10.00 c2 before=0.00 -> conflict
                credit acme INV-000001 106.00 53.00 c2 tax=3.00 -> issued CN-000002
                account tax platform CNY     -> 0.00
                credit acme INV-000001 106.00 0.01 c3 -> conflict
                """);
    }

    // Corrections and what is owed

    /// It happened, so it is charged: also beyond what is there, beyond a budget, by a key that may
    /// not call any more.
    @Test
    void usage_without_a_hold_is_charged_whatever_is_left() {
        plays(
                """
                open acme prepaid CNY        -> opened
                key app acme a/b/c           -> issued
                budgets acme 3.00/day        -> set
                top-up acme 10.00 r1         -> received 10.00
                grant acme 2.00 gift         -> granted 1
                charge u1 app 5.00 cost=mock:4.00 -> charged 5.00, grant 1 2.00
                balance acme                 -> available 7.00 held 0.00 spent 5.00
                used acme                    -> 5.00 of 3.00/day
                account provider-payable mock CNY -> 4.00
                revoke app                   -> revoked
                charge u2 app 9.00           -> charged 9.00, owed 2.00
                balance acme                 -> available 0.00 held 0.00 spent 14.00 owed 2.00
                account receivable acme CNY  -> -2.00
                correct u2 8.50              -> returned 0.50, repaid 0.50
                charge u3 ghost 1.00         -> conflict
                """);
    }

    @Test
    void usage_of_a_period_that_is_over_counts_in_no_budget() {
        plays(
                """
                open acme internal CNY       -> opened
                key app acme a/b/c           -> issued
                budgets acme 3.00/day 900t/month -> set
                now 2026-03-05T10:00:00Z
                charge u1 app 1.00 used=2026-03-04T23:59:59Z tokens=100 -> charged 1.00
                charge u2 app 2.00 used=2026-03-05T00:00:00Z tokens=200 -> charged 2.00
                used acme                    -> 2.00 of 3.00/day; 300t of 900t/month
                charge u3 app 4.00 used=2026-02-28T10:00:00Z tokens=400 -> charged 4.00
                used acme                    -> 2.00 of 3.00/day; 300t of 900t/month
                balance acme                 -> available -7.00 held 0.00 spent 7.00
                """);
    }

    /// Exactness F4.
    @Test
    void a_correction_that_the_wallet_cannot_bear_is_owed_and_refuses_calls_until_it_is_paid() {
        plays(
                """
                open acme prepaid CNY        -> opened
                key app acme a/b/c           -> issued
                top-up acme 10.00 r1         -> received 10.00
                adjust acme -12.00 r2        -> adjusted -12.00, owed 2.00
                balance acme                 -> available 0.00 held 0.00 spent 0.00 owed 2.00
                account receivable acme CNY  -> -2.00
                account adjustments platform CNY -> 12.00
                hold c1 app 0.00             -> refused RECEIVABLE_DUE
                top-up acme 1.50 r3          -> received 1.50, repaid 1.50
                balance acme                 -> available 0.00 held 0.00 spent 0.00 owed 0.50
                top-up acme 1.50 r4          -> received 1.50, repaid 0.50
                balance acme                 -> available 1.00 held 0.00 spent 0.00
                hold c1 app 1.00             -> held
                """);
    }

    @Test
    void taking_a_correction_back_restores_what_was() {
        plays(
                """
                open acme prepaid CNY        -> opened
                key app acme a/b/c           -> issued
                top-up acme 10.00 r1         -> received 10.00
                adjust acme -12.00 r2        -> adjusted -12.00, owed 2.00
                adjust acme 12.00 r3         -> adjusted 12.00, repaid 2.00
                balance acme                 -> available 10.00 held 0.00 spent 0.00
                account receivable acme CNY  -> 0.00
                hold c1 app 10.00            -> held
                """);
    }

    @Test
    void a_correction_leaves_what_open_calls_hold() {
        plays(
                """
                open acme prepaid CNY        -> opened
                key app acme a/b/c           -> issued
                top-up acme 10.00 r1         -> received 10.00
                hold c1 app 6.00             -> held
                adjust acme -5.00 r2         -> adjusted -5.00, owed 1.00
                balance acme                 -> available 0.00 held 6.00 spent 0.00 owed 1.00
                post c1 2.00                 -> charged 2.00
                balance acme                 -> available 4.00 held 0.00 spent 2.00 owed 1.00
                hold c2 app 1.00             -> refused RECEIVABLE_DUE
                """);
    }

    /// A settled call's charge is corrected: the difference alone is posted.
    @Test
    void a_lower_charge_goes_back_to_the_customer_and_budgets_and_the_provider_count_the_new_one() {
        plays(
                """
                open acme prepaid CNY        -> opened
                key app acme a/b/c           -> issued
                budgets acme 9.00/month 500t/month -> set
                top-up acme 10.00 r1         -> received 10.00
                hold c1 app 6.00 tokens=100  -> held
                post c1 5.00 tokens=80 cost=mock:3.00 -> charged 5.00
                correct c1 2.00 tokens=30 cost=mock:1.00 -> returned 3.00
                balance acme                 -> available 8.00 held 0.00 spent 2.00
                account revenue acme CNY     -> 2.00
                account provider-cost mock CNY -> -1.00
                account provider-payable mock CNY -> 1.00
                used acme                    -> 2.00 of 9.00/month; 30t of 500t/month
                correct c1 2.00 tokens=30    -> charged 0.00
                account provider-payable mock CNY -> 0.00
                correct c1 5.00 tokens=80 cost=mock:3.00 -> charged 3.00
                balance acme                 -> available 5.00 held 0.00 spent 5.00
                used acme                    -> 5.00 of 9.00/month; 80t of 500t/month
                """);
    }

    /// Exactness F4.
    @Test
    void a_higher_charge_takes_what_is_available_and_the_rest_is_owed_until_it_is_paid() {
        plays(
                """
                open acme prepaid CNY        -> opened
                key app acme a/b/c           -> issued
                top-up acme 10.00 r1         -> received 10.00
                hold c1 app 8.00             -> held
                post c1 8.00                 -> charged 8.00
                correct c1 13.00             -> charged 5.00, owed 3.00
                balance acme                 -> available 0.00 held 0.00 spent 13.00 owed 3.00
                account receivable acme CNY  -> -3.00
                hold c2 app 0.00             -> refused RECEIVABLE_DUE
                correct c1 12.00             -> returned 1.00, repaid 1.00
                balance acme                 -> available 0.00 held 0.00 spent 12.00 owed 2.00
                top-up acme 5.00 r2          -> received 5.00, repaid 2.00
                balance acme                 -> available 3.00 held 0.00 spent 12.00
                hold c2 app 3.00             -> held
                correct c1 8.00              -> returned 4.00
                balance acme                 -> available 4.00 held 3.00 spent 8.00
                """);
    }

    @Test
    void a_correction_counts_in_the_period_of_the_call_and_leaves_what_others_hold() {
        plays(
                """
                now 2026-03-02T10:00:00Z
                open acme prepaid CNY        -> opened
                key app acme a/b/c           -> issued
                budgets acme 9.00/day        -> set
                top-up acme 10.00 r1         -> received 10.00
                hold c1 app 4.00             -> held
                post c1 4.00                 -> charged 4.00
                now 2026-03-03T10:00:00Z
                hold c2 app 6.00             -> held
                used acme                    -> 0.00 of 9.00/day held 6.00
                correct c1 7.00              -> charged 3.00, owed 3.00
                used acme                    -> 0.00 of 9.00/day held 6.00
                balance acme                 -> available 0.00 held 6.00 spent 7.00 owed 3.00
                post c2 6.00                 -> charged 6.00
                correct c2 1.00              -> returned 5.00, repaid 3.00
                used acme                    -> 1.00 of 9.00/day
                balance acme                 -> available 2.00 held 0.00 spent 8.00
                """);
    }

    @Test
    void what_the_platform_bore_of_a_charge_it_bears_less_of_when_the_charge_is_lower() {
        plays(
                """
                open acme prepaid CNY        -> opened
                key app acme a/b/c           -> issued
                top-up acme 6.00 r1          -> received 6.00
                hold c1 app 6.00             -> held
                post c1 10.00                -> charged 10.00, overrun 4.00
                correct c1 8.00 overrun=2.00 -> charged 0.00
                balance acme                 -> available 0.00 held 0.00 spent 6.00
                account overrun acme CNY     -> -2.00
                account revenue acme CNY     -> 8.00
                correct c1 3.00              -> returned 3.00
                account overrun acme CNY     -> 0.00
                balance acme                 -> available 3.00 held 0.00 spent 3.00
                correct c1 10.00 overrun=4.00 -> charged 3.00
                account overrun acme CNY     -> -4.00
                balance acme                 -> available 0.00 held 0.00 spent 6.00
                """);
    }

    @Test
    void a_postpaid_correction_uses_the_credit_and_an_internal_one_owes_nothing() {
        plays(
                """
                open acme postpaid CNY limit=5.00 -> opened
                adjust acme -7.00 r1         -> adjusted -7.00, owed 2.00
                balance acme                 -> available -5.00 held 0.00 spent 0.00 owed 2.00
                open inner internal CNY      -> opened
                adjust inner -7.00 r1        -> adjusted -7.00
                balance inner                -> available -7.00 held 0.00 spent 0.00
                """);
    }

    // Budgets

    /// Exactness F3.
    @Test
    void a_call_counts_at_every_level() {
        plays(
                """
                open acme prepaid CNY        -> opened
                key app acme sales/chat/faq  -> issued
                key two acme sales/chat/mail -> issued
                top-up acme 100.00 r1        -> received 100.00
                budgets acme 50.00/total     -> set
                budgets acme/sales 40.00/month -> set
                budgets acme/sales/chat 30.00/day -> set
                budgets acme/sales/chat/faq 20.00/hour -> set
                budgets acme#app 10.00/day   -> set
                hold c1 app 6.00             -> held
                post c1 5.00                 -> charged 5.00
                hold c2 two 3.00             -> held
                used acme                    -> 5.00 of 50.00/total held 3.00
                used acme/sales              -> 5.00 of 40.00/month held 3.00
                used acme/sales/chat         -> 5.00 of 30.00/day held 3.00
                used acme/sales/chat/faq     -> 5.00 of 20.00/hour
                used acme#app                -> 5.00 of 10.00/day
                hold c3 app 5.01             -> refused BUDGET_EXCEEDED
                hold c3 two 25.01            -> refused BUDGET_EXCEEDED
                hold c3 two 22.01            -> refused BUDGET_HELD
                hold c3 two 22.00            -> held
                """);
    }

    @Test
    void a_budget_of_tokens_holds_the_most_and_counts_what_was_used() {
        plays(
                """
                open acme prepaid CNY        -> opened
                key app acme a/b/c           -> issued
                budgets acme 1000t/day       -> set
                hold c1 app 0.00 tokens=600  -> held
                hold c2 app 0.00 tokens=401  -> refused BUDGET_HELD
                post c1 0.00 tokens=100      -> charged 0.00
                used acme                    -> 100t of 1000t/day
                hold c2 app 0.00 tokens=901  -> refused BUDGET_EXCEEDED
                hold c2 app 0.00 tokens=900  -> held
                used acme                    -> 100t of 1000t/day held 900t
                release c2                   -> released
                used acme                    -> 100t of 1000t/day
                """);
    }

    @Test
    void a_soft_budget_informs_and_refuses_nothing() {
        plays(
                """
                open acme prepaid CNY        -> opened
                key app acme a/b/c           -> issued
                top-up acme 100.00 r1        -> received 100.00
                budgets acme 1.00/day:soft 5t/day:soft -> set
                hold c1 app 3.00 tokens=10   -> held
                post c1 2.00 tokens=7        -> charged 2.00
                used acme                    -> 2.00 of 1.00/day; 7t of 5t/day
                """);
    }

    @Test
    void budgets_start_anew_with_the_organizations_calendar() {
        plays(
                """
                now 2026-03-31T15:30:00Z
                open acme prepaid CNY zone=Asia/Shanghai -> opened
                key app acme a/b/c           -> issued
                top-up acme 100.00 r1        -> received 100.00
                budgets acme 1.00/hour 2.00/day 3.00/month 4.00/total -> set
                hold c1 app 1.00             -> held
                post c1 1.00                 -> charged 1.00
                hold c2 app 0.01             -> refused BUDGET_EXCEEDED
                now 2026-03-31T15:59:59.999999999Z
                hold c2 app 0.01             -> refused BUDGET_EXCEEDED
                now 2026-03-31T16:00:00Z
                used acme                    -> 0.00 of 1.00/hour; 0.00 of 2.00/day; 0.00 of 3.00/month; 1.00 of 4.00/total
                hold c2 app 1.00             -> held
                post c2 1.00                 -> charged 1.00
                now 2026-03-31T17:00:00Z
                hold c3 app 1.00             -> held
                post c3 1.00                 -> charged 1.00
                used acme                    -> 1.00 of 1.00/hour; 2.00 of 2.00/day; 2.00 of 3.00/month; 3.00 of 4.00/total
                now 2026-03-31T18:00:00Z
                hold c4 app 0.01             -> refused BUDGET_EXCEEDED
                now 2026-04-01T16:00:00Z
                hold c4 app 1.00             -> held
                post c4 1.00                 -> charged 1.00
                now 2026-05-01T16:00:00Z
                hold c5 app 0.01             -> refused BUDGET_EXCEEDED
                used acme                    -> 0.00 of 1.00/hour; 0.00 of 2.00/day; 0.00 of 3.00/month; 4.00 of 4.00/total
                """);
    }

    /// Exactness F3: a call counts in the period of its admission, also when it settles later.
    @Test
    void a_call_counts_in_the_period_of_its_admission() {
        plays(
                """
                now 2026-03-02T10:59:00Z
                open acme prepaid CNY        -> opened
                key app acme a/b/c           -> issued
                top-up acme 100.00 r1        -> received 100.00
                budgets acme 5.00/hour       -> set
                hold c1 app 5.00             -> held
                now 2026-03-02T11:01:00Z
                used acme                    -> 0.00 of 5.00/hour
                hold c2 app 5.00             -> held
                post c1 4.00                 -> charged 4.00
                used acme                    -> 0.00 of 5.00/hour held 5.00
                hold c3 app 0.01             -> refused BUDGET_HELD
                post c2 3.00                 -> charged 3.00
                used acme                    -> 3.00 of 5.00/hour
                """);
    }

    @Test
    void a_call_that_settles_before_the_next_one_is_admitted_still_counts_in_its_own_period() {
        plays(
                """
                now 2026-03-02T10:59:00Z
                open acme prepaid CNY        -> opened
                key app acme a/b/c           -> issued
                top-up acme 100.00 r1        -> received 100.00
                budgets acme 5.00/hour       -> set
                hold c1 app 5.00             -> held
                now 2026-03-02T11:01:00Z
                post c1 4.00                 -> charged 4.00
                used acme                    -> 0.00 of 5.00/hour
                hold c2 app 5.00             -> held
                """);
    }

    @Test
    void a_clock_that_goes_back_reopens_no_period() {
        plays(
                """
                now 2026-03-02T10:59:00Z
                open acme prepaid CNY        -> opened
                key app acme a/b/c           -> issued
                top-up acme 100.00 r1        -> received 100.00
                budgets acme 5.00/hour       -> set
                hold c1 app 2.00             -> held
                now 2026-03-02T11:01:00Z
                hold c2 app 4.00             -> held
                now 2026-03-02T10:59:30Z
                used acme                    -> 0.00 of 5.00/hour held 4.00
                hold c3 app 2.00             -> refused BUDGET_HELD
                hold c3 app 1.00             -> held
                now 2026-03-02T11:02:00Z
                used acme                    -> 0.00 of 5.00/hour held 5.00
                """);
    }

    /// In New York clocks go back on 1 November 2026 at 06:00Z, from 2:00 to 1:00.
    @Test
    void the_hour_that_comes_twice_is_two_hours_of_one_longer_day() {
        plays(
                """
                now 2026-11-01T05:30:00Z
                open acme prepaid CNY zone=America/New_York -> opened
                key app acme a/b/c           -> issued
                top-up acme 100.00 r1        -> received 100.00
                budgets acme 1.00/hour 4.00/day -> set
                hold c1 app 1.00             -> held
                post c1 1.00                 -> charged 1.00
                now 2026-11-01T05:59:59Z
                hold c2 app 0.01             -> refused BUDGET_EXCEEDED
                now 2026-11-01T06:00:00Z
                hold c2 app 1.00             -> held
                post c2 1.00                 -> charged 1.00
                now 2026-11-01T06:59:59Z
                hold c3 app 0.01             -> refused BUDGET_EXCEEDED
                now 2026-11-01T07:00:00Z
                hold c3 app 1.00             -> held
                post c3 1.00                 -> charged 1.00
                now 2026-11-02T04:59:59Z
                hold c4 app 1.00             -> held
                post c4 1.00                 -> charged 1.00
                used acme                    -> 1.00 of 1.00/hour; 4.00 of 4.00/day
                now 2026-11-02T05:00:00Z
                used acme                    -> 0.00 of 1.00/hour; 0.00 of 4.00/day
                """);
    }

    @Test
    void after_a_change_of_zone_a_period_ends_where_the_new_calendar_says() {
        plays(
                """
                now 2026-03-02T10:00:00Z
                open acme prepaid CNY zone=Asia/Shanghai -> opened
                key app acme a/b/c           -> issued
                top-up acme 100.00 r1        -> received 100.00
                budgets acme 5.00/day        -> set
                hold c1 app 5.00             -> held
                post c1 5.00                 -> charged 5.00
                now 2026-03-02T15:00:00Z
                terms acme prepaid CNY zone=UTC -> changed
                now 2026-03-02T16:00:00Z
                used acme                    -> 0.00 of 5.00/day
                terms acme prepaid CNY zone=Asia/Shanghai -> changed
                hold c2 app 2.00             -> held
                terms acme prepaid CNY zone=America/New_York -> changed
                now 2026-03-03T04:59:59Z
                hold c3 app 3.01             -> refused BUDGET_HELD
                now 2026-03-03T05:00:00Z
                hold c3 app 5.00             -> held
                post c2 2.00                 -> charged 2.00
                used acme                    -> 0.00 of 5.00/day held 5.00
                """);
    }

    /// Exactness F3.
    @Test
    void a_budget_that_changes_goes_on_counting_and_one_that_is_new_begins_at_nothing() {
        plays(
                """
                open acme prepaid CNY        -> opened
                key app acme a/b/c           -> issued
                top-up acme 100.00 r1        -> received 100.00
                budgets acme 5.00/day        -> set
                hold c1 app 3.00             -> held
                post c1 2.00                 -> charged 2.00
                hold c2 app 2.00             -> held
                budgets acme 1.00/day 7.00/month -> set
                used acme                    -> 2.00 of 1.00/day held 2.00; 0.00 of 7.00/month
                hold c3 app 0.00             -> refused BUDGET_EXCEEDED
                post c2 1.50                 -> charged 1.50
                used acme                    -> 3.50 of 1.00/day; 0.00 of 7.00/month
                budgets acme                 -> set
                hold c3 app 50.00            -> held
                budgets acme 9.00/day        -> set
                used acme                    -> 0.00 of 9.00/day
                post c3 50.00                -> charged 50.00
                used acme                    -> 0.00 of 9.00/day
                """);
    }

    @Test
    void an_internal_organization_needs_a_budget_unless_it_is_unlimited() {
        plays(
                """
                open inner internal CNY      -> opened
                key app inner a/b/c          -> issued
                hold c1 app 0.00             -> refused NO_BUDGET
                budgets inner/a 5.00/day     -> set
                hold c1 app 5.00             -> held
                post c1 4.00 cost=mock:3.00  -> charged 4.00
                hold c2 app 1.01             -> refused BUDGET_EXCEEDED
                balance inner                -> available -4.00 held 0.00 spent 4.00
                budgets inner/a              -> set
                hold c2 app 1.00             -> refused NO_BUDGET
                terms inner internal CNY unlimited -> changed
                hold c2 app 1000000.00       -> held
                """);
    }

    // Keys

    @Test
    void a_key_is_refused_when_it_is_unknown_revoked_expired_or_may_not_use_the_model() {
        plays(
                """
                now 2026-03-02T10:00:00Z
                open acme prepaid CNY        -> opened
                hold c1 app 0.00             -> refused KEY_UNKNOWN
                key app acme a/b/c expires=2026-03-02T11:00:00Z models=qwen-plus,glm -> issued
                hold c1 app 0.00 model=kimi  -> refused MODEL_NOT_ALLOWED
                hold c1 app 0.00 model=glm   -> held
                now 2026-03-02T10:59:59.999999999Z
                hold c2 app 0.00             -> held
                now 2026-03-02T11:00:00Z
                hold c3 app 0.00             -> refused KEY_EXPIRED
                limits app                   -> changed
                hold c3 app 0.00 model=kimi  -> held
                revoke app                   -> revoked
                revoke app                   -> nothing
                hold c4 app 0.00             -> refused KEY_REVOKED
                limits app models=kimi       -> changed
                hold c4 app 0.00             -> refused KEY_REVOKED
                post c1 0.00                 -> charged 0.00
                """);
    }

    /// Every refusal with the one before it in the order of [Refusal]: the earlier is reported.
    @Test
    void when_several_refusals_apply_the_first_is_reported() {
        plays(
                """
                now 2026-03-02T10:00:00Z
                open acme prepaid CNY        -> opened
                top-up acme 10.00 r1         -> received 10.00
                key k acme a/b/c expires=2026-03-02T10:00:00Z models=glm -> issued
                revoke k                     -> revoked
                hold c1 k 0.00               -> refused KEY_REVOKED
                key l acme a/b/c expires=2026-03-02T10:00:00Z models=glm -> issued
                hold c1 l 0.00               -> refused KEY_EXPIRED
                key m acme a/b/c models=glm  -> issued
                hold c1 m 0.00 currency=USD  -> refused MODEL_NOT_ALLOWED
                open inner internal CNY      -> opened
                key n inner a/b/c            -> issued
                hold c1 n 0.00 currency=USD  -> refused CURRENCY_MISMATCH
                open debtor prepaid CNY      -> opened
                key d debtor a/b/c           -> issued
                adjust debtor -1.00 r1       -> adjusted -1.00, owed 1.00
                budgets debtor 0.50/day      -> set
                hold c1 d 1.00 currency=USD  -> refused CURRENCY_MISMATCH
                hold c1 d 1.00               -> refused RECEIVABLE_DUE
                terms debtor internal CNY    -> changed
                budgets debtor               -> set
                hold c1 d 1.00               -> refused NO_BUDGET
                key p acme a/b/c             -> issued
                budgets acme 12.00/day       -> set
                hold c1 p 13.00              -> refused BUDGET_EXCEEDED
                hold c1 p 11.00              -> refused INSUFFICIENT_BALANCE
                hold c1 p 6.00               -> held
                budgets acme#p 8.00/day      -> set
                hold c2 p 8.50               -> refused BUDGET_EXCEEDED
                hold c2 p 7.00               -> refused BUDGET_HELD
                budgets acme#p 8.00/day      -> set
                budgets acme 22.00/day       -> set
                hold c2 p 5.00               -> refused BALANCE_HELD
                """);
    }

    // Idempotency (exactness E)

    @Test
    void the_same_request_is_served_once() {
        plays(
                """
                open acme prepaid CNY        -> opened
                key app acme a/b/c           -> issued
                key two acme a/b/c           -> issued
                top-up acme 10.00 r1         -> received 10.00
                hold c1 app 3.00 claim=k:hello -> held
                hold c2 app 3.00 claim=k:hello -> in progress c1
                hold c2 app 3.00 claim=k:other -> mismatch c1
                hold c2 two 3.00 claim=k:hello -> in progress c1
                hold c3 app 3.00 claim=l:hello -> held
                post c1 2.00                 -> charged 2.00
                hold c2 app 3.00 claim=k:hello -> charged before c1 2.00
                hold c2 app 3.00 claim=k:other -> mismatch c1
                balance acme                 -> available 5.00 held 3.00 spent 2.00
                """);
    }

    @Test
    void the_keys_of_different_organizations_do_not_meet() {
        plays(
                """
                open acme prepaid CNY        -> opened
                open umbrella prepaid CNY    -> opened
                key app acme a/b/c           -> issued
                key other umbrella a/b/c     -> issued
                hold c1 app 0.00 claim=k:hello -> held
                hold c2 other 0.00 claim=k:hi -> held
                """);
    }

    @Test
    void a_key_of_a_voided_call_is_free_again() {
        plays(
                """
                open acme prepaid CNY        -> opened
                key app acme a/b/c           -> issued
                hold c1 app 0.00 claim=k:hello -> held
                release c1                   -> released
                hold c2 app 0.00 claim=k:other -> held
                release c1                   -> nothing
                hold c3 app 0.00 claim=k:other -> in progress c2
                """);
    }

    @Test
    void a_key_is_remembered_for_a_day_and_as_long_as_its_call_is_open() {
        plays(
                """
                now 2026-03-02T10:00:00Z
                open acme prepaid CNY        -> opened
                key app acme a/b/c           -> issued
                hold c1 app 0.00 claim=k:hello -> held
                hold c2 app 0.00 claim=l:hello -> held
                post c1 0.00                 -> charged 0.00
                now 2026-03-03T09:59:59.999999999Z
                hold c3 app 0.00 claim=k:hello -> charged before c1 0.00
                now 2026-03-03T10:00:00Z
                hold c3 app 0.00 claim=k:hello -> held
                hold c4 app 0.00 claim=l:hello -> in progress c2
                post c2 0.00                 -> charged 0.00
                hold c4 app 0.00 claim=l:hello -> held
                """);
    }

    @Test
    void a_refused_call_leaves_its_key_free() {
        plays(
                """
                open acme prepaid CNY        -> opened
                key app acme a/b/c           -> issued
                hold c1 app 1.00 claim=k:hello -> refused INSUFFICIENT_BALANCE
                top-up acme 1.00 r1          -> received 1.00
                hold c1 app 1.00 claim=k:hello -> held
                hold c2 app 1.00 claim=k:hello -> in progress c1
                """);
    }

    // What calls cost us

    @Test
    void what_a_provider_gets_stands_beside_what_the_customer_pays() {
        plays(
                """
                open acme prepaid CNY        -> opened
                key app acme a/b/c           -> issued
                top-up acme 10.00 r1         -> received 10.00
                hold c1 app 3.00             -> held
                post c1 2.00 cost=mock:1.20  -> charged 2.00
                hold c2 app 3.00             -> held
                release c2 cost=mock:0.70    -> released
                account provider-cost mock CNY -> -1.20
                account provider-payable mock CNY -> 1.20
                account provider-cost-estimated mock CNY -> -0.70
                account provider-payable-estimated mock CNY -> 0.70
                balance acme                 -> available 8.00 held 0.00 spent 2.00
                """);
    }

    /// B7.
    @Test
    void a_hold_grows_by_what_the_wallet_and_every_budget_can_bear() {
        plays(
                """
                now 2026-03-02T10:00:00Z
                open acme prepaid CNY        -> opened
                key app acme a/b/c           -> issued
                top-up acme 10.00 r1         -> received 10.00
                budgets acme/a 8.00/day 900t/day -> set
                hold c1 app 2.00 tokens=100  -> held
                grow c1 3.00 tokens=200      -> holds 5.00
                balance acme                 -> available 5.00 held 5.00 spent 0.00
                used acme/a                  -> 0.00 of 8.00/day held 5.00; 0t of 900t/day held 300t
                grow c1 4.00                 -> refused BUDGET_HELD
                grow c1 9.00                 -> refused BUDGET_EXCEEDED
                grow c1 0.00 tokens=601      -> refused BUDGET_HELD
                grow c1 0.00                 -> nothing
                grow c1 -1.00                -> invalid
                grow c2 1.00                 -> nothing
                post c1 4.50 tokens=250      -> charged 4.50
                grow c1 1.00                 -> nothing
                balance acme                 -> available 5.50 held 0.00 spent 4.50
                used acme/a                  -> 4.50 of 8.00/day; 250t of 900t/day
                """);
    }

    /// B7.
    @Test
    void a_hold_that_cannot_grow_says_whether_other_calls_are_in_the_way() {
        plays(
                """
                open acme prepaid CNY        -> opened
                key app acme a/b/c           -> issued
                top-up acme 10.00 r1         -> received 10.00
                hold c1 app 4.00             -> held
                hold c2 app 5.00             -> held
                grow c1 1.00                 -> holds 5.00
                grow c1 1.00                 -> refused BALANCE_HELD
                grow c1 5.000000000000000001 -> refused INSUFFICIENT_BALANCE
                release c2                   -> released
                grow c1 5.00                 -> holds 10.00
                release c1                   -> released
                balance acme                 -> available 10.00 held 0.00 spent 0.00
                """);
    }

    /// B7 and F3: a call counts in the period of its admission.
    @Test
    void a_hold_that_grows_after_its_period_holds_nothing_of_the_next() {
        plays(
                """
                now 2026-03-02T23:59:00Z
                open acme prepaid CNY        -> opened
                key app acme a/b/c           -> issued
                top-up acme 10.00 r1         -> received 10.00
                budgets acme 5.00/day        -> set
                hold c1 app 1.00             -> held
                now 2026-03-03T00:01:00Z
                hold c2 app 4.00             -> held
                grow c1 2.00                 -> holds 3.00
                used acme                    -> 0.00 of 5.00/day held 4.00
                post c1 3.00                 -> charged 3.00
                used acme                    -> 0.00 of 5.00/day held 4.00
                """);
    }

    // Grants

    @Test
    void grants_are_drawn_before_the_wallet() {
        plays(
                """
                open acme prepaid CNY        -> opened
                key app acme a/b/c           -> issued
                top-up acme 10.00 r1         -> received 10.00
                grant acme 5.00 gift         -> granted 1
                grant acme 20.00 block paid=16.00 -> granted 2
                balance acme                 -> available 35.00 held 0.00 spent 0.00
                hold c1 app 30.00            -> held, grant 1 5.00, grant 2 20.00
                balance acme                 -> available 5.00 held 30.00 spent 0.00
                grants acme                  -> 1 held 5.00; 2 held 20.00
                post c1 7.50                 -> charged 7.50, grant 1 5.00, grant 2 2.50
                balance acme                 -> available 27.50 held 0.00 spent 7.50
                grants acme                  -> 1 drawn 5.00; 2 left 17.50 drawn 2.50
                account cash platform CNY    -> -26.00
                account promotions platform CNY -> -9.00
                account wallet acme CNY      -> 10.00
                account prepaid-grants acme CNY -> 17.50
                account promotional-grants acme CNY -> 0.00
                account revenue acme CNY     -> 7.50
                """);
    }

    /// Priority, expiry, promotional before paid, start, order of granting.
    @Test
    void the_order_in_which_grants_are_drawn_is_total() {
        plays(
                """
                open acme prepaid CNY        -> opened
                key app acme a/b/c           -> issued
                grant acme 1.00 g1 from=2026-03-01T00:00:00Z -> granted 1
                grant acme 1.00 g2 from=2026-03-01T00:00:00Z -> granted 2
                grant acme 1.00 g3 from=2026-02-01T00:00:00Z -> granted 3
                grant acme 1.00 g4 from=2026-03-01T00:00:00Z until=2026-05-01T00:00:00Z paid=1.00 -> granted 4
                grant acme 1.00 g5 from=2026-03-01T00:00:00Z until=2026-05-01T00:00:00Z -> granted 5
                grant acme 1.00 g6 from=2026-03-01T00:00:00Z until=2026-04-01T00:00:00Z paid=1.00 -> granted 6
                grant acme 1.00 g7 from=2026-03-01T00:00:00Z priority=1 paid=1.00 -> granted 7
                hold c1 app 7.00             -> held, grant 7 1.00, grant 6 1.00, grant 5 1.00, grant 4 1.00, grant 3 1.00, grant 1 1.00, grant 2 1.00
                """);
    }

    @Test
    void a_grant_can_be_drawn_from_its_start_and_not_from_its_expiry() {
        plays(
                """
                now 2026-03-02T10:00:00Z
                open acme prepaid CNY        -> opened
                key app acme a/b/c           -> issued
                grant acme 5.00 g1 from=2026-03-02T11:00:00Z until=2026-03-02T12:00:00Z -> granted 1
                balance acme                 -> available 0.00 held 0.00 spent 0.00
                totals acme                  -> granted 0.00 withdrawn 0.00 upcoming 5.00
                hold c1 app 1.00             -> refused INSUFFICIENT_BALANCE
                now 2026-03-02T11:00:00Z
                hold c1 app 1.00             -> held, grant 1 1.00
                release c1                   -> released
                now 2026-03-02T11:59:59.999999999Z
                hold c2 app 1.00             -> held, grant 1 1.00
                now 2026-03-02T12:00:00Z
                balance acme                 -> available 0.00 held 1.00 spent 0.00
                totals acme                  -> granted 5.00 withdrawn 4.00 expired 4.00
                hold c3 app 1.00             -> refused INSUFFICIENT_BALANCE
                post c2 0.25                 -> charged 0.25, grant 1 0.25
                totals acme                  -> granted 5.00 withdrawn 4.75 expired 4.75
                """);
    }

    /// What was reserved before the expiry stays; the rest of it is breakage, a gift goes back.
    @Test
    void what_expires_of_a_paid_grant_is_breakage() {
        plays(
                """
                now 2026-03-02T10:00:00Z
                open acme prepaid CNY        -> opened
                key app acme a/b/c           -> issued
                grant acme 10.00 block paid=8.00 until=2026-03-03T00:00:00Z -> granted 1
                grant acme 3.00 gift until=2026-03-03T00:00:00Z -> granted 2
                hold c1 app 6.00             -> held, grant 2 3.00, grant 1 3.00
                tick
                now 2026-03-03T00:00:00Z
                tick                         -> acme 1 7.00
                tick
                grants acme                  -> 1 held 3.00 expired 7.00; 2 held 3.00
                account breakage acme CNY    -> 7.00
                post c1 1.00                 -> charged 1.00, grant 2 1.00
                tick                         -> acme 1 3.00, acme 2 2.00
                grants acme                  -> 1 expired 10.00; 2 drawn 1.00 expired 2.00
                account breakage acme CNY    -> 10.00
                account promotions platform CNY -> -3.00
                account prepaid-grants acme CNY -> 0.00
                account promotional-grants acme CNY -> 0.00
                balance acme                 -> available 0.00 held 0.00 spent 1.00
                totals acme                  -> granted 13.00 withdrawn 12.00 expired 12.00
                """);
    }

    @Test
    void a_void_gives_a_grant_back_what_it_had_reserved() {
        plays(
                """
                open acme prepaid CNY        -> opened
                key app acme a/b/c           -> issued
                top-up acme 4.00 r1          -> received 4.00
                grant acme 5.00 gift         -> granted 1
                hold c1 app 8.00             -> held, grant 1 5.00
                release c1                   -> released
                grants acme                  -> 1 left 5.00
                account wallet acme CNY      -> 4.00
                hold c2 app 1.00             -> held, grant 1 1.00
                grow c2 6.00                 -> holds 7.00, grant 1 5.00
                grow c2 3.00                 -> refused INSUFFICIENT_BALANCE
                release c2 expired           -> released
                balance acme                 -> available 9.00 held 0.00 spent 0.00
                """);
    }

    @Test
    void a_grant_for_some_models_serves_those_alone() {
        plays(
                """
                open acme prepaid CNY        -> opened
                key app acme a/b/c           -> issued
                top-up acme 2.00 r1          -> received 2.00
                grant acme 5.00 g1 models=glm,kimi -> granted 1
                balance acme                 -> available 7.00 held 0.00 spent 0.00
                hold c1 app 3.00             -> refused INSUFFICIENT_BALANCE
                hold c1 app 4.00 model=glm   -> held, grant 1 4.00
                grow c1 2.00 model=glm       -> holds 6.00, grant 1 5.00
                hold c2 app 2.00             -> refused BALANCE_HELD
                hold c2 app 7.00             -> refused INSUFFICIENT_BALANCE
                hold c2 app 7.00 model=kimi  -> refused BALANCE_HELD
                post c1 6.50 model=glm       -> charged 6.50, extra 0.50, grant 1 5.00
                balance acme                 -> available 0.50 held 0.00 spent 6.50
                """);
    }

    /// B4: what is above the hold comes from grants first too.
    @Test
    void usage_above_the_hold_draws_on_grants_before_the_wallet() {
        plays(
                """
                open acme prepaid CNY        -> opened
                key app acme a/b/c           -> issued
                top-up acme 1.00 r1          -> received 1.00
                hold c1 app 1.00             -> held
                grant acme 2.00 gift         -> granted 1
                post c1 5.00                 -> charged 5.00, extra 2.00, overrun 2.00, grant 1 2.00
                balance acme                 -> available 0.00 held 0.00 spent 3.00
                """);
    }

    @Test
    void an_operator_withdraws_what_no_call_has_reserved() {
        plays(
                """
                open acme prepaid CNY        -> opened
                key app acme a/b/c           -> issued
                grant acme 10.00 block paid=10.00 -> granted 1
                grant acme 4.00 gift priority=200 -> granted 2
                hold c1 app 2.00             -> held, grant 1 2.00
                withdraw acme 1              -> withdrawn 8.00
                withdraw acme 1              -> nothing
                withdraw acme 2              -> withdrawn 4.00
                withdraw acme 3              -> conflict
                account adjustments platform CNY -> 8.00
                account promotions platform CNY -> 0.00
                hold c2 app 1.00             -> refused INSUFFICIENT_BALANCE
                post c1 0.50                 -> charged 0.50, grant 1 0.50
                balance acme                 -> available 0.00 held 0.00 spent 0.50
                totals acme                  -> granted 14.00 withdrawn 13.50
                tick                         -> acme 1 1.50
                account adjustments platform CNY -> 9.50
                account breakage acme CNY    -> 0.00
                """);
    }

    /// `RetryChangesNothing`.
    @Test
    void the_same_grant_again_changes_nothing_and_another_by_its_reference_is_a_conflict() {
        plays(
                """
                open acme prepaid CNY        -> opened
                top-up acme 1.00 r1          -> received 1.00
                grant acme 5.00 g1           -> granted 1
                grant acme 5.00 g1           -> nothing
                grant acme 6.00 g1           -> conflict
                grant acme 5.00 g1 paid=5.00 -> conflict
                grant acme 1.00 r1           -> conflict
                top-up acme 5.00 g1          -> conflict
                adjust acme 5.00 g1          -> conflict
                grant nobody 5.00 g1         -> conflict
                grant acme 0.00 g2           -> invalid
                grant acme 5.00 g2 paid=5.01 -> invalid
                grant acme 5.00 g2 paid=0.00 -> invalid
                grant acme 5.00 g2 until=2026-03-02T10:00:00Z -> invalid
                grant acme 5.00 g2 from=2026-02-01T00:00:00Z until=2026-03-02T10:00:00Z -> invalid
                grant acme 5.00 g2 priority=1001 -> invalid
                """);
    }

    /// B7: what the provider bills after our cut is the platform's, on accounts of its own.
    @Test
    void what_a_provider_wants_beyond_a_cut_is_not_the_customers() {
        plays(
                """
                open acme prepaid CNY        -> opened
                key app acme a/b/c           -> issued
                top-up acme 10.00 r1         -> received 10.00
                hold c1 app 3.00             -> held
                post c1 2.00 cost=mock:1.20 beyond=mock:0.30 -> charged 2.00
                account provider-cost mock CNY -> -1.20
                account provider-payable mock CNY -> 1.20
                account provider-cost-estimated mock CNY -> -0.30
                account provider-payable-estimated mock CNY -> 0.30
                balance acme                 -> available 8.00 held 0.00 spent 2.00
                """);
    }
}
