package io.jenkins.plugins.scalarbackup.record;

import java.util.ArrayList;
import java.util.List;

/** A text that is wrapped between words at {@value #COLUMNS} columns; a longer word is not broken. */
final class WrappedText {
    static final int COLUMNS = 96;
    private static final int LABEL = 24;
    private final StringBuilder result = new StringBuilder();

    void line(String text) {
        folded("", text);
    }

    void blank() {
        result.append('\n');
    }

    void heading(String text) {
        blank();
        line(text);
        line("-".repeat(text.length()));
    }

    /** Adds a label and its text, in two columns. */
    void field(String label, String text) {
        String padded = label + " ".repeat(Math.max(2, LABEL - label.length()));
        folded(padded, text);
    }

    void item(String text) {
        folded("- ", text);
    }

    /**
     * Adds a numbered step. Its first line is text; further lines are commands, which are not wrapped, so that they can
     * be copied.
     */
    void step(int number, String text) {
        List<String> lines = text.lines().toList();
        folded((number < 10 ? " " : "") + number + ". ", lines.get(0));
        lines.stream().skip(1).forEach(line -> end(RestoreInstructions.COMMAND + line));
    }

    /** Adds a prefix and a text, whose further lines are indented to its beginning. */
    private void folded(String first, String text) {
        String line = first;
        String indent = " ".repeat(first.length());
        boolean empty = true;
        for (String word : text.split("\\s+")) {
            if (!empty && line.length() + 1 + word.length() > COLUMNS) {
                end(line);
                line = indent;
                empty = true;
            }
            line = empty ? line + word : line + " " + word;
            empty = false;
        }
        end(line);
    }

    /** Adds rows with aligned cells, with two spaces between columns, and an indent. */
    void table(List<List<String>> rows) {
        List<Integer> widths = new ArrayList<>();
        for (List<String> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                int width = row.get(i).length();
                if (i == widths.size()) {
                    widths.add(width);
                } else {
                    widths.set(i, Math.max(widths.get(i), width));
                }
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                line.append("  ")
                        .append(row.get(i))
                        .append(" ".repeat(widths.get(i) - row.get(i).length()));
            }
            end(line.toString());
        }
    }

    private void end(String line) {
        result.append(line.stripTrailing()).append('\n');
    }

    @Override
    public String toString() {
        return result.toString();
    }
}
