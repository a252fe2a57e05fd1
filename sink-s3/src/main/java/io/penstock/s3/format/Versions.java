package io.penstock.s3.format;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.Iterator;
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

    private static final int MAX_NEWEST = 8;
    private static final int MAX_TARGETS = 20;

    /** The topic that was asked for last at the end. */
    private final Map<String, Topic> topics = new LinkedHashMap<>(16, 0.75f, true);

    private long held;
    private @Nullable Proposal proposal;

    /** By which schema values of another are written, and how. */
    record Target(Schema schema, Projection projection) {}

    /** @param index which of the topic's newest it takes the place of, or how many there are */
    private record Proposal(String name, Topic topic, int index, Schema schema) {}

    private static final class Topic {

        private final List<Schema> newest = new ArrayList<>();
        private final IdentityHashMap<Schema, Target> targets = new IdentityHashMap<>();

        /** By {@link SchemaSize}. */
        private long held;
    }

    /** @throws Unwritable when the schema is nested too deep */
    Target of(String name, Schema schema) {
        forget();
        Topic known = topics.get(name);
        Topic topic = known == null ? new Topic() : known;
        Target before = topic.targets.get(schema);
        if (before != null) {
            return before;
        }
        Nesting.check(schema);
        for (Schema newest : topic.newest) {
            Optional<Projection> projection = Projection.between(schema, newest);
            if (projection.isPresent()) {
                Target target = new Target(newest, projection.get());
                remember(topic, schema, target);
                return target;
            }
        }
        propose(name, topic, schema);
        return new Target(schema, Projection.AS_IT_IS);
    }

    private void remember(Topic topic, Schema schema, Target target) {
        if (topic.targets.size() >= MAX_TARGETS) {
            forgetTargets(topic);
        }
        topic.targets.put(schema, target);
        hold(topic, SchemaSize.chars(schema));
    }

    private void forgetTargets(Topic topic) {
        topic.targets.clear();
        hold(topic, topic.newest.stream().mapToLong(SchemaSize::chars).sum() - topic.held);
    }

    private void hold(Topic topic, long more) {
        topic.held += more;
        held += more;
        while (held > CompiledSchemas.MAX_HELD_CHARS && topics.size() > 1) {
            Iterator<Topic> eldest = topics.values().iterator();
            held -= eldest.next().held;
            eldest.remove();
        }
    }

    private void propose(String name, Topic topic, Schema schema) {
        int index = 0;
        while (index < topic.newest.size()
                && Projection.between(topic.newest.get(index), schema).isEmpty()) {
            index++;
        }
        if (index < MAX_NEWEST) {
            proposal = new Proposal(name, topic, index, schema);
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
        topics.put(learned.name(), topic);
        forgetTargets(topic);
    }
}
