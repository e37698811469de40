package io.tokengrid.console;

/// Self-checks: at once from a sample, or of everything as a job.
final class Checks {
    private final SelfCheck check;
    private final Jobs jobs;

    Checks(SelfCheck check, Jobs jobs) {
        this.check = check;
        this.jobs = jobs;
    }

    Jobs jobs() {
        return jobs;
    }

    Reply run(Request request, boolean full) {
        if (full) {
            return Reply.ok(jobs.start());
        }
        try {
            SelfCheck.SelfCheckReport report = check.quick(request.now());
            return new Reply(report.holds() ? 200 : 409, report);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ApiProblem.unavailable(
                    "interrupted", "The server is shutting down.", "Try again.");
        }
    }
}
