package io.tokengrid.app;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/// Signals of the operating system. The JDK supports `sun.misc.Signal` (module jdk.unsupported) but
/// has the compiler warn about its name, so it is reached by name; there is no other way to hear a
/// second SIGTERM or a SIGHUP.
final class Signals {
    private Signals() {}

    /// Runs `action` on a thread of its own at each signal, such as `TERM`, in place of what the
    /// JVM does. Throws [IllegalStateException] on a JVM without signals.
    static void on(String name, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            InvocationHandler call =
                    (proxy, method, arguments) ->
                            switch (method.getName()) {
                                case "handle" -> {
                                    Thread.ofPlatform().name("signal-" + name).start(action);
                                    yield null;
                                }
                                case "equals" ->
                                        System.identityHashCode(proxy)
                                                == System.identityHashCode(arguments[0]);
                                case "hashCode" -> System.identityHashCode(proxy);
                                default -> "handler of " + name;
                            };
            Object own =
                    Proxy.newProxyInstance(
                            handler.getClassLoader(), new Class<?>[] {handler}, call);
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), own);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this JVM has no signals", e);
        }
    }
}
