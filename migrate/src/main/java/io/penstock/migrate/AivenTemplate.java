package io.penstock.migrate;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Aiven's templates of object names, {@code {{start_offset:padding=true}}}, as ours. */
final class AivenTemplate {

    private static final Pattern VARIABLE = Pattern.compile("\\{\\{\\s*(\\w+)(?::(\\w+)=(\\w+))?\\s*}}");
    private static final Map<String, String> NAMES =
            Map.of("topic", "topic", "partition", "partition", "start_offset", "start.offset");

    private AivenTemplate() {}

    /** @return empty where a variable has no counterpart, such as the key */
    static Optional<String> inOurs(String template, String zone) {
        if (template.contains("${")) {
            return Optional.empty();
        }
        Matcher variable = VARIABLE.matcher(template);
        StringBuilder made = new StringBuilder();
        while (variable.find()) {
            String ours = NAMES.get(variable.group(1));
            if (ours == null && "timestamp".equals(variable.group(1)) && "unit".equals(variable.group(2))) {
                ours = "timestamp|" + variable.group(3).replace("YYYY", "yyyy") + "|" + zone;
            }
            if (ours == null) {
                return Optional.empty();
            }
            variable.appendReplacement(made, Matcher.quoteReplacement("${" + ours + "}"));
        }
        variable.appendTail(made);
        return made.indexOf("{{") >= 0 ? Optional.empty() : Optional.of(made.toString());
    }
}
