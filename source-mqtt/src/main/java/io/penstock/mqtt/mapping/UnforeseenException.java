package io.penstock.mqtt.mapping;

import java.util.ArrayList;
import java.util.List;

/** What failed in a way that nobody thought of: its class and where it was, without what it says, which may be the publisher's words. */
public final class UnforeseenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private static final String OURS = "io.penstock.";
    private static final int MAX_FRAMES = 30;

    /** In the library that we called, to tell what of it. */
    private static final int INNERMOST = 5;

    private final String kind;

    private UnforeseenException(String message, StackTraceElement[] frames, String kind) {
        super(message, null, false, true);
        setStackTrace(frames);
        this.kind = kind;
    }

    /** To be called where it is caught: a stack at its end tells of its innermost frames only, which need not be ours. */
    public static UnforeseenException of(Throwable failure) {
        List<StackTraceElement> all = new ArrayList<>(List.of(failure.getStackTrace()));
        if (all.stream().noneMatch(UnforeseenException::isOurs)) {
            all.addAll(List.of(new Throwable().getStackTrace()));
        }
        List<StackTraceElement> frames = new ArrayList<>();
        for (int i = 0; i < all.size() && frames.size() < MAX_FRAMES; i++) {
            if (i < INNERMOST || isOurs(all.get(i))) {
                frames.add(all.get(i));
            }
        }
        String name = failure.getClass().getName();
        String place = frames.stream()
                .filter(UnforeseenException::isOurs)
                .findFirst()
                .map(StackTraceElement::toString)
                .orElse("nowhere of ours");
        return new UnforeseenException(name, frames.toArray(StackTraceElement[]::new), name + " at " + place);
    }

    private static boolean isOurs(StackTraceElement frame) {
        String type = frame.getClassName();
        return type.startsWith(OURS) && !type.equals(UnforeseenException.class.getName());
    }

    /** The same for the same fault: what failed, and the line of ours that met it. */
    public String kind() {
        return kind;
    }
}
