package io.penstock.s3.partition;

import io.penstock.common.error.CommonError;
import io.penstock.common.error.RecordException;
import io.penstock.common.template.Renderer;
import io.penstock.common.template.TimePattern;
import io.penstock.common.template.Vocabulary;
import io.penstock.s3.error.S3Error;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The variables of {@code file.name.template}. {@code ${start.offset}} ends in {@code -g<generation>} after a reset of the
 * offsets, so that a new generation's object never takes the name of an old one's, and in a file's own distinction where there
 * is one.
 */
public final class FileVocabulary implements Vocabulary<FileStart> {

    /** What a name needs so that no two files share it. */
    public static final List<String> UNIQUE = List.of("topic", "partition", "start.offset");

    private static final List<String> KNOWN = List.of(
            "topics.dir",
            "topic",
            "source.topic",
            "partition",
            "partition.path",
            "start.offset",
            "extension",
            "timestamp|<pattern>|<zone>");

    @Override
    public List<String> known() {
        return KNOWN;
    }

    @Override
    public Optional<Renderer<FileStart>> find(String name, List<String> arguments) {
        if (name.equals("timestamp")) {
            return Optional.of(timestamp(arguments));
        }
        Optional<Renderer<FileStart>> renderer = plain(name);
        if (renderer.isPresent() && !arguments.isEmpty()) {
            throw new IllegalArgumentException("${" + name + "} takes no arguments");
        }
        return renderer;
    }

    private static Optional<Renderer<FileStart>> plain(String name) {
        return switch (name) {
            case "topics.dir" -> Optional.of((file, out) -> out.append(file.topicsDir()));
            case "topic" -> Optional.of((file, out) -> out.append(file.topic()));
            case "source.topic" ->
                Optional.of((file, out) -> out.append(file.first().topic()));
            case "partition" ->
                Optional.of((file, out) -> out.append(file.first().partition()));
            case "partition.path" -> Optional.of(FileVocabulary::path);
            case "start.offset" -> Optional.of(FileVocabulary::offset);
            case "extension" -> Optional.of((file, out) -> out.append(file.extension()));
            default -> Optional.empty();
        };
    }

    private static void path(FileStart file, StringBuilder out) {
        if (file.path().isEmpty()) {
            out.append("partition=").append(file.first().partition());
        } else {
            out.append(file.path());
        }
    }

    private static void offset(FileStart file, StringBuilder out) {
        String digits = Long.toString(file.first().offset());
        out.append("0".repeat(20 - digits.length())).append(digits);
        if (file.generation() > 0) {
            out.append("-g").append(file.generation());
        }
        file.distinction().ifPresent(distinction -> out.append('-').append(distinction));
    }

    private static Renderer<FileStart> timestamp(List<String> arguments) {
        if (arguments.isEmpty() || arguments.size() > 2) {
            throw new IllegalArgumentException(
                    "${timestamp} needs a pattern and may have a zone, as in" + " ${timestamp|yyyy-MM-dd|UTC}");
        }
        try {
            ZoneId zone = ZoneId.of(arguments.size() == 2 ? arguments.get(1).trim() : "UTC");
            // Not the JVM's locale: two workers must give one file one name.
            DateTimeFormatter format =
                    TimePattern.formatter(arguments.get(0), Locale.ENGLISH).withZone(zone);
            return (file, out) -> {
                Long millis = file.timestamp();
                if (millis == null) {
                    throw new RecordException(
                            CommonError.TEMPLATE_VALUE_MISSING,
                            "file.name.template asks for a timestamp and the record at " + file.first() + " has none");
                }
                try {
                    format.formatTo(Instant.ofEpochMilli(millis), out);
                } catch (DateTimeException e) {
                    throw new RecordException( // the cause quotes the moment
                            S3Error.PATH_VALUE,
                            "the timestamp of the record at " + file.first() + " is beyond the calendar");
                }
            };
        } catch (DateTimeException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "${timestamp|" + String.join("|", arguments) + "} cannot be used: " + e.getMessage(), e);
        }
    }
}
