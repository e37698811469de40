package io.tokengrid.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatabaseConfigTest {
    private static final Path FOLDER = Path.of("data/postgres");

    @Test
    void the_word_embedded_is_a_server_of_our_own() {
        assertThat(DatabaseConfig.parse("embedded", FOLDER))
                .isEqualTo(new DatabaseConfig.Embedded(FOLDER));
    }

    @ParameterizedTest
    @CsvSource({
        "postgresql://u:p@db.example:5433/billing, jdbc:postgresql://db.example:5433/billing, u, p",
        "postgresql://u:p@db.example/billing, jdbc:postgresql://db.example/billing, u, p",
        "postgresql://u@10.0.0.1:5432/b, jdbc:postgresql://10.0.0.1:5432/b, u, ''",
        "postgresql://u:p@[::1]:5432/b, jdbc:postgresql://[::1]:5432/b, u, p",
        "postgresql://us%40er:p%2Fw%25+d@h/b, jdbc:postgresql://h/b, us@er, p/w%+d",
        "postgresql://u:p:q@h/b?sslmode=require, jdbc:postgresql://h/b?sslmode=require, u, p:q",
    })
    void a_url_becomes_an_address(String setting, String jdbcUrl, String user, String password) {
        assertThat(DatabaseConfig.parse(setting, FOLDER))
                .isEqualTo(new DatabaseConfig.External(jdbcUrl, user, password));
    }

    @ParameterizedTest
    @CsvSource({
        "mysql://u:secret@h/b, does not begin with postgresql://",
        "Embedded, does not begin with postgresql://",
        "postgresql://h/b, names no user",
        "postgresql://u:secret@h, names no database",
        "postgresql://u:secret@h/, names no database",
        "postgresql://u:secr#et@h/b, percent-encoding",
        "postgresql://u:secret@h/b#c, must be written %23",
        "postgresql://u:sec ret@h/b, must be percent-encoded",
        "postgresql://u:secret%zz@h/b, Malformed escape pair",
    })
    void what_is_wrong_with_a_url_is_said_without_its_password(String setting, String reason) {
        assertThatThrownBy(() -> DatabaseConfig.parse(setting, FOLDER))
                .isInstanceOf(DatabaseUnavailable.class)
                .hasMessageContaining(reason)
                .hasMessageContaining("postgresql://user:password@host:5432/name")
                .hasMessageNotContaining("secr");
    }

    @Test
    void no_text_form_shows_the_password() {
        assertThat(DatabaseConfig.parse("postgresql://u:secret@h/b", FOLDER))
                .hasToString("jdbc:postgresql://h/b as u");
    }
}
