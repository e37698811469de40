package io.tokengrid.console;

/// What a route answers.
///
/// @param status the HTTP status
/// @param body a record
record Reply(int status, Object body) {
    static Reply ok(Object body) {
        return new Reply(200, body);
    }
}
