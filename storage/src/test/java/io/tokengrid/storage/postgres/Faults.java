package io.tokengrid.storage.postgres;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.random.RandomGenerator;

/// Connections that break at random: before a statement is made, before a commit and, worst of all,
/// right after one, when the other side has it and this side does not know.
final class Faults implements Connections {
    private final Connections sound;
    private final RandomGenerator random;
    private final int oneIn;

    /// @param oneIn calls of a connection break it
    Faults(Connections sound, RandomGenerator random, int oneIn) {
        this.sound = sound;
        this.random = random;
        this.oneIn = oneIn;
    }

    private boolean strikes() {
        return random.nextInt(oneIn) == 0;
    }

    @Override
    public Connection connection() throws SQLException {
        if (strikes()) {
            throw new SQLException("refused");
        }
        Connection real = sound.connection();
        return (Connection)
                Proxy.newProxyInstance(
                        Faults.class.getClassLoader(),
                        new Class<?>[] {Connection.class},
                        (_, method, arguments) -> {
                            boolean ending = method.getName().equals("close");
                            if (!ending && strikes()) {
                                throw new SQLException("cut before " + method.getName());
                            }
                            Object answer;
                            try {
                                answer = method.invoke(real, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                            if (method.getName().equals("commit") && strikes()) {
                                throw new SQLException("cut after commit");
                            }
                            return answer;
                        });
    }
}
