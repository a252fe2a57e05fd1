package io.penstock.s3.format;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The newest version of each schema that the records of a topic come with, for {@code schema.change=project}: a version is newer than
 * another when all values of the other can be written by it. Those that neither can be are kept side by side. What a record brings is a
 * proposal until {@link #keep()}. Bounded; thread-confined.
 */
final class Versions {

    private static final int MAX_TOPICS = 100;
    private static final int MAX_NEWEST = 8;
    private static final int MAX_TARGETS = 20;

    /** The topic that was asked for last at the end. */
    private final Map<String, Topic> topics = new LinkedHashMap<>(16, 0.75f, true);

    private @Nullable Proposal proposal;

    /** By which schema values of another are written, and how. */
    record Target(Schema schema, Projection projection) {}

    /** @param index which of the topic's newest it takes the place of, or how many there are */
    private record Proposal(Topic topic, int index, Schema schema) {}

    private static final class Topic {

        private final List<Schema> newest = new ArrayList<>();
        private final IdentityHashMap<Schema, Target> targets = new IdentityHashMap<>();
    }

    /** @throws Unwritable when the schema is nested too deep */
    Target of(String name, Schema schema) {
        forget();
        Topic topic = topics.computeIfAbsent(name, unused -> new Topic());
        if (topics.size() > MAX_TOPICS) {
            topics.remove(topics.keySet().iterator().next());
        }
        Target known = topic.targets.get(schema);
        if (known != null) {
            return known;
        }
        Nesting.check(schema);
        for (Schema newest : topic.newest) {
            Optional<Projection> projection = Projection.between(schema, newest);
            if (projection.isPresent()) {
                Target target = new Target(newest, projection.get());
                if (topic.targets.size() >= MAX_TARGETS) {
                    topic.targets.clear();
                }
                topic.targets.put(schema, target);
                return target;
            }
        }
        propose(topic, schema);
        return new Target(schema, Projection.AS_IT_IS);
    }

    private void propose(Topic topic, Schema schema) {
        int index = 0;
        while (index < topic.newest.size()
                && Projection.between(topic.newest.get(index), schema).isEmpty()) {
            index++;
        }
        if (index < MAX_NEWEST) {
            proposal = new Proposal(topic, index, schema);
        }
    }

    /** What was asked for last is not to be kept. */
    void forget() {
        proposal = null;
    }

    /** Makes what was proposed last the newest of its topic. */
    void keep() {
        Proposal learned = proposal;
        if (learned == null) {
            return;
        }
        proposal = null;
        Topic topic = learned.topic();
        if (learned.index() < topic.newest.size()) {
            topic.newest.set(learned.index(), learned.schema());
        } else {
            topic.newest.add(learned.schema());
        }
        topic.targets.clear();
    }
}
