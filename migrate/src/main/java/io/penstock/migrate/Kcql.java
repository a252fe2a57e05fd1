package io.penstock.migrate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One statement of Lenses' query language, as far as it can be carried over: {@code INSERT INTO target SELECT * FROM source} and
 * the clauses that are named here. Everything else is refused.
 *
 * @param clauses by their keyword, each with its tokens, without parentheses and commas
 * @param properties of the clause PROPERTIES, names in small letters
 */
record Kcql(String target, String source, Map<String, List<String>> clauses, Map<String, String> properties) {

    private static final Pattern TOKEN = Pattern.compile("`([^`]*)`|'([^']*)'|([(),;=])|([^\\s(),;=`']+)");
    private static final Set<String> CLAUSES =
            Set.of("PARTITIONBY", "NOPARTITION", "STOREAS", "WITHCONVERTER", "WITHKEY", "KEYDELIMITER", "PROPERTIES");

    private record Token(String text, boolean quoted) {

        boolean is(String word) {
            return !quoted && text.equalsIgnoreCase(word);
        }
    }

    Optional<String> clause(String keyword) {
        return Optional.ofNullable(clauses.get(keyword)).map(tokens -> String.join("", tokens));
    }

    /** @return empty where a statement cannot be carried over */
    static Optional<List<Kcql>> parse(String text) {
        List<Kcql> statements = new ArrayList<>();
        List<Token> tokens = new ArrayList<>();
        Matcher token = TOKEN.matcher(text);
        int end = 0;
        while (token.find()) {
            if (!text.substring(end, token.start()).isBlank()) {
                return Optional.empty();
            }
            end = token.end();
            if (";".equals(token.group(3))) {
                if (!statement(tokens, statements)) {
                    return Optional.empty();
                }
                tokens = new ArrayList<>();
            } else {
                boolean quoted = token.group(1) != null || token.group(2) != null;
                String word = token.group();
                tokens.add(new Token(quoted ? word.substring(1, word.length() - 1) : word, quoted));
            }
        }
        boolean whole = text.substring(end).isBlank() && statement(tokens, statements);
        return whole && !statements.isEmpty() ? Optional.of(List.copyOf(statements)) : Optional.empty();
    }

    /** @return false if it is none that is known; an empty one is */
    private static boolean statement(List<Token> tokens, List<Kcql> into) {
        if (tokens.isEmpty()) {
            return true;
        }
        int select = index(tokens, "SELECT", 0);
        if (select < 3 || !tokens.get(0).is("INSERT") || !tokens.get(1).is("INTO") || tokens.size() < select + 4) {
            return false;
        }
        if (!tokens.get(select + 1).is("*") || !tokens.get(select + 2).is("FROM")) {
            return false;
        }
        int clause = select + 3;
        while (clause < tokens.size() && !isClause(tokens.get(clause))) {
            clause++;
        }
        int firstClause = clause;
        String source = joined(tokens.subList(select + 3, clause));
        String target = joined(tokens.subList(2, select));
        Map<String, List<String>> clauses = new LinkedHashMap<>();
        Map<String, String> properties = new LinkedHashMap<>();
        while (clause < tokens.size()) {
            String keyword = tokens.get(clause).text().toUpperCase(Locale.ROOT);
            int next = clause + 1;
            while (next < tokens.size() && !isClause(tokens.get(next))) {
                next++;
            }
            List<Token> body = tokens.subList(clause + 1, next);
            if (keyword.equals("PROPERTIES")
                    ? !properties(body, properties)
                    : clauses.put(keyword, words(body)) != null) {
                return false;
            }
            clause = next;
        }
        // What no clause claims, such as LIMIT 5, follows the source.
        boolean known = firstClause == select + 4;
        if (!known || source.isEmpty() || target.isEmpty()) {
            return false;
        }
        into.add(new Kcql(target, source, Map.copyOf(clauses), Map.copyOf(properties)));
        return true;
    }

    private static boolean properties(List<Token> body, Map<String, String> into) {
        List<Token> inner =
                body.stream().filter(token -> !token.is("(") && !token.is(")")).toList();
        for (int at = 0; at < inner.size(); at += 4) {
            boolean pair = at + 2 < inner.size() && inner.get(at + 1).is("=");
            boolean parted = at + 3 >= inner.size() || inner.get(at + 3).is(",");
            if (!pair || !parted) {
                return false;
            }
            into.put(
                    inner.get(at).text().toLowerCase(Locale.ROOT),
                    inner.get(at + 2).text());
        }
        return true;
    }

    /** A comma parts names, so what stands between two is one: {@code `a`.`b`}. */
    private static List<String> words(List<Token> body) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        for (Token token : body) {
            if (token.is(",")) {
                words.add(word.toString());
                word.setLength(0);
            } else if (!token.is("(") && !token.is(")") && !token.is("=")) {
                word.append(token.text());
            }
        }
        if (!word.isEmpty()) {
            words.add(word.toString());
        }
        return List.copyOf(words);
    }

    private static String joined(List<Token> tokens) {
        StringBuilder text = new StringBuilder();
        tokens.forEach(token -> text.append(token.text()));
        return text.toString();
    }

    private static int index(List<Token> tokens, String word, int from) {
        for (int at = from; at < tokens.size(); at++) {
            if (tokens.get(at).is(word)) {
                return at;
            }
        }
        return -1;
    }

    private static boolean isClause(Token token) {
        return !token.quoted() && CLAUSES.contains(token.text().toUpperCase(Locale.ROOT));
    }
}
