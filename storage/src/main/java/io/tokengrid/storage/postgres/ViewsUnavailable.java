package io.tokengrid.storage.postgres;

/// A view cannot be read now, because the database is away; calls go on all the same.
public final class ViewsUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ViewsUnavailable(String why) {
        super(why);
    }

    ViewsUnavailable(Throwable cause) {
        super("the database of the views does not answer: " + cause.getMessage(), cause);
    }
}
