package io.jenkins.plugins.scalarbackup.engine;

import io.jenkins.plugins.scalarbackup.model.Holder;
import io.jenkins.plugins.scalarbackup.model.WindowParameters;

/**
 * The specification of a window.
 *
 * @param holder the holder of its locks; its {@link Holder#window()} is the window's ID
 * @param parameters its time limits
 * @param hasBody whether it has a block
 */
public record WindowSpec(Holder holder, WindowParameters parameters, boolean hasBody) {}
