package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.Holder;
import io.jenkins.plugins.scalarbackup.model.WindowParameters;

/**
 * What a window is asked to be.
 *
 * @param holder whose it is; its {@link Holder#window()} is the window's ID
 * @param parameters how long it may take
 * @param hasBody whether a block runs inside
 */
public record WindowSpec(Holder holder, WindowParameters parameters, boolean hasBody) {}
