/** WAV files: mono, 16 bits a sample, not compressed. */

const HEADER = 44;

/** Sound as numbers from -1 to 1. */
export interface Sound {
  samples: Float32Array;
  /** How many samples make a second. */
  rate: number;
}

export function writeWav({ samples, rate }: Sound): Buffer {
  const file = Buffer.alloc(HEADER + 2 * samples.length);
  file.write('RIFF', 0);
  file.writeUInt32LE(file.length - 8, 4);
  file.write('WAVEfmt ', 8);
  file.writeUInt32LE(16, 16); // the length of what follows, up to 'data'
  file.writeUInt16LE(1, 20); // not compressed
  file.writeUInt16LE(1, 22); // one channel
  file.writeUInt32LE(rate, 24);
  file.writeUInt32LE(2 * rate, 28); // bytes a second
  file.writeUInt16LE(2, 32); // bytes a sample
  file.writeUInt16LE(16, 34); // bits a sample
  file.write('data', 36);
  file.writeUInt32LE(2 * samples.length, 40);
  for (const [i, sample] of samples.entries()) {
    file.writeInt16LE(
      Math.round(Math.max(-1, Math.min(1, sample)) * 32_767),
      HEADER + 2 * i,
    );
  }
  return file;
}

/** @throws {TypeError} unless it is such a file. */
export function readWav(file: Buffer): Sound {
  const text = (at: number) => file.toString('latin1', at, at + 4);
  if (text(0) !== 'RIFF' || text(8) !== 'WAVE') throw new TypeError('not a WAV file');
  let rate = 0;
  // A WAV file is a row of parts, each with a name and a length; 'data' is the sound.
  for (let at = 12; at + 8 <= file.length; ) {
    const [name, length, start] = [text(at), file.readUInt32LE(at + 4), at + 8];
    if (name === 'fmt ') {
      const [coding, channels] = [file.readUInt16LE(start), file.readUInt16LE(start + 2)];
      const bits = file.readUInt16LE(start + 14);
      if (coding !== 1 || channels !== 1 || bits !== 16) {
        throw new TypeError('not a WAV file of one channel with 16 bits a sample');
      }
      rate = file.readUInt32LE(start + 4);
    }
    if (name === 'data') {
      const count = Math.floor(Math.min(length, file.length - start) / 2);
      const samples = new Float32Array(count);
      for (let i = 0; i < count; i++) {
        samples[i] = file.readInt16LE(start + 2 * i) / 32_768;
      }
      return { samples, rate };
    }
    at = start + length + (length % 2);
  }
  throw new TypeError('a WAV file without sound');
}
