package io.tokengrid.app;

import java.io.InputStream;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/// The command line. Exit status: 0 success, 1 failure, 2 wrong usage. An error is one line on
/// standard error and a second one with a hint; the stack trace follows only where the environment
/// has `TOKENGRID_TRACE`.
@Command(
        name = "tokengrid",
        description =
                "The utility company for AI tokens: measures, prices, holds, settles and proves every call.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        footer = {
            "",
            "In a source tree also: ./tokengrid build, test (see ./tokengrid test --help) and package.",
            "Environment: TOKENGRID_JAVA_HOME (a JDK 25), TOKENGRID_HEAP (such as 512m), TOKENGRID_JAVA_OPTS,",
            "TOKENGRID_TRACE (any value: stack traces of errors).",
            "Exit status: 0 success, 1 failure, 2 wrong usage."
        })
public final class Main {
    private Main() {}

    /// Runs one command and ends the process with its exit status.
    public static void main(String[] arguments) {
        Logging.configure();
        System.exit(commandLine(System.in).execute(arguments));
    }

    /// A fresh parser with every command; for one thread.
    ///
    /// @param in what commands read that take a text from a pipe
    static CommandLine commandLine(InputStream in) {
        return new CommandLine(new Main())
                .addSubcommand(new UpCommand())
                .addSubcommand(new DemoCommand())
                .addSubcommand(new ReplayCommand())
                .addSubcommand(new BenchCommand())
                .addSubcommand(new CountCommand(in))
                .addSubcommand(new RateCommand())
                .addSubcommand(new ReconcileCommand())
                .addSubcommand(new UsageCommand())
                .addSubcommand(new IngestCommand())
                .addSubcommand(new InvoiceCommand())
                .addSubcommand(new WhatIfCommand())
                .addSubcommand(new FocusCommand())
                .addSubcommand(
                        new CommandLine(new JournalCommand())
                                .addSubcommand(new JournalRepairCommand(in))
                                .addSubcommand(new JournalRestoreCommand(in)))
                .addSubcommand(
                        new CommandLine(new PricesCommand())
                                .addSubcommand(new PricesListCommand())
                                .addSubcommand(new PricesShowCommand())
                                .addSubcommand(new PricesCompareCommand())
                                .addSubcommand(new PricesImportCommand()))
                .addSubcommand(new UpstreamCommand())
                .setParameterExceptionHandler(Main::wrongUsage)
                .setExecutionExceptionHandler(Main::failure)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true);
    }

    private static int wrongUsage(ParameterException e, String[] arguments) {
        String command = e.getCommandLine().getCommandSpec().qualifiedName();
        List<String> meant =
                e instanceof UnmatchedArgumentException unmatched
                        ? unmatched.getSuggestions()
                        : List.of();
        String hint =
                meant.isEmpty()
                        ? "see " + command + " --help"
                        : "did you mean " + meant.getFirst() + "?";
        report(e.getCommandLine(), firstLine(e), hint, e);
        return ExitCode.USAGE;
    }

    private static int failure(Exception e, CommandLine command, ParseResult parsed) {
        switch (e) {
            case CommandFailure failure ->
                    report(command, firstLine(failure), failure.hint(), failure);
            case ConfigException wrong -> report(command, firstLine(wrong), wrong.hint(), wrong);
            default ->
                    report(
                            command,
                            e.getClass().getSimpleName() + ": " + firstLine(e),
                            "unexpected; run again with TOKENGRID_TRACE=1 to see where",
                            e);
        }
        return ExitCode.SOFTWARE;
    }

    private static void report(CommandLine command, String message, String hint, Exception e) {
        PrintWriter err = command.getErr();
        err.println(command.getCommandSpec().qualifiedName() + ": " + message);
        err.println("  hint: " + hint);
        if (System.getenv("TOKENGRID_TRACE") != null) {
            e.printStackTrace(err);
        }
        err.flush();
    }

    private static String firstLine(Exception e) {
        String message = e.getMessage();
        return message == null ? "no message" : message.lines().findFirst().orElse("no message");
    }

    /// What `--version` prints.
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"tokengrid " + version()};
        }
    }

    /// The version in the jar's manifest; `development` when run from class folders.
    static String version() {
        String version = Main.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
