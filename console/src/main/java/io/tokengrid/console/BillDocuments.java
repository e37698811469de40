package io.tokengrid.console;

import io.tokengrid.rating.bill.Bill;
import io.tokengrid.rating.bill.Bill.Attested;
import io.tokengrid.units.CurrencyCode;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the files in which providers bill. Thread-safe.
public interface BillDocuments {
    /// The shapes of file that are known.
    List<BillShape> shapes();

    /// Reads a file.
    ///
    /// @param profile the name of a shape
    /// @param period the days that it is of
    /// @param currency of amounts where the file does not say; null if that has to be known
    Reading read(byte[] file, String profile, Days period, @Nullable CurrencyCode currency);

    /// @param from the first
    /// @param to the one after the last
    record Days(LocalDate from, LocalDate to) {}

    /// A shape of file.
    ///
    /// @param name by which it is asked for
    /// @param title what file of which provider it is
    /// @param attested how well it is known that the provider's files look so
    /// @param source where that is known from
    /// @param columns as the file names them; those in brackets may be missing
    record BillShape(
            String name, String title, Attested attested, String source, List<String> columns) {}

    /// What became of reading a file.
    sealed interface Reading {
        /// All of it is right.
        record Right(Bill bill) implements Reading {}

        /// Some of it is not, and so nothing is taken.
        ///
        /// @param mistakes in the order of the file, 20 at most
        record Wrong(List<BillMistake> mistakes) implements Reading {}
    }

    /// @param line of the file, from 1; 0 where it is about all of it
    /// @param reason what is wrong
    /// @param hint what to do about it
    record BillMistake(int line, String reason, String hint) {}
}
