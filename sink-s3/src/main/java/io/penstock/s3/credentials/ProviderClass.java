package io.penstock.s3.credentials;

import io.penstock.common.error.FatalException;
import io.penstock.common.lifecycle.Closer;
import io.penstock.s3.error.S3Error;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.Configurable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/**
 * A class of the user's that gives credentials: one of the AWS SDK 2 for Java, or of its kind, with a public constructor without
 * parameters, or a public static method {@code create()}. A {@link Configurable} one is given its settings.
 *
 * @param settings for the class, by keys without prefix; may hold secrets
 */
public record ProviderClass(Class<?> type, Map<String, String> settings) {

    private static final String FACTORY = "create";

    public ProviderClass {
        settings = Map.copyOf(settings);
    }

    /**
     * The class of a name, found where the plugin's own classes are. Does not initialize it.
     *
     * @throws IllegalArgumentException when there is none that can be used
     */
    public static Class<?> find(String name) {
        Class<?> type;
        try {
            type = Class.forName(name, false, ProviderClass.class.getClassLoader());
        } catch (ClassNotFoundException | LinkageError e) {
            throw new IllegalArgumentException(
                    name.startsWith("com.amazonaws.")
                            ? "it is a class of the AWS SDK 1; the SDK 2's are in software.amazon.awssdk"
                            : "the class, or one that it needs, is not in the plugin's directory",
                    e);
        }
        if (!AwsCredentialsProvider.class.isAssignableFrom(type)) {
            throw new IllegalArgumentException(
                    "the class does not implement " + AwsCredentialsProvider.class.getName());
        }
        if (constructor(type).isEmpty()) {
            throw new IllegalArgumentException(
                    "the class has neither a public constructor nor a public static create() without parameters");
        }
        return type;
    }

    private static Optional<Executable> constructor(Class<?> type) {
        Stream<Executable> constructors =
                Modifier.isAbstract(type.getModifiers()) ? Stream.of() : Arrays.stream(type.getConstructors());
        Stream<Executable> factories = Arrays.stream(type.getMethods())
                .filter(method -> method.getName().equals(FACTORY)
                        && Modifier.isStatic(method.getModifiers())
                        && AwsCredentialsProvider.class.isAssignableFrom(method.getReturnType()))
                .map(Executable.class::cast);
        return Stream.concat(constructors, factories)
                .filter(made -> made.getParameterCount() == 0)
                .findFirst();
    }

    /**
     * @param closer is given what is made here. What a factory gives, which may be the one of all its callers, is nobody's to close
     * @throws FatalException with the class of what it threw, whose text may hold secrets
     */
    AwsCredentialsProvider open(Closer closer) {
        try {
            Executable made = constructor(type).orElseThrow();
            boolean shared = made instanceof Method;
            AwsCredentialsProvider provider = (AwsCredentialsProvider)
                    (made instanceof Method factory
                            ? factory.invoke(null)
                            : type.getConstructor().newInstance());
            if (!shared && provider instanceof AutoCloseable closeable) {
                closer.register(closeable);
            }
            if (provider instanceof Configurable configurable) {
                configurable.configure(settings);
            }
            return provider;
        } catch (InvocationTargetException e) {
            throw failed(e.getTargetException());
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw failed(e);
        }
    }

    private FatalException failed(Throwable failure) {
        return new FatalException(
                S3Error.ACCESS_DENIED,
                "the class of s3.credentials.provider.class, " + type.getName()
                        + ", cannot be made or takes none of its keys (s3.credentials.provider.…): it threw "
                        + failure.getClass().getName());
    }

    @Override
    public String toString() {
        return type.getName();
    }
}
