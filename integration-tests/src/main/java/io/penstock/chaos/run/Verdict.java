package io.penstock.chaos.run;

/** What a run has shown. */
public enum Verdict {
    /** All that the docs promise was kept. */
    KEPT,
    /** Something that the docs promise was not. */
    BROKEN,
    /** No breach, but the run did too little, or the instrument itself had trouble: it says nothing about the connectors. */
    PROVED_NOTHING
}
