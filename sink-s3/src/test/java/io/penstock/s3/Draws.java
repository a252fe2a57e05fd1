package io.penstock.s3;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * Chance for the requests of one task that depends on the request and on how often it was made, not on the order in which threads
 * come: a red seed can be run again. Used under the store's lock.
 */
final class Draws {

    private static final Pattern NONCE = Pattern.compile("[0-9a-f]{32}");

    private final long seed;
    private final Map<String, Integer> made = new HashMap<>();

    Draws(long seed) {
        this.seed = seed;
    }

    RandomGenerator of(String operation, String key) {
        String request = operation + " " + NONCE.matcher(key).replaceAll("nonce");
        return new SplittableRandom(Objects.hash(seed, request, made.merge(request, 1, Integer::sum)));
    }
}
