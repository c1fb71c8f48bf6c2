package io.jenkins.plugins.scalarbackup.record;

import java.util.ArrayList;
import java.util.List;

/** Lines of text that are folded between words at {@value #COLUMNS} columns; a longer word stands out. */
final class TextPage {
    static final int COLUMNS = 96;
    private static final int LABEL = 24;
    private final StringBuilder page = new StringBuilder();

    void line(String text) {
        folded("", text);
    }

    void blank() {
        page.append('\n');
    }

    void heading(String text) {
        blank();
        line(text);
        line("-".repeat(text.length()));
    }

    /** A label and what is to say of it, in two columns. */
    void field(String label, String text) {
        String padded = label + " ".repeat(Math.max(2, LABEL - label.length()));
        folded(padded, text);
    }

    void item(String text) {
        folded("- ", text);
    }

    /** The first line is text; further ones are commands, which are to be copied and so stay as they are. */
    void step(int number, String text) {
        List<String> lines = text.lines().toList();
        folded((number < 10 ? " " : "") + number + ". ", lines.get(0));
        lines.stream().skip(1).forEach(line -> end(RestoreInstructions.COMMAND + line));
    }

    /** The text after a first part; further lines begin below the text. */
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

    /** Rows whose cells stand below each other, two blanks between columns, the first indented. */
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
        page.append(line.stripTrailing()).append('\n');
    }

    @Override
    public String toString() {
        return page.toString();
    }
}
