package io.tokengrid.app;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/// Where the folded views live.
sealed interface Database {
    /// The PostgreSQL that comes with the program and keeps its data below the data folder.
    record Embedded() implements Database {}

    /// A PostgreSQL server that others run.
    ///
    /// @param jdbcUrl without user and password; parameters after `?` as given
    record External(String jdbcUrl, String user, Secret password) implements Database {}

    /// Reads `embedded` or `postgresql://user:password@host:5432/name?sslmode=require`; in user and
    /// password `%40` stands for `@` and so on. Throws [IllegalArgumentException] for other text.
    static Database parse(String text) {
        if (text.equals("embedded")) {
            return new Embedded();
        }
        URI uri = URI.create(text);
        String userInfo = uri.getRawUserInfo();
        String name = uri.getRawPath();
        if (!"postgresql".equals(uri.getScheme())
                || uri.getHost() == null
                || userInfo == null
                || userInfo.indexOf(':') < 1
                || name == null
                || name.length() < 2
                || name.indexOf('/', 1) >= 0) {
            throw new IllegalArgumentException("not a database");
        }
        String address = uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort()) + name;
        String parameters = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        int colon = userInfo.indexOf(':');
        return new External(
                "jdbc:postgresql://" + address + parameters,
                decoded(userInfo.substring(0, colon)),
                new Secret(decoded(userInfo.substring(colon + 1))));
    }

    private static String decoded(String part) {
        return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
