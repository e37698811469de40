package io.tokengrid.app;

/// What must be durable, and where, before a client sees the end of an answer (`exactness.md`, C5).
record Durability(Settle settle, Replica replica) {
    enum Settle {
        BEFORE_END,
        SOON
    }

    enum Replica {
        NONE,
        POSTGRESQL
    }

    static Durability read(Section section, Database database) {
        var durability = new Durability(section.get(Options.SETTLE), section.get(Options.REPLICA));
        if (durability.replica == Replica.POSTGRESQL && database instanceof Database.Embedded) {
            throw section.wrong(
                    Options.REPLICA.key(),
                    "is postgresql, but the embedded server shares this node's disk and is no replica",
                    "set database to a server elsewhere, or write none");
        }
        return durability;
    }
}
