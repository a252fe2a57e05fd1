package io.penstock.jdbc.plan;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/**
 * Lists as PostgreSQL writes arrays (manual, "Array Input and Output Syntax"): <code>{1,"two",NULL}</code>, lists of lists as arrays of
 * more dimensions, structures and maps in them as JSON.
 */
final class ArrayText {

    private ArrayText() {}

    /**
     * @param elements their schema, null where there is none
     * @throws Misfit for an element without a text
     */
    static String of(@Nullable Schema elements, List<?> list) {
        StringBuilder out = new StringBuilder(16 + 8 * list.size());
        append(elements, list, out);
        return out.toString();
    }

    private static void append(@Nullable Schema elements, List<?> list, StringBuilder out) {
        Schema below = elements != null && elements.type() == Schema.Type.ARRAY ? elements.valueSchema() : null;
        char before = '{';
        for (Object element : list) {
            out.append(before);
            before = ',';
            if (element == null) {
                out.append("NULL");
            } else if (element instanceof List<?> nested) {
                append(below, nested, out);
            } else {
                quoted(text(elements, element), out);
            }
        }
        out.append(before == '{' ? "{}" : "}");
    }

    static String text(@Nullable Schema schema, Object element) {
        if (element instanceof Struct || element instanceof Map) {
            return JsonText.of(schema, element);
        }
        if (element instanceof byte[] || element instanceof ByteBuffer) {
            return "\\x" + HexFormat.of().formatHex(Converters.toBytes(element));
        }
        return Texts.toText(element, Moment.of(schema));
    }

    private static void quoted(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\');
            }
            out.append(c);
        }
        out.append('"');
    }
}
