package io.penstock.migrate;

import io.penstock.common.config.FrameworkConfig;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.connector.Connector;

/**
 * What became of one configuration.
 *
 * @param config ours, in the order to show it
 */
record Migration(Peer peer, Map<String, String> config, List<Line> lines) {

    private static final Pattern CLASS_KEY =
            Pattern.compile("(key|value|header)\\.converter|(transforms|predicates)\\.[^.]+\\.type");

    /** @throws UnusableException with the reason, if it is no configuration of a peer */
    static Migration of(Map<String, String> given) {
        String connectorClass = given.getOrDefault("connector.class", "").trim();
        if (connectorClass.startsWith("io.penstock.")) {
            throw new UnusableException("connector.class is one of Penstock's already; there is nothing to do");
        }
        Peer peer = Peer.of(connectorClass)
                .orElseThrow(() -> new UnusableException((connectorClass.isEmpty()
                                ? "connector.class is missing"
                                : "connector.class is none that is known here")
                        + ". Use the full name of one of: "
                        + Peer.ALL.stream().map(each -> each.classes().get(0)).collect(Collectors.joining(", "))));
        Connector ours = peer.ours().get();
        Translation translation = new Translation(ours.getClass().getName(), given);
        peer.translator().accept(translation);
        translation.finish(peer.spec(), peer.name());
        strangers(translation);
        validate(ours, translation);
        translation.note("offsets: " + peer.offsets());
        return new Migration(peer, translation.ours(), translation.lines());
    }

    boolean complete() {
        return lines.stream().noneMatch(line -> line.kind() == Line.Kind.DECIDE);
    }

    String report() {
        long decisions =
                lines.stream().filter(line -> line.kind() == Line.Kind.DECIDE).count();
        return lines.stream().map(Line::rendered).collect(Collectors.joining("\n", peer.name() + "\n", "\n"))
                + (decisions == 0 ? "everything was carried over\n" : decisions + " to decide\n");
    }

    private static void strangers(Translation translation) {
        translation.ours().forEach((key, value) -> {
            if (CLASS_KEY.matcher(key).matches() && Peer.brings(value.trim())) {
                translation.note(
                        key + " names a class that comes with the other maker's plugins: leave its jar on plugin.path");
            }
        });
        FrameworkConfig.sinkWarnings(translation.ours()).stream()
                .filter(warning -> translation.made("topics").isPresent()
                        || translation.made("topics.regex").isPresent())
                .forEach(translation::note);
    }

    /** The last word: whatever our connector would not start with is to be decided. */
    private static void validate(Connector ours, Translation translation) {
        for (ConfigValue value : ours.validate(translation.ours()).configValues()) {
            for (String error : value.errorMessages()) {
                translation.decide(value.name(), "our connector refuses this: " + error);
            }
        }
    }
}
