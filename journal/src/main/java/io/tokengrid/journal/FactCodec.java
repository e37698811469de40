package io.tokengrid.journal;

import io.tokengrid.journal.Fact.Admission;
import io.tokengrid.journal.Fact.Attempt;
import io.tokengrid.journal.Fact.Service;
import io.tokengrid.journal.Fact.Settlement;
import io.tokengrid.ledger.CostCentre;
import io.tokengrid.ledger.LedgerCodec;
import io.tokengrid.ledger.LedgerFact;
import io.tokengrid.metering.ReportedUsage;
import io.tokengrid.metering.Usage;
import io.tokengrid.rating.Charge.ChargeLine;
import io.tokengrid.rating.PriceBook;
import io.tokengrid.rating.PriceList;
import io.tokengrid.rating.invoice.DocumentCodec;
import io.tokengrid.rating.invoice.DocumentImage;
import io.tokengrid.units.BinaryReader;
import io.tokengrid.units.BinaryWriter;
import io.tokengrid.units.CallId;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.OrganizationId;
import io.tokengrid.units.TokenCount;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The binary form of facts in the journal: a number for the kind of fact, a version of that kind's
/// form, and its fields. Numbers are part of the format: append, never reuse; a changed form gets a
/// new version, and every version that was ever written stays readable.
///
/// Long because what is written and what is read of a kind stand in one file.
public final class FactCodec {
    private static final int VERSION = 1;

    /// The form of counts that say what was counted.
    private static final int WITH_TEXTS = 2;

    /// The form of settlements that say more than how many tokens were used: which parts follow, as
    /// a bit set, and those.
    private static final int WITH_PARTS = 2;

    private static final int COUNT_PART = 1;
    private static final int SERVICE_PART = 2;

    /// The form of admissions of a customer that is in groups.
    private static final int WITH_GROUPS = 2;

    /// The form of admissions under a plan that covers the call; groups, if any, are in it too.
    private static final int WITH_COVERAGE = 3;

    /// The form of publications that say by what, whatever form the book in them has.
    private static final int WITH_PUBLISHER = 3;

    /// Of a price book that has exchange rates or agreements.
    private static final int WITH_RATES = 4;

    /// Of one that has backdated rows.
    private static final int WITH_BACKDATES = 5;

    private static final int ADMITTED = 1;
    private static final int SETTLED = 2;
    private static final int COUNTED = 5;
    private static final int BOOK = 8;
    private static final int ISSUED = 14;
    private static final int PROFILE = 15;
    private static final int RECONCILED = 18;
    private static final int CORRECTED = 10;
    private static final int RERATED = 19;
    private static final int INGESTED = 25;
    private static final int MAX_LIST = 10_000;

    private FactCodec() {}

    public static void write(Fact fact, BinaryWriter out) {
        switch (fact) {
            case Fact.Admitted admitted -> {
                boolean grouped = !admitted.call().groups().isEmpty();
                Fact.Coverage coverage = admitted.call().coverage();
                head(
                        ADMITTED,
                        coverage != null ? WITH_COVERAGE : grouped ? WITH_GROUPS : VERSION,
                        out);
                LedgerCodec.write(admitted.change(), out);
                writeAdmission(admitted.call(), out);
                if (grouped || coverage != null) {
                    writeGroups(admitted.call(), out);
                }
                if (coverage != null) {
                    out.writeString(coverage.plan()).writeString(coverage.money().code());
                    TariffCodec.writeTokens(coverage.weights(), out);
                }
            }
            case Fact.Settled settled -> writeSettled(settled, out);
            case Fact.Voided voided -> {
                LedgerCodec.write(voided.change(), head(3, out));
                writeAttempts(voided.attempts(), out.writeString(voided.reason()));
            }
            case Fact.Delivered delivered ->
                    head(4, out)
                            .writeCall(delivered.call())
                            .writeBoolean(delivered.complete())
                            .writeInstant(delivered.at());
            case Fact.Counted counted -> writeCounted(counted, out);
            case Fact.Marked marked ->
                    head(6, out)
                            .writeCall(marked.call())
                            .writeUnsigned(marked.input().value())
                            .writeUnsigned(marked.output().value())
                            .writeInstant(marked.at());
            case Fact.Grown grown -> LedgerCodec.write(grown.change(), head(9, out));
            case Fact.Corrected corrected -> {
                LedgerCodec.write(corrected.change(), head(CORRECTED, out));
                writeCorrection(corrected.correction(), out);
            }
            case Fact.Rerated rerated -> {
                RerateCodec.write(
                        rerated.tally(), head(RERATED, out).writeUnsigned(rerated.book()));
                out.writeInstant(rerated.at());
            }
            case Fact.Ingested ingested -> {
                LedgerCodec.write(ingested.change(), head(INGESTED, out));
                writeIngested(ingested, out);
            }
            case Fact.Accounted accounted -> LedgerCodec.write(accounted.change(), head(7, out));
            case Fact.BookPublished published -> writePublished(published, out);
            case Fact.Issued issued -> {
                LedgerCodec.write(issued.change(), head(ISSUED, out));
                out.writeBytes(issued.document().bytes());
            }
            case Fact.Reconciled reconciled ->
                    head(RECONCILED, out)
                            .writeBytes(ReconciliationCodec.bytes(reconciled.reconciliation()))
                            .writeBytes(reconciled.file().deflated())
                            .writeInstant(reconciled.at());
            case Fact.ProfileSet set -> {
                head(PROFILE, out).writeUnsigned(set.organization().value());
                DocumentCodec.write(set.profile(), out);
                out.writeInstant(set.at());
            }
        }
    }

