package io.penstock.common.config;

import io.penstock.common.error.CommonError;
import io.penstock.common.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigException;

/** Collects every fault of one configuration, so that a user mends them in one go. Confined to the parse that made it. */
public final class Problems {

    private final List<Problem> all = new ArrayList<>();

    /** A fault under {@code PEN-103}: keys that are right one by one but not together. */
    public void add(String key, String why, String remedy) {
        add(CommonError.CONFLICTING_VALUES, key, why, remedy);
    }

    /**
     * @param key the key under which REST shows the fault
     * @param why what is wrong, with the bad value unless it is a secret; a clause without a full stop
     * @param remedy what to do, as a sentence
     */
    public void add(ErrorCode code, String key, String why, String remedy) {
        all.add(new Problem(key, code, code.say(key + ": " + why + ". " + remedy)));
    }

    public boolean isEmpty() {
        return all.isEmpty();
    }

    public List<Problem> all() {
        return List.copyOf(all);
    }

    public boolean concerns(String key) {
        return all.stream().anyMatch(problem -> problem.key().equals(key));
    }

    /** @throws ConfigException that lists every fault, one a line */
    public void throwIfAny(String connector) {
        if (!all.isEmpty()) {
            throw new ConfigException(all.stream()
                    .map(Problem::message)
                    .collect(Collectors.joining(
                            "\n  ",
                            "The " + connector + "'s configuration has " + all.size() + " problem(s):\n  ",
                            "")));
        }
    }

    /**
     * One fault.
     *
     * @param message complete, with code, key, reason and remedy
     */
    public record Problem(String key, ErrorCode code, String message) {}
}
