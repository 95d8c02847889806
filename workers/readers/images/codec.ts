/**
 * JPEG and WebP through the C libraries that Pillow is built with (libjpeg, libwebp), compiled to WebAssembly: the same
 * bits in every browser, in Node and in PyTorch's data loaders.
 */
import { damaged } from '../damage';

export type CodecName = 'jpeg' | 'webp';

/** Fetches and compiles a decoder: the platform knows where it lies. */
export type LoadCodec = (name: CodecName) => Promise<WebAssembly.Module>;

/** A started library. */
interface Library {
  /** null where the bytes are no such picture. Broken ones may also end the library in the middle of its work. */
  decode(bytes: Uint8Array, ...turnUpright: boolean[]): ImageData | null;
}

/** Its glue code. The types that come with it name a namespace that does not exist. */
type StartLibrary = (options: {
  readonly instantiateWasm: (
    imports: WebAssembly.Imports,
    use: (instance: WebAssembly.Instance) => void,
  ) => WebAssembly.Exports;
  readonly printErr: (line: string) => void;
}) => Promise<Library>;

const GLUE: Readonly<Record<CodecName, () => Promise<{ readonly default: unknown }>>> = {
  jpeg: () => import('@jsquash/jpeg/codec/dec/mozjpeg_dec.js'),
  webp: () => import('@jsquash/webp/codec/dec/webp_dec.js'),
};

/** The Exif data of a JPEG say how the camera was held. Training code leaves the picture as it lies; so does this. */
const ARGUMENTS: Readonly<Record<CodecName, readonly boolean[]>> = { jpeg: [false], webp: [] };

/** Memory of a library never shrinks: after a larger picture a new one is started. */
const MOST_PIXELS_KEPT = 2 ** 20;

/** Decodes pictures of one kind to RGBA, row by row. */
export class Codec {
  private compiled: WebAssembly.Module | null = null;
  private idle: Library | null = null;
  private complaint = '';

  constructor(
    private readonly name: CodecName,
    private readonly load: LoadCodec,
  ) {}

  /** Throws `file-damaged` for a picture that cannot be decoded; what `load` throws passes through. */
  async decode(bytes: Uint8Array): Promise<ImageData> {
    const library = this.idle ?? (await this.start());
    // A library that was stopped in its work is in disorder: only one that has finished is used again.
    this.idle = null;
    const picture = this.tryOut(library, bytes);
    if (picture === null) throw damaged('it cannot be decoded', this.complaint);
    if (picture.width * picture.height <= MOST_PIXELS_KEPT) this.idle = library;
    return picture;
  }

  private tryOut(library: Library, bytes: Uint8Array): ImageData | null {
    this.complaint = '';
    try {
      return library.decode(bytes, ...ARGUMENTS[this.name]);
    } catch (thrown) {
      // The library's last line says more than the way it ended.
      this.complaint ||= String(thrown);
      return null;
    }
  }

  private async start(): Promise<Library> {
    const compiled = (this.compiled ??= await this.load(this.name));
    const glue = await GLUE[this.name]();
    return (glue.default as StartLibrary)({
      instantiateWasm: (imports, use) => {
        const instance = new WebAssembly.Instance(compiled, imports);
        use(instance);
        return instance.exports;
      },
      printErr: (line) => (this.complaint = line),
    });
  }
}