    /// Reads what [#write] wrote; throws [IllegalArgumentException] for anything else, and for a
    /// kind or version that a newer program wrote.
    public static Fact read(byte[] bytes, int from, int length) {
        var in = new BinaryReader(bytes, from, length);
        int kind = in.readByte();
        int version = readVersion(kind, in);
        Fact fact =
                switch (kind) {
                    case ADMITTED ->
                            new Fact.Admitted(
                                    readChange(LedgerFact.HoldPlaced.class, in),
                                    readAdmission(version, in));
                    case SETTLED ->
                            new Fact.Settled(
                                    readChange(LedgerFact.HoldPosted.class, in),
                                    readSettlement(version, in));
                    case 3 ->
                            new Fact.Voided(
                                    readChange(LedgerFact.HoldReleased.class, in),
                                    in.readString(),
                                    readAttempts(in));
                    case 4 -> new Fact.Delivered(in.readCall(), in.readBoolean(), in.readInstant());
                    case COUNTED -> readCounted(version, in);
                    case 6 -> readMarked(in);
                    case 7 -> new Fact.Accounted(LedgerCodec.read(in));
                    case BOOK -> readPublished(version, in);
                    case 9 -> new Fact.Grown(readChange(LedgerFact.HoldGrown.class, in));
                    case ISSUED ->
                            new Fact.Issued(
                                    readChange(LedgerFact.DocumentIssued.class, in),
                                    DocumentImage.of(in.readBytes()));
                    case RECONCILED ->
                            new Fact.Reconciled(
                                    ReconciliationCodec.read(in.readBytes()),
                                    BillFile.ofDeflated(in.readBytes()),
                                    in.readInstant());
                    case PROFILE ->
                            new Fact.ProfileSet(
                                    new OrganizationId(in.readUnsigned()),
                                    DocumentCodec.readProfile(in),
                                    in.readInstant());
                    case RERATED ->
                            new Fact.Rerated(
                                    in.readUnsigned(), RerateCodec.read(in), in.readInstant());
                    case CORRECTED ->
                            new Fact.Corrected(
                                    readChange(LedgerFact.ChargeCorrected.class, in),
                                    readCorrection(in));
                    case INGESTED ->
                            readIngested(readChange(LedgerFact.UsageCharged.class, in), in);
                    default -> throw unknown(kind);
                };
        if (!in.atEnd()) {
            throw new IllegalArgumentException("a fact is longer than its kind allows");
        }
        return fact;
    }

    /// The beginning of what [#write] wrote, which is cheaper than reading it; throws as [#read]
    /// does.
    public static FactHead readHead(byte[] bytes, int from, int length) {
        var in = new BinaryReader(bytes, from, length);
        int kind = in.readByte();
        readVersion(kind, in);
        return switch (kind) {
            case ADMITTED -> changeHead(Fact.Admitted.class, in);
            case SETTLED -> changeHead(Fact.Settled.class, in);
            case 3 -> changeHead(Fact.Voided.class, in);
            case 4 -> new FactHead(Fact.Delivered.class, in.readCall());
            case COUNTED -> new FactHead(Fact.Counted.class, in.readCall());
            case 6 -> new FactHead(Fact.Marked.class, in.readCall());
            case 7 -> new FactHead(Fact.Accounted.class, null);
            case BOOK -> new FactHead(Fact.BookPublished.class, null);
            case 9 -> changeHead(Fact.Grown.class, in);
            case ISSUED -> new FactHead(Fact.Issued.class, null);
            case RECONCILED -> new FactHead(Fact.Reconciled.class, null);
            case PROFILE -> new FactHead(Fact.ProfileSet.class, null);
            case CORRECTED -> changeHead(Fact.Corrected.class, in);
            case RERATED -> new FactHead(Fact.Rerated.class, null);
            case INGESTED -> changeHead(Fact.Ingested.class, in);
            default -> throw unknown(kind);
        };
    }

