package io.tokengrid.metering.prompt;

/// What an assistant said in a former turn, and what it thought before: clients send the thinking
/// in a field of its own, or in front of the text up to `</think>`.
record Thought(Utf8Text reasoning, Utf8Text said) {
    private static final String END = "</think>";
    private static final String BEGIN = "<think>";

    static Thought of(Chat.Message message, Utf8Text content) {
        Utf8Text plain = content.plain();
        if (!message.reasoning().isEmpty() || plain.indexOf(END) < 0) {
            return new Thought(message.reasoning(), plain);
        }
        String all = plain.toString();
        String before = all.substring(0, all.indexOf(END));
        int begin = before.lastIndexOf(BEGIN);
        String reasoning = begin < 0 ? before : before.substring(begin + BEGIN.length());
        String said = all.substring(all.lastIndexOf(END) + END.length());
        return new Thought(
                withoutLines(Utf8Text.of(reasoning)), withoutFirstLines(Utf8Text.of(said)));
    }

    static Utf8Text withoutLines(Utf8Text text) {
        Utf8Text plain = text.plain();
        int to = plain.to();
        while (to > plain.from() && plain.bytes()[to - 1] == '\n') {
            to--;
        }
        return withoutFirstLines(new Utf8Text(plain.bytes(), plain.from(), to, false));
    }

    static Utf8Text withoutFirstLines(Utf8Text text) {
        Utf8Text plain = text.plain();
        int from = plain.from();
        while (from < plain.to() && plain.bytes()[from] == '\n') {
            from++;
        }
        return new Utf8Text(plain.bytes(), from, plain.to(), false);
    }
}
