package io.penstock.s3.credentials;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Whose requests the store gets.
 *
 * @param roles assumed one after the other, each with the credentials of the one before
 */
public record Credentials(CredentialsSource source, List<Role> roles, Session session) {

    /**
     * A role to assume.
     *
     * @param externalId what its trust policy may ask for
     */
    public record Role(String arn, Optional<String> externalId) {}

    /**
     * How roles are assumed.
     *
     * @param stsUrl empty for AWS's own in the bucket's region
     * @param name by which the role's audit log tells the connector
     * @param duration after which the role's credentials expire; they are renewed before
     */
    public record Session(Optional<URI> stsUrl, String name, Duration duration) {}

    public Credentials {
        roles = List.copyOf(roles);
    }

    /** What a person would look at when they are refused, to follow "Check". */
    public String place() {
        return roles.isEmpty() ? source.place() : source.place() + ", the roles of aws.sts.role.arn";
    }
}
