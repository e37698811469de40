package io.tokengrid.journal;

import io.tokengrid.ledger.Ledger;
import io.tokengrid.ledger.LedgerFact;
import io.tokengrid.ledger.LedgerSnapshot;
import io.tokengrid.rating.PriceBook;
import io.tokengrid.units.BinaryReader;
import io.tokengrid.units.BinaryWriter;
import io.tokengrid.units.CallId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// All that a node decides from, folded from its journal: the ledger, the price book in force and
/// the open calls. Two nodes that folded the same facts have the same snapshot, to the byte
/// (`ReplayGivesSameState`).
///
/// Not thread-safe.
public final class NodeState {
    private final Ledger ledger;
    private final Map<CallId, OpenCall> open = new HashMap<>();

    /// The book in force and those that open calls were admitted under, by version.
    private final Map<Long, PriceBook> books = new TreeMap<>();

    private PriceBook book = PriceBook.EMPTY;

    public NodeState() {
        this(new Ledger());
    }

    private NodeState(Ledger ledger) {
        this.ledger = ledger;
    }

    /// An open call and how far its stream had come.
    ///
    /// @param admitted with what it holds by now
    /// @param mark the last mark; null before the first byte
    public record OpenCall(Fact.Admitted admitted, Fact.@Nullable Marked mark) {}

    /// Makes a fact happen. Throws [IllegalStateException] if it contradicts the state.
    public void apply(Fact fact) {
        LedgerFact change = fact.change();
        if (change != null) {
            ledger.apply(change);
        }
        switch (fact) {
            case Fact.Admitted admitted ->
                    open.put(admitted.change().call(), new OpenCall(admitted, null));
            case Fact.Grown(LedgerFact.HoldGrown step) ->
                    open.computeIfPresent(
                            step.call(),
                            (_, call) -> new OpenCall(call.admitted().grown(step), call.mark()));
            case Fact.Settled settled -> open.remove(settled.change().call());
            case Fact.Voided voided -> open.remove(voided.change().call());
            case Fact.Marked mark ->
                    open.computeIfPresent(
                            mark.call(), (_, call) -> new OpenCall(call.admitted(), mark));
            case Fact.BookPublished published -> publish(published.book());
            case Fact.Accounted _,
                    Fact.Ingested _,
                    Fact.Delivered _,
                    Fact.Counted _,
                    Fact.Issued _,
                    Fact.ProfileSet _,
                    Fact.Reconciled _,
                    Fact.Corrected _,
                    Fact.Rerated _ -> {}
        }
    }

    public Ledger ledger() {
        return ledger;
    }

    /// The price book that the next call is admitted under.
    public PriceBook book() {
        return book;
    }

    /// The book that an open call was admitted under.
    public PriceBook book(OpenCall call) {
        PriceBook frozen = books.get(call.admitted().call().book());
        if (frozen == null) {
            throw new IllegalStateException(
                    "price book " + call.admitted().call().book() + " of an open call is missing");
        }
        return frozen;
    }

    /// The calls that have not ended, by position.
    public List<OpenCall> openCalls() {
        var calls = new ArrayList<>(open.values());
        calls.sort(java.util.Comparator.comparing(call -> call.admitted().change().call()));
        return calls;
    }

    public @Nullable OpenCall openCall(CallId call) {
        return open.get(call);
    }

    /// Everything, as bytes that depend on nothing but the state.
    public void write(BinaryWriter out) {
        LedgerSnapshot.write(ledger, out);
        Set<Long> needed = booksOfOpenCalls();
        needed.add(book.version());
        out.writeUnsigned(needed.size());
        for (long version : needed) {
            PriceBookCodec.write(books.getOrDefault(version, book), out);
        }
        List<OpenCall> calls = openCalls();
        out.writeUnsigned(calls.size());
        var fact = new BinaryWriter(256);
        for (OpenCall call : calls) {
            FactCodec.write(call.admitted(), fact.reset());
            out.writeBytes(fact.toByteArray());
            Fact.Marked mark = call.mark();
            out.writeBoolean(mark != null);
            if (mark != null) {
                FactCodec.write(mark, fact.reset());
                out.writeBytes(fact.toByteArray());
            }
        }
    }

    /// Reads what [#write] wrote; throws [IllegalArgumentException] for anything else.
    public static NodeState read(BinaryReader in) {
        var state = new NodeState(LedgerSnapshot.read(in));
        for (int rest = in.readCount(Integer.MAX_VALUE); rest > 0; rest--) {
            state.book = PriceBookCodec.read(in);
            state.books.put(state.book.version(), state.book);
        }
        for (int rest = in.readCount(Integer.MAX_VALUE); rest > 0; rest--) {
            var admitted = readFact(Fact.Admitted.class, in);
            Fact.Marked mark = in.readBoolean() ? readFact(Fact.Marked.class, in) : null;
            state.open.put(admitted.change().call(), new OpenCall(admitted, mark));
        }
        return state;
    }

    private void publish(PriceBook next) {
        books.keySet().retainAll(booksOfOpenCalls());
        book = next;
        books.put(next.version(), next);
    }

    /// In rising order, so that the book in force is the last.
    private Set<Long> booksOfOpenCalls() {
        var versions = new TreeSet<Long>();
        open.values().forEach(call -> versions.add(call.admitted().call().book()));
        return versions;
    }

    private static <T extends Fact> T readFact(Class<T> kind, BinaryReader in) {
        byte[] bytes = in.readBytes();
        Fact fact = FactCodec.read(bytes, 0, bytes.length);
        if (!kind.isInstance(fact)) {
            throw new IllegalArgumentException(
                    "the snapshot has another fact where a call should be");
        }
        return kind.cast(fact);
    }
}