    private static FactHead changeHead(Class<? extends Fact> fact, BinaryReader in) {
        in.readByte(); // the kind of ledger fact, which the fact's own kind decides
        return new FactHead(fact, in.readCall());
    }

    private static int readVersion(int kind, BinaryReader in) {
        int version = in.readByte();
        int newest =
                switch (kind) {
                    case COUNTED -> WITH_TEXTS;
                    case BOOK -> WITH_BACKDATES;
                    case ADMITTED -> WITH_COVERAGE;
                    case SETTLED -> WITH_PARTS;
                    default -> VERSION;
                };
        if (version < VERSION || version > newest) {
            throw new IllegalArgumentException(
                    "a fact of kind "
                            + kind
                            + " in form "
                            + version
                            + ", which a newer version wrote");
        }
        return version;
    }

    private static IllegalArgumentException unknown(int kind) {
        return new IllegalArgumentException("no kind of fact has number " + kind);
    }

    private static BinaryWriter head(int kind, BinaryWriter out) {
        return head(kind, VERSION, out);
    }

    private static BinaryWriter head(int kind, int version, BinaryWriter out) {
        return out.writeByte(kind).writeByte(version);
    }

    private static <T extends LedgerFact> T readChange(Class<T> kind, BinaryReader in) {
        LedgerFact change = LedgerCodec.read(in);
        if (!kind.isInstance(change)) {
            throw new IllegalArgumentException("a fact carries another kind of ledger fact");
        }
        return kind.cast(change);
    }

    private static void writeAdmission(Admission call, BinaryWriter out) {
        CostCentre centre = call.costCentre();
        out.writeUnsigned(call.organization().value()).writeString(centre.department());
        out.writeString(centre.application()).writeString(centre.function());
        out.writeString(call.currency().code());
        out.writeString(call.model())
                .writeString(call.provider())
                .writeUnsigned(call.book())
                .writeBoolean(call.streamed());
        out.writeUnsigned(call.inputBound().value()).writeUnsigned(call.outputBound().value());
        out.writeInstant(call.deadline()).writeUnsigned(call.tags().size());
        if (!call.tags().isEmpty()) {
            new TreeMap<>(call.tags())
                    .forEach((name, value) -> out.writeString(name).writeString(value));
        }
    }

    private static void writeGroups(Admission call, BinaryWriter out) {
        Parts.writeAll(new TreeSet<>(call.groups()), (group, to) -> to.writeString(group), out);
    }

    private static Admission readAdmission(int version, BinaryReader in) {
        var organization = new OrganizationId(in.readUnsigned());
        var centre = new CostCentre(in.readString(), in.readString(), in.readString());
        var currency = new CurrencyCode(in.readString());
        String model = in.readString();
        String provider = in.readString();
        long book = in.readUnsigned();
        boolean streamed = in.readBoolean();
        var inputBound = new TokenCount(in.readUnsigned());
        var outputBound = new TokenCount(in.readUnsigned());
        Instant deadline = in.readInstant();
        Map<String, String> tags = new HashMap<>();
        for (int rest = in.readCount(MAX_LIST); rest > 0; rest--) {
            String name = in.readString();
            tags.put(name, in.readString());
        }
        Set<String> groups =
                version != VERSION
                        ? Set.copyOf(Parts.readAll(MAX_LIST, BinaryReader::readString, in))
                        : Set.of();
        Fact.Coverage coverage =
                version == WITH_COVERAGE
                        ? new Fact.Coverage(
                                in.readString(),
                                new CurrencyCode(in.readString()),
                                new PriceList(TariffCodec.readTokens(in)))
                        : null;
        return new Admission(
                organization,
                groups,
                centre,
                currency,
                model,
                provider,
                book,
                streamed,
                inputBound,
                outputBound,
                deadline,
                tags,
                coverage);
    }

    private static void writeSettled(Fact.Settled settled, BinaryWriter out) {
        OwnCount count = settled.result().count();
        Service service = settled.result().service();
        int parts =
                (count == null ? 0 : COUNT_PART)
                        | (service.equals(Service.PLAIN) ? 0 : SERVICE_PART);
        LedgerCodec.write(settled.change(), head(SETTLED, parts == 0 ? VERSION : WITH_PARTS, out));
        writeSettlement(settled.result(), out);
        if (parts != 0) {
            out.writeByte(parts);
        }
        if (count != null) {
            writeCountWithTexts(count, out);
        }
        if ((parts & SERVICE_PART) != 0) {
            ServiceCodec.write(service, out);
        }
    }

