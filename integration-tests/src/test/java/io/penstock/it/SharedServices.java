package io.penstock.it;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives test classes the {@link Services}: started when the first one asks, ended with the JVM's last test. */
final class SharedServices implements ParameterResolver {

    private static final Namespace NAMESPACE = Namespace.create(SharedServices.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext extension) {
        return parameter.getParameter().getType() == Services.class;
    }

    @Override
    public Services resolveParameter(ParameterContext parameter, ExtensionContext extension) {
        // The root's store closes what it holds.
        return extension
                .getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent(Services.class, type -> Services.start(), Services.class);
    }
}
