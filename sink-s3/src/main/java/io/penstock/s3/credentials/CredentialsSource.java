package io.penstock.s3.credentials;

import io.penstock.common.config.Secret;
import java.nio.file.Path;

/** Where the first credentials come from, with which roles may be assumed. */
public sealed interface CredentialsSource {

    /** What a person would look at when they are refused, to follow "Check". */
    String place();

    /** What the worker's environment has: variables, system properties, web identity, profile, container, instance. */
    record DefaultChain() implements CredentialsSource {

        @Override
        public String place() {
            return "the worker's environment (the AWS SDK's default chain)";
        }
    }

    /** An access key from the configuration. */
    record AccessKey(String id, Secret secret) implements CredentialsSource {

        @Override
        public String place() {
            return "aws.access.key.id and aws.secret.access.key";
        }
    }

    /** A profile of the worker's own AWS configuration. */
    record Profile(String name) implements CredentialsSource {

        @Override
        public String place() {
            return "the profile that aws.profile names";
        }
    }

    /** A token that somebody else keeps fresh in a file; with it the first role is assumed. */
    record WebIdentity(Path tokenFile) implements CredentialsSource {

        @Override
        public String place() {
            return "the token in aws.web.identity.token.file";
        }
    }

    /** A class of the user's. */
    record Custom(ProviderClass provider) implements CredentialsSource {

        @Override
        public String place() {
            return "s3.credentials.provider.class and its keys";
        }
    }
}
