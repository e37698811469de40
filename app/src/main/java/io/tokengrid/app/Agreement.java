package io.tokengrid.app;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Scanner;

/// Whether the one who is asked types `yes`.
final class Agreement {
    private Agreement() {}

    static boolean given(InputStream in) {
        var answer = new Scanner(in, StandardCharsets.UTF_8);
        return answer.hasNextLine() && answer.nextLine().strip().equals("yes");
    }
}