    private static void writeSettlement(Settlement result, BinaryWriter out) {
        UsageCodec.write(result.usage(), out);
        UsageCodec.writeReported(result.reported(), out);
        UsageCodec.writeLines(result.lines(), out);
        out.writeNullableString(result.finishReason());
        writeAttempts(result.attempts(), out);
        Duration firstByte = result.firstByte();
        out.writeSigned(firstByte == null ? -1 : micros(firstByte)).writeBoolean(result.cut());
    }

    private static Settlement readSettlement(int version, BinaryReader in) {
        Usage usage = UsageCodec.read(in);
        ReportedUsage reported = UsageCodec.readReported(in);
        List<ChargeLine> lines = UsageCodec.readLines(usage, in);
        String finishReason = in.readNullableString();
        List<Attempt> attempts = readAttempts(in);
        long firstByte = in.readSigned();
        boolean cut = in.readBoolean();
        int parts = version == WITH_PARTS ? in.readCount(COUNT_PART | SERVICE_PART) : 0;
        OwnCount count = (parts & COUNT_PART) == 0 ? null : readCountWithTexts(in);
        return new Settlement(
                usage,
                (parts & SERVICE_PART) == 0 ? Service.PLAIN : ServiceCodec.read(in),
                reported,
                lines,
                finishReason,
                attempts,
                firstByte < 0 ? null : duration(firstByte),
                cut,
                count);
    }

    private static void writeCorrection(Fact.Correction correction, BinaryWriter out) {
        Cause cause = correction.cause();
        out.writeString(cause.kind().name());
        out.writeString(cause.reference()).writeString(cause.reason());
        out.writeString(correction.currency().code()).writeUnsigned(correction.book());
        UsageCodec.write(correction.usage(), out);
        UsageCodec.writeLines(correction.lines(), out);
        ServiceCodec.write(correction.service(), out);
    }

    private static Fact.Correction readCorrection(BinaryReader in) {
        var cause =
                new Cause(Cause.Kind.valueOf(in.readString()), in.readString(), in.readString());
        var currency = new CurrencyCode(in.readString());
        long book = in.readUnsigned();
        Usage usage = UsageCodec.read(in);
        List<ChargeLine> lines = UsageCodec.readLines(usage, in);
        return new Fact.Correction(cause, currency, book, usage, ServiceCodec.read(in), lines);
    }

    private static void writeIngested(Fact.Ingested ingested, BinaryWriter out) {
        UsageEvent event = ingested.event();
        out.writeString(event.name().source()).writeString(event.name().id());
        out.writeInstant(event.used()).writeInstant(event.until());
        out.writeNullableString(event.site());
        writeAdmission(ingested.call(), out);
        writeGroups(ingested.call(), out);
        UsageCodec.write(event.usage(), out);
        UsageCodec.writeLines(ingested.lines(), out);
        ServiceCodec.write(new Service(event.tier(), event.units(), ingested.unitLines()), out);
    }

    private static Fact.Ingested readIngested(LedgerFact.UsageCharged change, BinaryReader in) {
        var name = new UsageEvent.Name(in.readString(), in.readString());
        Instant used = in.readInstant();
        Instant until = in.readInstant();
        @Nullable String site = in.readNullableString();
        Admission call = readAdmission(WITH_GROUPS, in);
        Usage usage = UsageCodec.read(in);
        List<ChargeLine> lines = UsageCodec.readLines(usage, in);
        Service service = ServiceCodec.read(in);
        var event =
                new UsageEvent(
                        name,
                        change.key(),
                        used,
                        until,
                        call.model(),
                        call.provider(),
                        site,
                        service.tier(),
                        usage,
                        service.units());
        return new Fact.Ingested(change, event, call, lines, service.lines());
    }

    private static void writeAttempts(List<Attempt> attempts, BinaryWriter out) {
        out.writeUnsigned(attempts.size());
        for (Attempt attempt : attempts) {
            out.writeString(attempt.provider()).writeString(attempt.model());
            out.writeNullableString(attempt.site());
            out.writeUnsigned(micros(attempt.started())).writeUnsigned(micros(attempt.took()));
            out.writeUnsigned(attempt.status()).writeNullableString(attempt.failure());
        }
    }

