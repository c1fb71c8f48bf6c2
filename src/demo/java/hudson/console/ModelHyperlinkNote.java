package hudson.console;

import hudson.model.Item;
import hudson.model.Run;

/** Behaves like the class of jenkins-core of this name, in a log of plain text. */
@SuppressWarnings("rawtypes")
public class ModelHyperlinkNote extends HyperlinkNote {
    private static final long serialVersionUID = 1L;

    public ModelHyperlinkNote(String url, int length) {
        super(url, length);
    }

    public static String encodeTo(String url, String text) {
        return text;
    }

    public static String encodeTo(Item item) {
        return item.getFullDisplayName();
    }

    public static String encodeTo(Run run) {
        return run.getDisplayName();
    }
}
