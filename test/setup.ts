/** Property tests draw the same cases every time; a test that wants others passes its own seed. */
import fc from "fast-check";

fc.configureGlobal({ seed: 20220329 });
