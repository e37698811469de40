package io.tokengrid.app;

import java.time.Duration;

/// Which organizations rest in the database (`exactness.md`, D3).
record AccountSettings(long active, Duration idle, long loadsPerSecond) {
    static AccountSettings read(Section section) {
        return new AccountSettings(
                section.get(Options.ACCOUNTS_ACTIVE),
                section.get(Options.ACCOUNTS_IDLE),
                section.get(Options.ACCOUNTS_LOADS));
    }
}
