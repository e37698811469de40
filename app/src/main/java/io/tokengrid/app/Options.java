package io.tokengrid.app;

import io.tokengrid.metering.prompt.ChatTemplate;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/// Every setting of the configuration file with its default, in the order of the reference.
/// Defaults without a source here are ours; those that a rule fixes name it.
final class Options {
    private Options() {}

    static final Option<String> LISTEN_HOST =
            Option.of(
                    "listen.host",
                    Kind.name(),
                    "127.0.0.1",
                    "0.0.0.0",
                    "Address to listen on; 0.0.0.0 is every one.");
    static final Option<Integer> LISTEN_PORT =
            Option.of(
                    "listen.port",
                    Kind.port(),
                    "8080",
                    "9000",
                    "Port to listen on; 0 takes any free one.");
    static final Option<Path> DATA =
            Option.of(
                    "data",
                    Kind.path(),
                    "./data",
                    "/var/lib/tokengrid",
                    "Folder of the journal, the embedded PostgreSQL and caches; relative to the working folder.");
    static final Option<Path> TOKENIZERS =
            Option.optional(
                    "tokenizers",
                    Kind.path(),
                    "only the tokenizers that come with the program",
                    "/etc/tokengrid/tokenizers",
                    "Folder with tokenizer files of further families: FAMILY.json (HuggingFace's tokenizer.json or"
                            + " Mistral's tekken.json) or FAMILY.tiktoken.");
    static final Option<Duration> DRAIN =
            Option.of(
                    "drain",
                    Kind.duration("0s", "1d"),
                    "600s",
                    "30s",
                    "How long open calls may finish after SIGTERM.");
    static final Option<Database> DATABASE =
            Option.of(
                    "database",
                    Kind.database(),
                    "embedded",
                    "postgresql://grid:secret@db.example.com:5432/tokengrid",
                    "Where the folded views live; the embedded server needs nothing else installed.");
    static final Option<Secret> ADMIN_KEY =
            Option.optional(
                    "admin-key",
                    Kind.key(),
                    "made at the first start and printed once; also where its variable is unset",
                    "${TOKENGRID_ADMIN_KEY}",
                    "Key of the admin API and the console.");
    static final Option<Secret> METRICS_KEY =
            Option.optional(
                    "metrics-key",
                    Kind.key(),
                    "only the admin key reads /metrics",
                    "${TOKENGRID_METRICS_KEY}",
                    "A second key that can read /metrics and nothing else.");
    static final Option<Secret> USAGE_KEY =
            Option.optional(
                    "usage-key",
                    Kind.key(),
                    "only the admin key reports usage",
                    "${TOKENGRID_USAGE_KEY}",
                    "A second key that can report usage that did not pass the gateway, and nothing else.");
    static final Option<Duration> HOLD_WAIT =
            Option.of(
                    "hold-wait",
                    Kind.duration("0s", "60s"),
                    "2s",
                    "500ms",
                    "How long a call waits for money that open calls hold, before 429 balance_held.");
    static final Option<Overrun> OVERRUN =
            Option.of(
                    "overrun",
                    Kind.choice(Overrun.class),
                    "charge",
                    "absorb",
                    "Who bears usage above the hold: charge takes it from what is available at that instant,"
                            + " absorb books all of it as our loss.");
    static final Option<OnDisconnect> ON_DISCONNECT =
            Option.of(
                    "on-disconnect",
                    Kind.choice(OnDisconnect.class),
                    "drain",
                    "cancel",
                    "When a client leaves a stream: drain reads on and settles exactly, cancel closes the upstream"
                            + " and settles an estimate.");
    static final Option<Durability.Settle> SETTLE =
            Option.of(
                    "durability.settle",
                    Kind.choice(Durability.Settle.class),
                    "before-end",
                    "soon",
                    "The client sees an answer's end: before-end once its settlement is durable, soon once it is"
                            + " decided; a crash may then void what was seen last.");
    static final Option<Durability.Replica> REPLICA =
            Option.of(
                    "durability.replica",
                    Kind.choice(Durability.Replica.class),
                    "none",
                    "postgresql",
                    "Where facts must be acknowledged besides the node's own disk: postgresql keeps a copy of the journal"
                            + " in `database`, which must not be the embedded one.");
    static final Option<Duration> JOURNAL_KEEP =
            Option.of(
                    "journal.keep",
                    Kind.duration("1h", "3650d"),
                    "30d",
                    "90d",
                    "How long segments stay on disk that are folded and older than both snapshots.");
    static final Option<ByteSize> JOURNAL_KEEP_BYTES =
            Option.of(
                    "journal.keep-bytes",
                    Kind.size("64MiB", "100TB"),
                    "20GB",
                    "200GB",
                    "How large the journal may grow before such segments are deleted; the first of the two bounds to be reached acts.");
    static final Option<Path> JOURNAL_ARCHIVE =
            Option.optional(
                    "journal.archive",
                    Kind.path(),
                    "segments are deleted, not archived",
                    "/mnt/archive",
                    "Folder to which a segment is copied before it is deleted; each node has one of its own.");
    static final Option<ByteSize> JOURNAL_SEGMENT =
            Option.of(
                    "journal.segment",
                    Kind.size("1MiB", "1GiB"),
                    "64MiB",
                    "128MiB",
                    "Size of a segment file; it is allocated ahead.");
    static final Option<Long> ACCOUNTS_ACTIVE =
            Option.of(
                    "accounts.active",
                    Kind.number(0, 10_000_000),
                    "20000",
                    "100000",
                    "Organizations that stay in memory however quiet they are; with one key each takes 4 kB of the heap.");
    static final Option<Duration> ACCOUNTS_IDLE =
            Option.of(
                    "accounts.idle",
                    Kind.duration("1s", "365d"),
                    "10m",
                    "1h",
                    "How long an organization beyond accounts.active must be quiet before it rests in the database.");
    static final Option<Long> ACCOUNTS_LOADS =
            Option.of(
                    "accounts.loads-per-second",
                    Kind.number(1, 100_000),
                    "1000",
                    "5000",
                    "Accounts at rest, and unknown keys while any account rests, that are looked up in the database in a second; beyond it 503 account_unavailable.");
    static final Option<Duration> IDEMPOTENCY_KEEP =
            Option.of(
                    "idempotency.keep",
                    Kind.duration("1m", "30d"),
                    "24h",
                    "2h",
                    "How long the answer of a call with an Idempotency-Key is kept.");
    static final Option<ByteSize> IDEMPOTENCY_BYTES =
            Option.of(
                    "idempotency.bytes",
                    Kind.size("1MiB", "1TiB"),
                    "1GiB",
                    "64MiB",
                    "How much room kept answers may take; the oldest go first.");
    static final Option<ByteSize> LIMIT_BODY =
            Option.of(
                    "limits.body",
                    Kind.size("1KiB", "1GiB"),
                    "16MiB",
                    "4MiB",
                    "Largest request body; beyond it 413.");
    static final Option<ByteSize> LIMIT_BUFFERS =
            Option.optional(
                    "limits.buffers",
                    Kind.size("1MiB", "1TiB"),
                    "a third of the heap",
                    "256MiB",
                    "Memory for requests and for whole answers; beyond it calls get 503. From three quarters of it"
                            + " on, JSON answers pass as they come, without charge headers.");
    static final Option<Duration> LIMIT_DEADLINE =
            Option.of(
                    "limits.deadline",
                    Kind.duration("1s", "1d"),
                    "600s",
                    "120s",
                    "Longest time of a call, drains included; it ends the call and with it the hold.");
    static final Option<Long> LIMIT_OPEN_CALLS =
            Option.of(
                    "limits.open-calls",
                    Kind.number(1, 1_000_000),
                    "20000",
                    "500",
                    "Calls open at a time; beyond it 503.");
    static final Option<Long> LIMIT_CONNECTIONS =
            Option.of(
                    "limits.connections",
                    Kind.number(1, 1_000_000),
                    "20000",
                    "1000",
                    "Client connections open at a time; further ones are closed at once.");
    static final Option<Long> LIMIT_WAITING =
            Option.of(
                    "limits.waiting-per-account",
                    Kind.number(0, 100_000),
                    "1000",
                    "10",
                    "Calls of one account that may wait for held money at a time.");
    static final Option<Long> LIMIT_DRAINS =
            Option.of(
                    "limits.drains-per-key",
                    Kind.number(0, 100_000),
                    "256",
                    "16",
                    "Answers read on without a client for one key; beyond it the oldest is cancelled.");
    static final Option<String> PROVIDER_DIALECT =
            Option.optional(
                    "providers.*.dialect",
                    Kind.name(),
                    "the provider's own name, if the catalogue has it",
                    "dashscope",
                    "A provider of the catalogue below that speaks OpenAI's dialect, or the bare dialect openai.");
    static final Option<URI> PROVIDER_BASE_URL =
            Option.optional(
                    "providers.*.base-url",
                    Kind.baseUrl(),
                    "the catalogue's",
                    "https://api.example.com/v1",
                    "Address that paths such as /chat/completions are appended to.");
    static final Option<ProviderAuth> PROVIDER_AUTH =
            Option.optional(
                    "providers.*.auth",
                    Kind.choice(ProviderAuth.class),
                    "the catalogue's",
                    "x-api-key",
                    "How the key is sent: Authorization: Bearer, x-api-key, or not at all.");
    static final Option<Secret> PROVIDER_KEY =
            Option.optional(
                    "providers.*.api-key",
                    Kind.key(),
                    "no key is sent",
                    "${PROVIDER_KEY}",
                    "Our key at the provider.");
    static final Option<String> WIRE_OUTPUT_LIMIT =
            Option.optional(
                    "providers.*.wire.output-limit",
                    Kind.oneOf("max_tokens", "max_completion_tokens"),
                    "the catalogue's",
                    "max_completion_tokens",
                    "Request field in which the provider obeys a limit of output tokens.");
    static final Option<Boolean> WIRE_COVERS_REASONING =
            Option.optional(
                    "providers.*.wire.covers-reasoning",
                    Kind.flag(),
                    "the catalogue's",
                    "false",
                    "Whether that limit counts reasoning tokens too.");
    static final Option<String> WIRE_THINKING_BUDGET =
            Option.optional(
                    "providers.*.wire.thinking-budget",
                    Kind.name(),
                    "the catalogue's, or none",
                    "thinking_budget",
                    "Request field that limits reasoning tokens where the output limit does not count them.");
    static final Option<Boolean> WIRE_STREAM_OPTIONS =
            Option.optional(
                    "providers.*.wire.stream-options",
                    Kind.flag(),
                    "the catalogue's",
                    "false",
                    "Whether a stream is asked for its usage by stream_options.include_usage.");
    static final Option<String> MODEL_TOKENIZER =
            Option.optional(
                    "models.*.tokenizer",
                    Kind.name(),
                    "by the model's family",
                    "qwen",
                    "Tokenizer that counts the model's tokens.");
    static final Option<ChatTemplate> MODEL_TEMPLATE =
            Option.optional(
                    "models.*.template",
                    Kind.choice(ChatTemplate.class),
                    "by the model's family",
                    "chatml",
                    "What a chat costs besides its text in our own count; plain is nothing.");
    static final Option<String> MODEL_CATALOGUE =
            Option.optional(
                    "models.*.catalogue",
                    Kind.name(),
                    "nothing of the model is looked up",
                    "litellm:gpt-5.5",
                    "List price (its id) whose model's max-output, context-window and retires are the defaults here.");
    static final Option<Boolean> MODEL_PREVIEW =
            Option.of(
                    "models.*.preview",
                    Kind.flag(),
                    "false",
                    "true",
                    "Says to clients that the model may still change or vanish.");
    static final Option<Instant> MODEL_RETIRES =
            Option.optional(
                    "models.*.retires",
                    Kind.instant(),
                    "the catalogue's, or never",
                    "2027-01-01T00:00:00+08:00",
                    "From when the model is refused (410 model_gone); answers before that carry the header sunset.");
    static final Option<String> MODEL_SUCCESSOR =
            Option.optional(
                    "models.*.successor",
                    Kind.name(),
                    "none is named",
                    "y",
                    "The model to call instead of one that retires: a name under models.");
    static final Option<Long> MODEL_MAX_OUTPUT =
            Option.optional(
                    "models.*.max-output",
                    Kind.number(1, 100_000_000),
                    "the catalogue's; **required** where that has none",
                    "8192",
                    "Largest number of output tokens of a call that names none; bounds its hold and is sent upstream.");
    static final Option<Long> MODEL_MAX_REASONING =
            Option.optional(
                    "models.*.max-reasoning",
                    Kind.number(0, 100_000_000),
                    "max-output, where the provider's output limit does not count reasoning",
                    "4096",
                    "Largest number of reasoning tokens, held and sent in addition where the output limit does not"
                            + " count them; 0 for a model that does not think.");
    static final Option<Long> MODEL_CONTEXT_WINDOW =
            Option.optional(
                    "models.*.context-window",
                    Kind.number(1, 1_000_000_000),
                    "the catalogue's, or input is not held against it",
                    "131072",
                    "Tokens that the model can read; reported input beyond it is impossible and billed as such.");
    static final Option<Long> MODEL_HOLD_STEP =
            Option.optional(
                    "models.*.hold-step",
                    Kind.number(64, 100_000_000),
                    "a stream holds all that it can cost",
                    "1024",
                    "Output tokens that a stream holds at a time. For a model that shows all it writes as it comes,"
                            + " thinking included.");
    static final Option<OnDisconnect> MODEL_ON_DISCONNECT =
            Option.optional(
                    "models.*.on-disconnect",
                    Kind.choice(OnDisconnect.class),
                    "on-disconnect at the top",
                    "cancel",
                    "The same for one model.");
    static final Option<String> ALIASES =
            Option.optional(
                    "aliases.*",
                    Kind.name(),
                    "a model has one name",
                    "x",
                    "Another name that clients can send for a model; its calls are the model's, and say both names.");
    static final Option<String> DEPLOYMENT_PROVIDER =
            Option.required(
                    "models.*.deployments[].provider",
                    Kind.name(),
                    "mock",
                    "A name under providers.");
    static final Option<String> DEPLOYMENT_MODEL =
            Option.optional(
                    "models.*.deployments[].model",
                    Kind.name(),
                    "the model's own name",
                    "qwen-plus-latest",
                    "The name that the provider knows the model by.");
    static final Option<String> DEPLOYMENT_SITE =
            Option.optional(
                    "models.*.deployments[].site",
                    Kind.name(),
                    "the call has no site",
                    "guian",
                    "Where the deployment runs, for usage by site.");
    private static final List<Option<?>> BESIDES_PRICES =
            List.of(
                    LISTEN_HOST,
                    LISTEN_PORT,
                    DATA,
                    TOKENIZERS,
                    DRAIN,
                    DATABASE,
                    ADMIN_KEY,
                    METRICS_KEY,
                    USAGE_KEY,
                    HOLD_WAIT,
                    OVERRUN,
                    ON_DISCONNECT,
                    SETTLE,
                    REPLICA,
                    JOURNAL_KEEP,
                    JOURNAL_KEEP_BYTES,
                    JOURNAL_ARCHIVE,
                    JOURNAL_SEGMENT,
                    ACCOUNTS_ACTIVE,
                    ACCOUNTS_IDLE,
                    ACCOUNTS_LOADS,
                    IDEMPOTENCY_KEEP,
                    IDEMPOTENCY_BYTES,
                    LIMIT_BODY,
                    LIMIT_BUFFERS,
                    LIMIT_DEADLINE,
                    LIMIT_OPEN_CALLS,
                    LIMIT_CONNECTIONS,
                    LIMIT_WAITING,
                    LIMIT_DRAINS,
                    PROVIDER_DIALECT,
                    PROVIDER_BASE_URL,
                    PROVIDER_AUTH,
                    PROVIDER_KEY,
                    WIRE_OUTPUT_LIMIT,
                    WIRE_COVERS_REASONING,
                    WIRE_THINKING_BUDGET,
                    WIRE_STREAM_OPTIONS,
                    MODEL_TOKENIZER,
                    MODEL_TEMPLATE,
                    MODEL_CATALOGUE,
                    MODEL_PREVIEW,
                    MODEL_RETIRES,
                    MODEL_SUCCESSOR,
                    MODEL_MAX_OUTPUT,
                    MODEL_MAX_REASONING,
                    MODEL_CONTEXT_WINDOW,
                    MODEL_HOLD_STEP,
                    MODEL_ON_DISCONNECT,
                    DEPLOYMENT_PROVIDER,
                    DEPLOYMENT_MODEL,
                    DEPLOYMENT_SITE,
                    ALIASES);

    /// All of them, in the order of the reference.
    static final List<Option<?>> ALL =
            Stream.of(BESIDES_PRICES, InvoicingOptions.ALL, PriceOptions.ALL, OfferedPlans.ALL)
                    .<Option<?>>flatMap(List::stream)
                    .toList();
}
