package io.tokengrid.storage.postgres;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;

/// Which database to use. No `toString` shows a password.
public sealed interface DatabaseConfig {
    /// The word of the configuration file for a server of our own.
    String EMBEDDED = "embedded";

    /// A server of our own.
    ///
    /// @param folder where it keeps everything, as `DATA/postgres`
    record Embedded(Path folder) implements DatabaseConfig {}

    /// A server that exists already.
    ///
    /// @param jdbcUrl without user and password
    /// @param user who connects
    /// @param password empty where the server asks for none
    record External(String jdbcUrl, String user, String password) implements DatabaseConfig {
        /// A connection of its own, in autocommit.
        ///
        /// @param application what the server's list of sessions shows
        /// @param patience after which an answer that does not come ends the connection
        Connection connect(String application, Duration patience) throws SQLException {
            var properties = new Properties();
            properties.setProperty("user", user);
            properties.setProperty("password", password);
            properties.setProperty("ApplicationName", application);
            properties.setProperty("connectTimeout", "5");
            properties.setProperty("socketTimeout", Long.toString(patience.toSeconds()));
            properties.setProperty("tcpKeepAlive", "true");
            return DriverManager.getConnection(jdbcUrl, properties);
        }

        @Override
        public String toString() {
            return jdbcUrl + " as " + user;
        }
    }

    /// Reads the setting `database`: `embedded`, or `postgresql://user:password@host:5432/name`, in
    /// which user and password may be percent-encoded, the port may be left out, and parameters of
    /// the JDBC driver may follow (`?sslmode=require`).
    ///
    /// @param folder where an embedded server keeps everything
    /// @throws DatabaseUnavailable saying what is wrong, without the setting itself
    static DatabaseConfig parse(String setting, Path folder) {
        if (setting.equals(EMBEDDED)) {
            return new Embedded(folder);
        }
        URI uri;
        try {
            uri = new URI(setting);
        } catch (URISyntaxException e) {
            throw refused(e.getReason() + ", which must be percent-encoded");
        }
        if (!"postgresql".equals(uri.getScheme())) {
            throw refused("it does not begin with postgresql://");
        }
        if (uri.getHost() == null) {
            throw refused("it names no host, or its password needs percent-encoding");
        }
        if (uri.getRawUserInfo() == null) {
            throw refused("it names no user");
        }
        if (uri.getRawPath() == null || uri.getRawPath().length() < 2) {
            throw refused("it names no database");
        }
        if (uri.getRawFragment() != null) {
            throw refused("it has a # in it, which must be written %23");
        }
        String[] userAndPassword = uri.getRawUserInfo().split(":", 2);
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        String parameters = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return new External(
                "jdbc:postgresql://" + uri.getHost() + port + uri.getRawPath() + parameters,
                decoded(userAndPassword[0]),
                userAndPassword.length == 1 ? "" : decoded(userAndPassword[1]));
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static DatabaseUnavailable refused(String reason) {
        return new DatabaseUnavailable(
                "the setting database cannot be read: "
                        + reason
                        + "; it is either embedded or postgresql://user:password@host:5432/name");
    }
}
