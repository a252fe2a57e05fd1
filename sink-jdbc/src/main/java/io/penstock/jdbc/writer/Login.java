package io.penstock.jdbc.writer;

import io.penstock.common.config.Secret;
import io.penstock.common.error.FatalException;
import io.penstock.common.error.TransientException;
import io.penstock.jdbc.config.ConnectionSettings;
import io.penstock.jdbc.config.ProviderSettings;
import io.penstock.jdbc.credentials.Credentials;
import io.penstock.jdbc.credentials.CredentialsProvider;
import io.penstock.jdbc.error.JdbcError;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** As whom a task connects: as configured, or as a user's class says for each connection. Confined to the task's thread. */
final class Login implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Login.class);

    private final ConnectionSettings settings;
    private @Nullable CredentialsProvider provider;

    Login(ConnectionSettings settings) {
        this.settings = settings;
    }

    /** Whether the next attempt may be as somebody else. */
    boolean mayChange() {
        return settings.provider().isPresent();
    }

    /**
     * For a connection that is opened now.
     *
     * @throws TransientException when the provider has no credentials yet
     * @throws FatalException when it cannot have any
     */
    ConnectionSettings settings() {
        if (settings.provider().isEmpty()) {
            return settings;
        }
        ProviderSettings named = settings.provider().get();
        try {
            Credentials credentials = provider(named).credentials(settings.url().display());
            return settings.as(credentials.user().or(settings::user), Secret.of(credentials.password()));
        } catch (IOException e) {
            throw new TransientException(JdbcError.CREDENTIALS_MISSING, failure(named, e));
        } catch (RuntimeException e) {
            throw fatal(named, e);
        } catch (LinkageError e) {
            // Its text is the name of a class: a jar that the provider needs is not there.
            throw new FatalException(
                    JdbcError.CREDENTIALS_MISSING,
                    failure(named, e) + ": " + e.getMessage() + ". " + JdbcError.CREDENTIALS_MISSING.remedy());
        }
    }

    private CredentialsProvider provider(ProviderSettings named) {
        CredentialsProvider made = provider;
        if (made == null) {
            try {
                made = named.type().getConstructor().newInstance();
            } catch (ReflectiveOperationException e) {
                throw fatal(named, e.getCause() == null ? e : e.getCause());
            }
            made.configure(named.settings());
            provider = made;
        }
        return made;
    }

    private static FatalException fatal(ProviderSettings named, Throwable failure) {
        return new FatalException(
                JdbcError.CREDENTIALS_MISSING, failure(named, failure) + ". " + JdbcError.CREDENTIALS_MISSING.remedy());
    }

    /** Never the failure's own text, nor the failure as a cause: a provider may quote a secret. */
    private static String failure(ProviderSettings named, Throwable failure) {
        return named + " gave no credentials: " + failure.getClass().getName();
    }

    @Override
    public void close() {
        CredentialsProvider made = provider;
        provider = null;
        if (made != null) {
            try {
                made.close();
            } catch (RuntimeException e) {
                LOG.warn(
                        "Closing the provider of credentials failed: {}",
                        e.getClass().getName());
            }
        }
    }
}
