package io.penstock.common.template;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A name with variables in it: {@code ${topic}-${timestamp|yyyy-MM-dd|UTC}}. Parsed once against the vocabulary of the place
 * where it is used, so that a misspelt variable is a configuration error and never a surprise at the first record.
 *
 * <p>A variable is a name and arguments, parted by {@code |}. It holds no colon: {@code ${provider:key}} is Connect's own
 * syntax (KIP-297) and is replaced before we see it. A {@code $} that no <code>{</code> follows is an ordinary character.
 *
 * <p>Immutable; rendering is as thread-safe as the context.
 *
 * @param <C> what the variables are read from, for example a sink record
 */
public final class Template<C> {

    private final String text;
    private final List<Renderer<C>> parts;
    private final List<String> variables;

    private Template(String text, List<Renderer<C>> parts, List<String> variables) {
        this.text = text;
        this.parts = List.copyOf(parts);
        this.variables = List.copyOf(variables);
    }

    /** @throws IllegalArgumentException that names the faulty variable and the known ones */
    public static <C> Template<C> parse(String text, Vocabulary<C> vocabulary) {
        List<Renderer<C>> parts = new ArrayList<>();
        List<String> variables = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            int open = text.indexOf("${", at);
            String literal = open < 0 ? text.substring(at) : text.substring(at, open);
            if (!literal.isEmpty()) {
                parts.add((context, out) -> out.append(literal));
            }
            if (open < 0) {
                break;
            }
            int close = text.indexOf('}', open);
            if (close < 0) {
                throw new IllegalArgumentException("\"" + text.substring(open) + "\" has no closing brace");
            }
            String variable = text.substring(open + 2, close);
            parts.add(renderer(variable, vocabulary));
            variables.add(variable);
            at = close + 1;
        }
        return new Template<>(text, parts, variables);
    }

    private static <C> Renderer<C> renderer(String variable, Vocabulary<C> vocabulary) {
        if (variable.indexOf(':') >= 0) {
            throw new IllegalArgumentException("${" + variable + "} has a colon, which makes it a reference to a config"
                    + " provider that the worker did not replace; a template's variables have none, arguments follow"
                    + " a |");
        }
        List<String> words = Arrays.asList(variable.split("\\|", -1));
        String name = words.get(0).trim();
        return vocabulary
                .find(name, words.subList(1, words.size()))
                .orElseThrow(() -> new IllegalArgumentException(
                        "${" + variable + "} is not known here; known are " + String.join(", ", vocabulary.known())));
    }

    /** @throws io.penstock.common.error.RecordException when the context lacks a value that a variable needs */
    public String render(C context) {
        StringBuilder out = new StringBuilder(text.length() + 32);
        for (Renderer<C> part : parts) {
            part.render(context, out);
        }
        return out.toString();
    }

    /** Whether every context gives the same name. */
    public boolean constant() {
        return variables.isEmpty();
    }

    /** The variables as they were written, without the braces, in order. */
    public List<String> variables() {
        return variables;
    }

    /** The text that was parsed. */
    @Override
    public String toString() {
        return text;
    }
}
