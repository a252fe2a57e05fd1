package io.penstock.bench.plugin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Driver;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.apache.kafka.connect.connector.Connector;

/** The jars of one plugin, in a class loader of its own. */
public final class Plugin implements AutoCloseable {

    private final URLClassLoader loader;

    private Plugin(URLClassLoader loader) {
        this.loader = loader;
    }

    /** @param directory of an unpacked ZIP; jars anywhere below it */
    public static Plugin load(Path directory) {
        List<URL> jars = new ArrayList<>();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path jar : files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList()) {
                jars.add(url(jar));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list the plugin " + directory, e);
        }
        PluginClassLoader loader = new PluginClassLoader(jars);
        // As Connect does: else the DriverManager does not know the drivers that a plugin brings.
        ServiceLoader.load(Driver.class, loader).forEach(driver -> {});
        return new Plugin(loader);
    }

    private static URL url(Path jar) throws MalformedURLException {
        return jar.toUri().toURL();
    }

    Connector connector(String className) {
        try {
            return (Connector)
                    loader.loadClass(className).getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the plugin has no connector " + className, e);
        }
    }

    /** With the plugin's class loader as the thread's, as Connect does: connectors and tasks find their own classes by it. */
    <T, E extends Exception> T call(Call<T, E> call) throws E {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            return call.call();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Override
    public void close() throws IOException {
        loader.close();
    }

    /** What is done with a plugin. */
    interface Call<T, E extends Exception> {
        T call() throws E;
    }

    /** As Connect's: the plugin's own classes come first, except for those that a worker does not let plugins bring. */
    private static final class PluginClassLoader extends URLClassLoader {

        private static final List<String> SHARED =
                List.of("java.", "javax.", "jdk.", "sun.", "org.apache.kafka.", "org.slf4j.");

        PluginClassLoader(List<URL> jars) {
            super(jars.toArray(URL[]::new), Plugin.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                if (findLoadedClass(name) == null && SHARED.stream().noneMatch(name::startsWith)) {
                    try {
                        return findClass(name);
                    } catch (ClassNotFoundException e) {
                        return super.loadClass(name, resolve);
                    }
                }
                return super.loadClass(name, resolve);
            }
        }
    }
}
