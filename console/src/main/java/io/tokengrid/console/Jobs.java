package io.tokengrid.console;

import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Full self-checks in the background: one at a time, the last few remembered for as long as the
/// process lives. Thread-safe.
final class Jobs {
    private static final System.Logger LOG = System.getLogger(Jobs.class.getName());
    private static final int KEPT = 16;

    private final SelfCheck selfCheck;
    private final InstantSource clock;
    private final Map<String, Job> jobs = new LinkedHashMap<>();
    private int last;
    private @Nullable String running;

    Jobs(SelfCheck selfCheck, InstantSource clock) {
        this.selfCheck = selfCheck;
        this.clock = clock;
    }

    enum JobState {
        RUNNING,
        DONE,
        FAILED
    }

    /// @param done facts read so far
    /// @param total facts to be read
    /// @param result null until it is done
    /// @param error why it failed; null if it did not
    record Job(
            String id,
            JobState state,
            long done,
            long total,
            Instant startedAt,
            @Nullable Instant endedAt,
            SelfCheck.@Nullable SelfCheckReport result,
            @Nullable String error) {}

    /// @param job what to read at `GET /api/v1/jobs/{id}`
    record StartedJob(String job) {}

    /// Starts a full check, or answers the one that is running.
    synchronized StartedJob start() {
        String before = running;
        if (before != null) {
            return new StartedJob(before);
        }
        last++;
        String id = "job-" + last;
        Instant now = clock.instant();
        jobs.put(id, new Job(id, JobState.RUNNING, 0, selfCheck.end(), now, null, null, null));
        if (jobs.size() > KEPT) {
            jobs.remove(jobs.keySet().iterator().next());
        }
        running = id;
        Thread.ofVirtual().name("self-check").start(() -> run(id, now));
        return new StartedJob(id);
    }

    Job read(Request request) {
        String id = request.id(String.class);
        Job job = find(id);
        if (job == null) {
            throw ApiProblem.notFound(
                    "There is no job " + Quoted.of(id) + ".",
                    "Jobs are forgotten when the process ends.");
        }
        return job;
    }

    private synchronized @Nullable Job find(String id) {
        return jobs.get(id);
    }

    private void run(String id, Instant now) {
        try {
            var report = selfCheck.full(now, sequence -> progress(id, sequence));
            end(id, report, null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            end(id, null, "it was interrupted");
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "full self-check failed", e);
            end(id, null, e instanceof ApiProblem problem ? problem.message() : "it failed");
        }
    }

    private void progress(String id, long sequence) {
        if (sequence % 1_000 == 0) {
            replace(id, JobState.RUNNING, sequence, null, null, null);
        }
    }

    private void end(
            String id, SelfCheck.@Nullable SelfCheckReport report, @Nullable String error) {
        JobState state = report == null ? JobState.FAILED : JobState.DONE;
        replace(id, state, report == null ? 0 : report.sequence(), clock.instant(), report, error);
    }

    private synchronized void replace(
            String id,
            JobState state,
            long done,
            @Nullable Instant endedAt,
            SelfCheck.@Nullable SelfCheckReport result,
            @Nullable String error) {
        jobs.computeIfPresent(
                id,
                (_, job) ->
                        new Job(
                                id,
                                state,
                                done,
                                Math.max(job.total(), done),
                                job.startedAt(),
                                endedAt,
                                result,
                                error));
        if (state != JobState.RUNNING) {
            running = null;
        }
    }
}
