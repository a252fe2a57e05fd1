package io.penstock.s3.format;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Schemas for values that come without one. A topic's schema grows by what its records bring: a new field, a fraction among whole
 * numbers. So the records of a topic soon have one schema, however their fields come and go; only where two contradict each
 * other, a text here and a number there, or have too many fields together, does a topic have several. What a record brings is a
 * proposal until {@link #keep()}: a record that is refused leaves no trace. Bounded; thread-confined.
 *
 * @param <T> what a schema is compiled to
 */
final class InferredSchemas<T extends FileSchema> {

    private static final int MAX_SCHEMAS = 8;
    private static final int MAX_FIELDS = 2_000;
    private static final int MAX_NAME_CHARS = 200_000;

    private final Function<Schema, T> compiler;

    /** Those of the topic that was asked for last at the end. */
    private final Map<String, List<Known<T>>> topics = new LinkedHashMap<>(16, 0.75f, true);

    private long held;
    private @Nullable Proposal<T> proposal;

    private record Known<T extends FileSchema>(Shape shape, T compiled) {}

    /** @param index which of the topic's schemas it takes the place of, or how many there are */
    private record Proposal<T extends FileSchema>(String topic, int index, Known<T> known) {}

    InferredSchemas(Function<Schema, T> compiler) {
        this.compiler = compiler;
    }

    /**
     * The schema that a value fits, which may be a proposal in place of an earlier one.
     *
     * @throws Unwritable when there is none
     */
    T of(String topic, Object value) {
        forget();
        List<Known<T>> known = topics.getOrDefault(topic, List.of());
        for (Known<T> candidate : known) {
            if (candidate.shape().fits(value)) {
                return candidate.compiled();
            }
        }
        Shape shape = Shape.of(value);
        if (!bounded(shape)) {
            throw new Unwritable(
                    "a value without a schema has more than " + MAX_FIELDS + " fields, or names of more than "
                            + MAX_NAME_CHARS + " characters together: they seem to be data");
        }
        Proposal<T> inexact = null;
        for (int i = 0; i < known.size(); i++) {
            Optional<Known<T>> grown = grown(known.get(i), shape);
            if (grown.isPresent() && grown.get().shape().fits(value)) {
                return proposed(topic, i, grown.get());
            }
            if (grown.isPresent() && inexact == null) {
                inexact = new Proposal<>(topic, i, grown.get());
            }
        }
        if (inexact != null) {
            return proposed(topic, inexact.index(), inexact.known()); // who writes the value says what is wrong with it
        }
        if (known.size() == MAX_SCHEMAS) {
            throw new Unwritable("the topic's values without a schema contradict each other, or have too many fields"
                    + " together, in more than " + MAX_SCHEMAS + " ways");
        }
        return proposed(topic, known.size(), compiled(shape));
    }

    private T proposed(String topic, int index, Known<T> known) {
        proposal = new Proposal<>(topic, index, known);
        return known.compiled();
    }

    /** What values of both shapes fit; empty where there is nothing, or it would be too large. */
    private Optional<Known<T>> grown(Known<T> known, Shape shape) {
        Optional<Shape> both = known.shape().and(shape);
        if (both.isEmpty() || both.get().equals(known.shape())) {
            return both.map(unchanged -> known); // a whole number that is no fraction
        }
        try {
            return both.filter(InferredSchemas::bounded).map(this::compiled);
        } catch (Unwritable e) {
            return Optional.empty(); // it may go alone
        }
    }

    private static boolean bounded(Shape shape) {
        return shape.size() <= MAX_FIELDS && shape.nameChars() <= MAX_NAME_CHARS;
    }

    private Known<T> compiled(Shape shape) {
        return new Known<>(shape, compiler.apply(shape.schema(false)));
    }

    /** The record is not one that {@link #of} was asked for, or is refused. */
    void forget() {
        proposal = null;
    }

    /** Makes what was proposed last the topic's schema. */
    void keep() {
        Proposal<T> learned = proposal;
        if (learned == null) {
            return;
        }
        proposal = null;
        List<Known<T>> known = topics.computeIfAbsent(learned.topic(), unused -> new ArrayList<>());
        if (learned.index() < known.size()) {
            held -= known.get(learned.index()).compiled().heldChars();
            known.set(learned.index(), learned.known());
        } else {
            known.add(learned.known());
        }
        held += learned.known().compiled().heldChars();
        while (held > CompiledSchemas.MAX_HELD_CHARS && topics.size() > 1) {
            forgetEldest();
        }
    }

    private void forgetEldest() {
        Iterator<List<Known<T>>> eldest = topics.values().iterator();
        for (Known<T> known : eldest.next()) {
            held -= known.compiled().heldChars();
        }
        eldest.remove();
    }
}
