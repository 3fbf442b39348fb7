/**
 * Record framing, shared by the log and the manifest: records of any length, one after the other,
 * each under checksums that cover its file and its place.
 *
 * <p>May use {@code core.io} and {@code core.format}.
 *
 * <h2>Frame</h2>
 *
 * All numbers little-endian. A frame is a header of 16 bytes and its payload:
 *
 * <pre>
 *  0  u32  length of the payload, at most 8 MiB
 *  4  u8   type: 1 full, 2 first, 3 middle, 4 last; 0 prepared space
 *  5  u8[3] zero
 *  8  u32  CRC32C of the payload, salted
 * 12  u32  CRC32C of the 12 bytes before, salted
 * 16  payload
 * </pre>
 *
 * A record of at most 8 MiB is one full frame; a longer one is a first frame, any number of middle
 * frames, a last frame. <em>Salted</em> means {@link io.aitta.core.format.Checksum#salted} with the
 * file's salt and the offset of the frame: a frame of another file, or of another place, does not
 * pass. The last frame is followed by the end of the file or by prepared space, which is zeros up
 * to the end of the file.
 *
 * <h2>Example</h2>
 *
 * The record {@code "aitta"} at offset 0 of a file with salt 42:
 *
 * <pre>
 * 05 00 00 00 01 00 00 00 12 a9 62 0b 2e aa 93 ae
 * 61 69 74 74 61
 * </pre>
 */
@NullMarked
package io.aitta.core.format.record;

import org.jspecify.annotations.NullMarked;
