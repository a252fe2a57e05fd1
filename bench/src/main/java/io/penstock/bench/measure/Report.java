package io.penstock.bench.measure;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Scores as a table for people and as JSON for programs. */
public record Report(List<Figure> figures, List<Score> scores) {

    private static final String GAP = "  ";
    private static final String HEAP_PEAK = "heap_peak_mb";

    public Report {
        figures = List.copyOf(figures);
        scores = List.copyOf(scores);
    }

    /** Medians, each with the least and the most of the rounds in brackets. */
    public String table() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(header());
        scores.forEach(score -> rows.add(row(score)));
        int columns = rows.get(0).size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                line.append(pad(row.get(i), widths[i], i >= 2)).append(GAP);
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    private List<String> header() {
        List<String> header = new ArrayList<>(List.of("case", "who"));
        figures.forEach(figure -> header.add(figure.name()));
        header.add(HEAP_PEAK);
        return header;
    }

    private List<String> row(Score score) {
        List<String> row = new ArrayList<>();
        StringBuilder name = new StringBuilder(score.caseName());
        score.labels()
                .forEach((label, value) ->
                        name.append(' ').append(label).append('=').append(value));
        row.add(name.toString());
        row.add(score.who());
        for (Figure figure : figures) {
            Statistics found = score.of(figure);
            row.add(shown(figure, found.median()) + " (" + shown(figure, found.minimum()) + "–"
                    + shown(figure, found.maximum()) + ")");
        }
        row.add(String.format(Locale.ROOT, "%.1f", score.heapPeakMegabytes()));
        return row;
    }

    private static String shown(Figure figure, double value) {
        return String.format(Locale.ROOT, "%,." + figure.decimals() + "f", value);
    }

    private static String pad(String text, int width, boolean right) {
        String blanks = " ".repeat(width - text.length());
        return right ? blanks + text : text + blanks;
    }

    /** A list of objects: {@code case}, {@code who}, the labels, each figure's median, and under {@code spread} its least and most. */
    public String json() {
        List<Map<String, Object>> list = new ArrayList<>();
        for (Score score : scores) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("case", score.caseName());
            object.put("who", score.who());
            object.putAll(score.labels());
            Map<String, Object> spread = new LinkedHashMap<>();
            for (Figure figure : figures) {
                Statistics found = score.of(figure);
                object.put(figure.name(), figure.rounded(found.median()));
                spread.put(figure.name(), List.of(figure.rounded(found.minimum()), figure.rounded(found.maximum())));
            }
            object.put(HEAP_PEAK, Math.round(score.heapPeakMegabytes() * 10) / 10.0);
            object.put("rounds", score.samples().size());
            object.put("spread", spread);
            list.add(object);
        }
        try {
            return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(list) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("numbers and texts that JSON does not take", e);
        }
    }
}
