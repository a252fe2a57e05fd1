package io.penstock.jdbc.config;

import io.penstock.common.config.Values;
import io.penstock.jdbc.credentials.CredentialsProvider;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Where credentials come from.
 *
 * @param settings for the provider, by keys without prefix; may hold secrets
 */
public record ProviderSettings(Class<? extends CredentialsProvider> type, Map<String, String> settings) {

    static final String PREFIX = "connection.provider.";
    private static final String CLASS = "class";

    public ProviderSettings {
        settings = Map.copyOf(settings);
    }

    static ProviderSettings of(Class<? extends CredentialsProvider> type, Values values) {
        Map<String, String> settings = new HashMap<>(values.originalsWithPrefix(PREFIX));
        settings.remove(CLASS);
        return new ProviderSettings(type, settings);
    }

    /**
     * The class of a name, found where the plugin's own classes are. Does not initialize it.
     *
     * @throws IllegalArgumentException when there is none that can be used
     */
    static Class<? extends CredentialsProvider> find(String name) {
        try {
            Class<? extends CredentialsProvider> type = Class.forName(
                            name, false, CredentialsProvider.class.getClassLoader())
                    .asSubclass(CredentialsProvider.class);
            if (Arrays.stream(type.getConstructors()).noneMatch(made -> made.getParameterCount() == 0)) {
                throw new IllegalArgumentException("the class has no public constructor without parameters");
            }
            return type;
        } catch (ClassNotFoundException | LinkageError e) {
            throw new IllegalArgumentException("the class, or one that it needs, is not in the plugin's directory");
        } catch (ClassCastException e) {
            throw new IllegalArgumentException("the class does not implement " + CredentialsProvider.class.getName());
        }
    }

    @Override
    public String toString() {
        return type.getName();
    }
}