    private static List<Attempt> readAttempts(BinaryReader in) {
        var attempts = new ArrayList<Attempt>();
        for (int rest = in.readCount(MAX_LIST); rest > 0; rest--) {
            String provider = in.readString();
            String model = in.readString();
            @Nullable String site = in.readNullableString();
            Duration started = duration(in.readUnsigned());
            Duration took = duration(in.readUnsigned());
            attempts.add(
                    new Attempt(
                            provider,
                            model,
                            site,
                            started,
                            took,
                            in.readCount(999),
                            in.readNullableString()));
        }
        return attempts;
    }

    private static void writeCounted(Fact.Counted counted, BinaryWriter out) {
        OwnCount.Texts texts = counted.count().texts();
        head(COUNTED, texts == null ? VERSION : WITH_TEXTS, out).writeCall(counted.call());
        writeCount(counted.count(), out);
        out.writeInstant(counted.at());
        if (texts != null) {
            writeTexts(texts, out);
        }
    }

    private static Fact readCounted(int version, BinaryReader in) {
        CallId call = in.readCall();
        OwnCount count = readCount(in);
        Instant at = in.readInstant();
        return new Fact.Counted(
                call, version == WITH_TEXTS ? count.with(readTexts(in)) : count, at);
    }

    private static void writeCount(OwnCount count, BinaryWriter out) {
        out.writeUnsigned(count.input().value())
                .writeUnsigned(count.output().value())
                .writeString(count.encoding())
                .writeBoolean(count.exact());
    }

    private static OwnCount readCount(BinaryReader in) {
        var input = new TokenCount(in.readUnsigned());
        var output = new TokenCount(in.readUnsigned());
        return new OwnCount(input, output, in.readString(), in.readBoolean(), null);
    }

    private static void writeCountWithTexts(OwnCount count, BinaryWriter out) {
        writeCount(count, out);
        OwnCount.Texts texts = count.texts();
        out.writeBoolean(texts != null);
        if (texts != null) {
            writeTexts(texts, out);
        }
    }

    private static OwnCount readCountWithTexts(BinaryReader in) {
        OwnCount count = readCount(in);
        return in.readBoolean() ? count.with(readTexts(in)) : count;
    }

    private static void writeTexts(OwnCount.Texts texts, BinaryWriter out) {
        out.writeUnsigned(texts.reasoning().value()).writeBoolean(texts.media());
        out.writeFixed(texts.promptShape()).writeFixed(texts.answerShape());
        out.writeHash(texts.prompt()).writeHash(texts.answer());
    }

    private static OwnCount.Texts readTexts(BinaryReader in) {
        var reasoning = new TokenCount(in.readUnsigned());
        boolean media = in.readBoolean();
        long promptShape = in.readFixed();
        long answerShape = in.readFixed();
        return new OwnCount.Texts(
                reasoning, media, promptShape, answerShape, in.readHash(), in.readHash());
    }

    private static Fact readMarked(BinaryReader in) {
        CallId call = in.readCall();
        var input = new TokenCount(in.readUnsigned());
        return new Fact.Marked(call, input, new TokenCount(in.readUnsigned()), in.readInstant());
    }

    private static void writePublished(Fact.BookPublished published, BinaryWriter out) {
        PriceBook book = published.book();
        Publisher by = published.by();
        int form = PriceBookCodec.form(book);
        boolean nullable = form >= PriceBookCodec.WITH_RATES;
        int version =
                switch (form) {
                    case PriceBookCodec.WITH_BACKDATES -> WITH_BACKDATES;
                    case PriceBookCodec.WITH_RATES -> WITH_RATES;
                    default -> by == null ? form : WITH_PUBLISHER;
                };
        PriceBookCodec.write(book, head(BOOK, version, out));
        out.writeInstant(published.at());
        if (nullable) {
            out.writeNullableString(by == null ? null : by.key());
        } else if (by != null) {
            out.writeString(by.key());
        }
    }

    private static Fact readPublished(int version, BinaryReader in) {
        PriceBook book = PriceBookCodec.read(in);
        Instant at = in.readInstant();
        String by =
                switch (version) {
                    case WITH_RATES, WITH_BACKDATES -> in.readNullableString();
                    case WITH_PUBLISHER -> in.readString();
                    default -> null;
                };
        return new Fact.BookPublished(book, by == null ? null : Publisher.of(by), at);
    }

    /// Durations are kept to the microsecond; a negative one, from a clock that went back, is zero.
    private static long micros(Duration duration) {
        return Math.max(0, duration.toNanos() / 1_000);
    }

    private static Duration duration(long micros) {
        return Duration.ofNanos(Math.multiplyExact(micros, 1_000L));
    }
}
