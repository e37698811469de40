package io.tokengrid.console;

import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One call of the API: what [Routes] lists, [Console] serves and [OpenApi] describes.
///
/// @param path with names in braces for what varies
/// @param summary one line
/// @param description what the types cannot say; may be empty
/// @param parameters of the query
/// @param body the record that is read; null if the call takes no body
/// @param many whether a list of such records is read
/// @param answers the record that is written, or several where one of them is
/// @param paged whether it answers a [Page] of it
record Route(
        String method,
        String path,
        Access access,
        String summary,
        String description,
        List<Parameter<?>> parameters,
        @Nullable Class<?> body,
        boolean many,
        List<Class<?>> answers,
        boolean paged,
        Handler handler) {
    /// Carries a request out; blocks as long as it takes.
    interface Handler {
        /// Answers a request; `body` is a record of the route's type or a list of such, null if it
        /// takes none.
        Reply handle(Request request, @Nullable Object body);
    }

    static Draft get(String path) {
        return new Draft("GET", path);
    }

    static Draft post(String path) {
        return new Draft("POST", path);
    }

    static Draft put(String path) {
        return new Draft("PUT", path);
    }

    static Draft patch(String path) {
        return new Draft("PATCH", path);
    }

    static Draft delete(String path) {
        return new Draft("DELETE", path);
    }

    /// A route whose answer is not said yet. Not thread-safe.
    static final class Draft {
        private final String method;
        private final String path;
        private Access access;
        private String summary = "";
        private String description = "";
        private List<Parameter<?>> parameters = List.of();
        private boolean many;

        private Draft(String method, String path) {
            this.method = method;
            this.path = path;
            this.access = path.startsWith("/v1/") ? Access.KEY : Access.ADMIN;
        }

        Draft open() {
            return by(Access.OPEN);
        }

        Draft by(Access who) {
            access = who;
            return this;
        }

        Draft says(String line) {
            summary = line;
            return this;
        }

        Draft notes(String text) {
            description = text;
            return this;
        }

        Draft query(Parameter<?>... known) {
            parameters = List.of(known);
            return this;
        }

        <B> Reading<B> takes(Class<B> body) {
            return new Reading<>(this, body);
        }

        /// A list of such records, or one of them.
        <B> ReadingEach<B> takesEach(Class<B> body) {
            many = true;
            return new ReadingEach<>(this, body);
        }

        <A> Route answers(Class<A> answer, Function<Request, A> handler) {
            return route(
                    null, List.of(answer), false, (request, _) -> Reply.ok(handler.apply(request)));
        }

        <A> Route pages(Class<A> of, Function<Request, Page<A>> handler) {
            return route(null, List.of(of), true, (request, _) -> Reply.ok(handler.apply(request)));
        }

        /// For answers of several kinds or with another status than 200.
        Route replies(List<Class<?>> answers, Function<Request, Reply> handler) {
            return route(null, answers, false, (request, _) -> handler.apply(request));
        }

        private Route route(
                @Nullable Class<?> body, List<Class<?>> answers, boolean paged, Handler handler) {
            return new Route(
                    method,
                    path,
                    access,
                    summary,
                    description,
                    parameters,
                    body,
                    many,
                    answers,
                    paged,
                    handler);
        }
    }

    /// A route that takes a body.
    record Reading<B>(Draft draft, Class<B> body) {
        <A> Route answers(Class<A> answer, BiFunction<Request, B, A> handler) {
            return draft.route(
                    body,
                    List.of(answer),
                    false,
                    (request, read) -> Reply.ok(handler.apply(request, body.cast(read))));
        }
    }

    /// A route that takes a list.
    record ReadingEach<B>(Draft draft, Class<B> of) {
        <A> Route answers(Class<A> answer, BiFunction<Request, List<B>, A> handler) {
            return draft.route(
                    of,
                    List.of(answer),
                    false,
                    (request, read) -> Reply.ok(handler.apply(request, each(read))));
        }

        private List<B> each(@Nullable Object read) {
            return read instanceof List<?> list ? list.stream().map(of::cast).toList() : List.of();
        }
    }
}
